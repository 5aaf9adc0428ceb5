import type { Context } from '../context.ts'

// Whoever became part of the victim before comes and goes with it.
const family = `recursive family as (
  select $2::text::uuid as id
  union
  select c.id from customers c join family f on c.merged_into = f.id where c.organization_id = $1::text::uuid
)`
const isTheirs = (alias: string) => `${alias}.posted_for in (select id from family)`

const mixedText = `
with ${family}
select exists (
  select from points_ledger e
  join points_draws d on d.organization_id = e.organization_id and d.entry_id = e.id
  join points_lots l on l.organization_id = d.organization_id and l.id = d.lot_id
  where e.organization_id = $1::text::uuid and e.customer_id = $3::text::uuid
    and (${isTheirs('e')}) <> (${isTheirs('l')})
) or exists (
  select from points_ledger e
  where e.organization_id = $1::text::uuid and e.customer_id = $3::text::uuid and not ${isTheirs('e')}
  group by e.programme_id having sum(e.purchase) < 0
) as mixed`

/** Whether points of one were taken for the other, or more was returned than the survivor had bought. */
export async function isMixed(ctx: Context, victimId: string, survivorId: string): Promise<boolean> {
  const parameters = [ctx.organizationId, victimId, survivorId]
  const [row] = await ctx.db.query<{ mixed: boolean }>(mixedText, parameters)
  return row?.mixed ?? false
}

const set = (table: string) => `
  update ${table} t set customer_id = $2::text::uuid
  where t.organization_id = $1::text::uuid and t.customer_id = $3::text::uuid and ${isTheirs('t')}`

const moveText = `
with ${family}, entries as (${set('points_ledger')}), lots as (${set('points_lots')})
update memberships set merged_into = null
where organization_id = $1::text::uuid and customer_id = $2::text::uuid and merged_into = $3::text::uuid`

/** What was posted for the victim is its own again, and its memberships wait no longer. */
export async function moveLedgerBack(ctx: Context, victimId: string, survivorId: string): Promise<void> {
  await ctx.db.query(moveText, [ctx.organizationId, victimId, survivorId])
}

const broughtTiersText = `
select programme_id, from_tier as tier, since_before as since, expires_before as "end" from (
  select distinct on (programme_id) * from tier_changes
  where organization_id = $1::text::uuid and customer_id = $3::text::uuid
  order by programme_id, id desc
) latest
where merged_from = $2::text::uuid and from_tier is not null`

/** A tier that a customer had. */
export interface Earlier {
  programme_id: string
  tier: number
  since: string
  end: string
}

/** The tiers of the survivor before the merge, of programmes where none has followed that the merge brought. */
export function selectEarlierTiers(ctx: Context, victimId: string, survivorId: string): Promise<Earlier[]> {
  return ctx.db.query<Earlier>(broughtTiersText, [ctx.organizationId, victimId, survivorId])
}

const total = (kind: string, sign = '') =>
  `coalesce(trim_scale(${sign}sum(e.points) filter (where e.kind = '${kind}')), 0)`

const sumsText = `
update memberships m set
  lifetime_points = s.earned, redeemed = s.redeemed, expired = s.expired, returned = s.returned, adjusted = s.adjusted,
  balance = s.balance, purchases = s.purchases, last_activity_at = s.last_activity_at,
  tier_offset = trim_scale(m.tier_offset - coalesce(v.tier_offset, 0)),
  profile_awarded_at = case when m.profile_awarded_at is distinct from v.profile_awarded_at then m.profile_awarded_at end
from memberships o
left join memberships v on v.organization_id = o.organization_id and v.customer_id = $2::text::uuid
  and v.programme_id = o.programme_id and o.customer_id = $3::text::uuid
cross join lateral (
  select ${total('earn')} as earned, ${total('redeem', '-')} as redeemed, ${total('expire', '-')} as expired,
    ${total('return', '-')} as returned, ${total('adjust')} as adjusted,
    coalesce(trim_scale(sum(e.points)), 0) as balance, coalesce(trim_scale(sum(e.purchase)), 0) as purchases,
    max(e.at) filter (where e.kind <> 'expire') as last_activity_at
  from points_ledger e
  where e.organization_id = o.organization_id and e.customer_id = o.customer_id and e.programme_id = o.programme_id) s
where o.organization_id = $1::text::uuid and o.customer_id in ($2::text::uuid, $3::text::uuid)
  and m.organization_id = o.organization_id and m.customer_id = o.customer_id and m.programme_id = o.programme_id`

const broughtText = `
select m.programme_id, exists (
  select from points_ledger e where e.organization_id = m.organization_id and e.customer_id = m.customer_id
    and e.programme_id = m.programme_id) as is_used
from memberships m
where m.organization_id = $1::text::uuid and m.customer_id = $2::text::uuid and m.merged_from = $3::text::uuid`

const one = `organization_id = $1::text::uuid and customer_id = $2::text::uuid and programme_id = $3::text::uuid`
const dropText = `delete from memberships where ${one}`
const keepText = `update memberships set merged_from = null where ${one}`

/**
 * Makes the sums of both those of their ledgers. A membership that came with the merge goes with it, unless it was used.
 * @returns the programmes of which such a membership stays.
 */
export async function separateMemberships(
  { db, organizationId }: Context,
  victimId: string,
  survivorId: string,
): Promise<string[]> {
  await db.query(sumsText, [organizationId, victimId, survivorId])
  const parameters = [organizationId, survivorId, victimId]
  const brought = await db.query<{ programme_id: string; is_used: boolean }>(broughtText, parameters)
  for (const { programme_id, is_used } of brought)
    await db.query(is_used ? keepText : dropText, [organizationId, survivorId, programme_id])
  return brought.filter(({ is_used }) => is_used).map(({ programme_id }) => programme_id)
}
