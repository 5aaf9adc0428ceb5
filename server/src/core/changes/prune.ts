import type { Queryable } from '../../db/database.ts'

/** Small, so that no statement holds up the feed: it is read below the oldest transaction that runs. */
const batchLines = 1_000

/**
 * Removes the lines of every feed that were asked for before a moment, from its beginning up to the first that was not.
 * Readers that stand before the last line removed are told so.
 * @param before ISO 8601.
 */
export async function pruneChanges(db: Queryable, before: string): Promise<void> {
  // Of all organizations, one after the other: nothing is read.
  const organizations = await db.query<{ id: string }>('select id from organizations order by id')
  for (const { id } of organizations) while ((await pruneBatch(db, id, before)) === batchLines);
}

/** Removes lines as retention has it; null: none, forever. */
export async function pruneOld(db: Queryable, retentionDays: number | null): Promise<void> {
  if (retentionDays === null) return
  await pruneChanges(db, new Date(Date.now() - retentionDays * 86_400_000).toISOString())
}

const pruneText = `
with oldest as materialized (
  select xid, seq, customer_id, version, at from changes
  where organization_id = $1::text::uuid and xid < pg_snapshot_xmin(pg_current_snapshot())
  order by xid, seq
  limit ${batchLines}
), stays as (
  select xid, seq from oldest where at >= $2::text::timestamptz order by xid, seq limit 1
), goes as materialized (
  select * from oldest o where not exists (select from stays s where (s.xid, s.seq) <= (o.xid, o.seq))
), removed as (
  delete from changes c using goes g
  where c.organization_id = $1::text::uuid and c.customer_id = g.customer_id and c.version = g.version
), marked as (
  insert into pruned_changes as p (organization_id, xid, seq, before)
  select $1::text::uuid, xid, seq, $2::text::timestamptz from goes order by xid desc, seq desc limit 1
  on conflict (organization_id) do update
  set xid = excluded.xid, seq = excluded.seq, before = greatest(p.before, excluded.before)
  where (excluded.xid, excluded.seq) > (p.xid, p.seq)
)
select count(*)::integer as lines from goes`

async function pruneBatch(db: Queryable, organizationId: string, before: string): Promise<number> {
  const [row] = await db.query<{ lines: number }>(pruneText, [organizationId, before])
  return row?.lines ?? 0
}
