import type { Queryable } from '../../db/database.ts'
import { type Column, columns } from '../customers/customer.ts'
import type { Position } from './cursor.ts'

/** A line as the database hands it over. */
export interface Row extends Position {
  customer_id: string
  version: number
  kind: 'created' | 'updated' | 'archived' | 'restored' | 'merged' | 'unmerged' | 'erased'
  /** ISO 8601, UTC, milliseconds. */
  at: string
  actor: string
  request_id: string
  /** JSON text of whom the caller acted for; null where it did not say. */
  user_context: string | null
  /** JSON text of the changed columns and what they held; null for a new customer. */
  before: string | null
  /** JSON text of the changed columns and what they hold since. */
  after: string
}

const ofKind = (kind: RegExp) => (Object.keys(columns) as Column[]).filter((name) => kind.test(columns[name]))
const times = `'{${ofKind(/^time/).join()}}'::text[]`
const decimals = `'{${ofKind(/^decimal/).join()}}'::text[]`

// Lines hold times and decimals as whoever wrote them did: as sent, or as to_jsonb writes a row. Here they get the form
// that they have in a customer. Most lines have none, and cost no more than the look for one. The hash of a number that
// must not be known leaves the database neither in a row nor here.
/** One side of a line as JSON text. */
export const shownSide = (side: string) => `(case when ${side} ?| (${times} || ${decimals}) then (
  select jsonb_object_agg(e.key, case
    when e.value = 'null' then e.value
    when e.key = any(${times}) then to_jsonb(to_char((e.value #>> '{}')::timestamptz, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    when e.key = any(${decimals}) then to_jsonb((e.value #>> '{}')::numeric::text)
    else e.value end)
  from jsonb_each(${side}) as e) else ${side} end - 'ssn_hash')::text`

const line = `c.xid, c.seq, c.customer_id, c.version, c.kind, c.at, c.actor, c.request_id, c.user_context::text as user_context,
  ${shownSide('c.before')} as before, ${shownSide('c.after')} as after`

const isPruned = `
  select from pruned_changes p
  where p.organization_id = $1::text::uuid and (p.xid, p.seq) > ($2::text::xid8, $3::text::bigint)`

const linesText = (unlessPruned: string) => `
select ${line}
from changes c
where c.organization_id = $1::text::uuid and (c.xid, c.seq) > ($2::text::xid8, $3::text::bigint)
  and c.xid < pg_snapshot_xmin(pg_current_snapshot()) ${unlessPruned}
order by c.xid, c.seq
limit $4::text::integer`

const fromStartText = linesText('')
const afterText = linesText(`and not exists (${isPruned})`)

/**
 * Lines of the feed behind a position, below the oldest transaction that still runs, so that none can appear before
 * them later; none where retention has removed lines behind the position. With null, from the oldest that is left.
 */
export function selectLines(db: Queryable, organizationId: string, after: Position | null, rows: number) {
  const { xid, seq } = after ?? { xid: '0', seq: 0 }
  return db.query<Row>(after ? afterText : fromStartText, [organizationId, xid, String(seq), String(rows)])
}

/** Where a feed begins and ends. */
export interface Extent {
  pruned: Position | null
  newest: Position | null
  /** No transaction has this id or a greater one yet. */
  bound: string
}

const extentText = `
select p.xid as pruned_xid, p.seq as pruned_seq, n.xid as newest_xid, n.seq as newest_seq,
  pg_snapshot_xmax(pg_current_snapshot()) as bound
from (select $1::text::uuid as organization_id) as o
left join pruned_changes p using (organization_id)
left join lateral (
  select c.xid, c.seq from changes c
  where c.organization_id = o.organization_id and c.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by c.xid desc, c.seq desc limit 1) as n on true`

interface ExtentRow {
  pruned_xid: string | null
  pruned_seq: number | null
  newest_xid: string | null
  newest_seq: number | null
  bound: string
}

/** The ends of an organization's feed, as far as it can be read now. */
export async function selectExtent(db: Queryable, organizationId: string): Promise<Extent> {
  const [row] = (await db.query<ExtentRow>(extentText, [organizationId])) as [ExtentRow]
  return {
    pruned: positionOf(row.pruned_xid, row.pruned_seq),
    newest: positionOf(row.newest_xid, row.newest_seq),
    bound: row.bound,
  }
}

const positionOf = (xid: string | null, seq: number | null) =>
  xid === null || seq === null ? null : { xid, seq }

const newestText = `
select o.id as organization_id, coalesce(n.xid, p.xid) as xid, coalesce(n.seq, p.seq) as seq
from unnest($1::text::uuid[]) as o(id)
left join pruned_changes p on p.organization_id = o.id
left join lateral (
  select c.xid, c.seq from changes c
  where c.organization_id = o.id and c.xid < pg_snapshot_xmin(pg_current_snapshot())
  order by c.xid desc, c.seq desc limit 1) as n on true
where coalesce(n.xid, p.xid) is not null`

/**
 * The newest line of each organization that can be read now, or that retention has removed where none is left; nothing
 * for one that never had any.
 */
export function selectNewest(db: Queryable, organizationIds: string[]) {
  return db.query<Position & { organization_id: string }>(newestText, [`{${organizationIds.join()}}`])
}

const historyText = `
select ${line}
from changes c
where c.organization_id = $1::text::uuid and c.customer_id = $2::text::uuid and c.version < $3::text::integer
order by c.version desc
limit $4::text::integer`

/** Lines of one customer below a version, newest first. */
export function selectHistory(
  db: Queryable,
  { organizationId, customerId }: { organizationId: string; customerId: string },
  below: number,
  rows: number,
) {
  return db.query<Row>(historyText, [organizationId, customerId, String(below), String(rows)])
}

const linesOfText = `
select ${line}
from changes c
where c.organization_id = $1::text::uuid and c.customer_id = any($2::text::uuid[])
order by c.xid, c.seq`

/** Every line of these customers that is left, in the order of the feed. */
export function selectLinesOf(db: Queryable, organizationId: string, ids: string[]): Promise<Row[]> {
  return db.query<Row>(linesOfText, [organizationId, `{${ids.join()}}`])
}
