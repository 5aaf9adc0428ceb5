import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import type { Context } from '../context.ts'
import { arraysOf, type Named } from '../customers/sql.ts'

/** Points of a programme that expire, or have expired, at a time (ISO 8601). Points are decimal digits. */
export interface Expiry {
  programme_id: string
  points: string
  at: string
}

export interface Expiries {
  /** What is left of credits that have an end, soonest first. */
  ahead: Expiry[]
  /** What the ledger tells to have expired, newest first. */
  past: Expiry[]
}

/** The most of each that are read of a customer. */
const mostExpiries = 100

/** What of these customers' points expires and has expired; of customers without any, two empty lists. */
export async function readExpiries(
  ctx: Context,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, Expiries>> {
  const ids = [...new Set(customerIds)]
  const all = await Promise.all(
    ids.map((id) => ctx.db.gather(expiriesGathered, { organization_id: ctx.organizationId, id })),
  )
  return new Map(ids.flatMap((id, i) => (all[i] ? [[id, all[i]] as const] : [])))
}

const selectText = `
select i.place, e.*
from unnest($1::text::uuid[], $2::text::uuid[]) with ordinality as i(organization_id, id, place)
cross join lateral (
  (select true as ahead, l.programme_id, trim_scale(sum(l.remaining))::text as points, l.expires_at as at
    from points_lots l
    where l.organization_id = i.organization_id and l.customer_id = i.id and l.remaining > 0 and l.expires_at is not null
    group by l.programme_id, l.expires_at order by l.expires_at, l.programme_id limit ${mostExpiries})
  union all
  (select false, t.programme_id, trim_scale(-t.points)::text, t.at
    from points_ledger t
    where t.organization_id = i.organization_id and t.customer_id = i.id and t.kind = 'expire'
    order by t.id desc limit ${mostExpiries})
) e`

async function selectExpiries(db: Queryable, keys: Named[]): Promise<Expiries[]> {
  const rows = await db.query<Expiry & { place: number; ahead: boolean }>(selectText, arraysOf(keys))
  const all: Expiries[] = keys.map(() => ({ ahead: [], past: [] }))
  for (const { place, ahead, ...expiry } of rows) all[place - 1]?.[ahead ? 'ahead' : 'past'].push(expiry)
  return all
}

const expiriesGathered: Gathered<Named, Expiries> = { lane: 'reads', run: selectExpiries }
