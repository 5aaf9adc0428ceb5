import assert from 'node:assert/strict'
import type { Answer, Client, TestApp } from './app.ts'
import { has } from './merging.ts'

/** Sets up a programme. @returns it as it was answered. */
export async function aProgramme(owner: Client, body: object = {}) {
  const answer = await owner.post('/v1/programmes', { name: 'Club', ...body })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

/** Three tiers, by points. */
export const threeTiers = [
  { serial: 1, name: 'Bronze' },
  { serial: 2, name: 'Silver', threshold: '100' },
  { serial: 3, name: 'Gold', threshold: '500' },
]

/** Adds a customer that takes part in loyalty. @returns its id. */
export async function aMember(owner: Client, body: object = {}): Promise<string> {
  const id = await has(owner, body)
  const { status } = await owner.post(`/v1/customers/${id}/memberships`, {})
  assert.equal(status, 200)
  return id
}

export const post = (owner: Client, id: string, entry: object, headers = {}): Promise<Answer> =>
  owner.post(`/v1/customers/${id}/points`, entry, headers)

/** Posts what must be taken. @returns the membership after it. */
export async function posted(owner: Client, id: string, entry: object) {
  const { status, body } = await post(owner, id, entry)
  assert.equal(status, 201, JSON.stringify(body))
  return body.membership
}

/** Where a customer stands in the default programme. */
export const standing = async (owner: Client, id: string) =>
  (await owner.get(`/v1/customers/${id}/memberships`)).body.data[0]

/** Makes everything a member has that expires later than now expire a moment ago. */
export async function letExpire({ services }: TestApp, id: string): Promise<void> {
  for (const table of ['points_lots', 'points_ledger'])
    await services.db.query(
      `update ${table} set expires_at = now() - interval '1 second'
      where customer_id = $1::text::uuid and expires_at > now()`,
      [id],
    )
}

/** Ledger, lots, membership and the columns of the customer tell the same, of everybody in the organization. */
export async function assertAgreed({ services }: TestApp, { organizationId }: Client): Promise<void> {
  const wrong = await services.db.query(
    `select m.customer_id, p.is_default, m.balance, l.*, o.remaining, c.loyalty_balance, c.loyalty_lifetime_points
    from memberships m
    join programmes p on p.organization_id = m.organization_id and p.id = m.programme_id
    join customers c on c.organization_id = m.organization_id and c.id = m.customer_id
    cross join lateral (
      select coalesce(sum(points), 0) as points, coalesce(sum(purchase), 0) as purchases,
        coalesce(sum(points) filter (where kind = 'earn'), 0) as earned,
        -coalesce(sum(points) filter (where kind = 'redeem'), 0) as redeemed,
        -coalesce(sum(points) filter (where kind = 'expire'), 0) as expired,
        -coalesce(sum(points) filter (where kind = 'return'), 0) as returned,
        coalesce(sum(points) filter (where kind = 'adjust'), 0) as adjusted,
        max(at) filter (where kind <> 'expire') as last_activity_at
      from points_ledger l
      where l.organization_id = m.organization_id and l.customer_id = m.customer_id and l.programme_id = m.programme_id) l
    cross join lateral (
      select coalesce(sum(remaining), 0) as remaining from points_lots o
      where o.organization_id = m.organization_id and o.customer_id = m.customer_id and o.programme_id = m.programme_id) o
    where m.organization_id = $1::text::uuid and m.merged_into is null and (
      m.balance <> l.points or m.balance <> o.remaining or m.purchases <> l.purchases or m.lifetime_points <> l.earned
      or m.redeemed <> l.redeemed or m.expired <> l.expired or m.returned <> l.returned or m.adjusted <> l.adjusted
      or m.last_activity_at is distinct from l.last_activity_at
      or p.is_default and c.archived_at is null and (
        c.loyalty_balance::numeric <> m.balance or c.loyalty_lifetime_points::numeric <> m.lifetime_points
        or c.loyalty_last_activity_at is distinct from m.last_activity_at))`,
    [organizationId],
  )
  assert.deepEqual(wrong, [])
  const drawn = await services.db.query(
    `select l.id from points_lots l
    left join points_draws d on d.organization_id = l.organization_id and d.lot_id = l.id
    where l.organization_id = $1::text::uuid
    group by l.organization_id, l.id having l.points - coalesce(sum(d.points), 0) <> l.remaining`,
    [organizationId],
  )
  assert.deepEqual(drawn, [])
}
