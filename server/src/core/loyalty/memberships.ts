import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import type { Context } from '../context.ts'
import { arraysOf, type Named } from '../customers/sql.ts'
import type { Programmes } from './programme.ts'

/** Where a customer stands in a programme. Points and amounts are decimal digits, times ISO 8601 in UTC. */
export interface Membership {
  programme_id: string
  /** Serial of the tier; null in a programme without tiers. */
  tier: number | null
  tier_since: string | null
  tier_expires_at: string | null
  /** Ever earned. */
  lifetime_points: string
  /** What can be spent: lifetime_points - redeemed - expired - returned + adjusted. */
  balance: string
  redeemed: string
  expired: string
  returned: string
  /** Negative where debits are more than credits. */
  adjusted: string
  purchases: string
  last_activity_at: string | null
  enrolled_at: string
  profile_awarded_at: string | null
}

/** The figures of a membership that add up: decimal digits. */
export const sums = [
  'tier_offset',
  'lifetime_points',
  'balance',
  'redeemed',
  'expired',
  'returned',
  'adjusted',
  'purchases',
] as const

/**
 * The memberships of each of these customers, that of the default programme first; customers without any have no entry.
 * Asks nothing where the organization has no programmes.
 */
export async function readMemberships(
  ctx: Context,
  { programmes }: Programmes,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, Membership[]>> {
  if (programmes.length === 0) return new Map()
  const ids = [...new Set(customerIds)]
  const all = await Promise.all(
    ids.map((id) => ctx.db.gather(membershipsGathered, { organization_id: ctx.organizationId, id })),
  )
  return new Map(ids.flatMap((id, i) => (all[i]?.length ? [[id, all[i]] as const] : [])))
}

export const membershipColumns = `m.programme_id, m.tier, m.tier_since, m.tier_expires_at, m.lifetime_points, m.balance,
  m.redeemed, m.expired, m.returned, m.adjusted, m.purchases, m.last_activity_at, m.enrolled_at, m.profile_awarded_at`

const selectText = `
select i.place, ${membershipColumns}
from unnest($1::text::uuid[], $2::text::uuid[]) with ordinality as i(organization_id, id, place)
join memberships m on m.organization_id = i.organization_id and m.customer_id = i.id and m.merged_into is null
join programmes p on p.organization_id = m.organization_id and p.id = m.programme_id
order by p.is_default desc, p.number`

async function selectMemberships(db: Queryable, keys: Named[]): Promise<Membership[][]> {
  const rows = await db.query<Membership & { place: number }>(selectText, arraysOf(keys))
  const all: Membership[][] = keys.map(() => [])
  for (const { place, ...membership } of rows) all[place - 1]?.push(membership)
  return all
}

const membershipsGathered: Gathered<Named, Membership[]> = { lane: 'reads', run: selectMemberships }
