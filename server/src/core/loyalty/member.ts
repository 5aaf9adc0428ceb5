import type { Context } from '../context.ts'
import { present } from '../set-up.ts'
import { type Membership, membershipColumns } from './memberships.ts'
import type { Programme } from './programme.ts'
import { programmeColumns } from './programme-sql.ts'

/** A membership with what only tiers are reckoned by. */
export interface Sums extends Membership {
  /** How much of the figure no longer counts for tiers. */
  tier_offset: string
}

/** A programme, and where a customer stands in it. */
export interface Standing {
  programme: Programme
  membership: Sums | null
  /** When points credited now expire; null: never. */
  pointsEnd: string | null
  /** By tier: when it ends if it begins now. */
  tierEnds: string[]
}

/** The end of the day in the organization's own time, so many days or, without, 100 years later. */
export const endOfDay = (from: string, days: string) => `(
  coalesce((${from} at time zone o.time_zone)::date + ${days},
    ((${from} at time zone o.time_zone)::date + interval '100 years')::date) + time '23:59:59') at time zone o.time_zone`

const now = '$3::text::timestamptz'

// The second parameter names a programme; without it, the default one or, with '*', all.
const named = `($2::text is null and p.is_default or $2::text = '*' or p.id::text = $2::text)`

const programmesText = `
select ${programmeColumns},
  case when p.points_valid_days is not null then ${endOfDay(now, 'p.points_valid_days')} end as points_end,
  (select coalesce(jsonb_agg(${endOfDay(now, 't.valid_days')} order by t.serial), '[]') from tiers t
    where t.organization_id = p.organization_id and t.programme_id = p.id) as tier_ends
from programmes p
join organizations o on o.id = p.organization_id
where p.organization_id = $1::text::uuid and ${named}
order by p.is_default desc, p.number`

const membershipsText = `
select ${membershipColumns}, m.tier_offset from memberships m
join programmes p on p.organization_id = m.organization_id and p.id = m.programme_id
where m.organization_id = $1::text::uuid and m.customer_id = $3::text::uuid and m.merged_into is null and ${named}`

type ProgrammeRow = Programme & { points_end: string | null; tier_ends: string[] }

/** Where a customer stands in a programme; null: in the default one. Raises missing for one that is not there. */
export async function readStanding(
  ctx: Context,
  customerId: string,
  programmeId: string | null,
  at: string,
): Promise<Standing> {
  const [standing] = await standings(ctx, customerId, programmeId, at)
  return present('programme', standing)
}

/** Where a customer stands in every programme of the organization, the default one first. */
export const readStandings = (ctx: Context, customerId: string, at: string) =>
  standings(ctx, customerId, '*', at)

async function standings(
  ctx: Context,
  customerId: string,
  which: string | null,
  at: string,
): Promise<Standing[]> {
  const [programmes, memberships] = await Promise.all([
    ctx.db.query<ProgrammeRow>(programmesText, [ctx.organizationId, which, at]),
    ctx.db.query<Sums>(membershipsText, [ctx.organizationId, which, customerId]),
  ])
  return programmes.map(({ points_end, tier_ends, ...programme }) => ({
    programme,
    membership: memberships.find(({ programme_id }) => programme_id === programme.id) ?? null,
    pointsEnd: points_end,
    // Within JSON the database writes times in its own form.
    tierEnds: tier_ends.map((time) => new Date(time).toISOString()),
  }))
}
