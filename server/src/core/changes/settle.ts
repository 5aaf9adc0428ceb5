import type { Queryable } from '../../db/database.ts'

/**
 * Makes feeds readable that were restored into another database: there transactions are counted from the beginning, so
 * lines of before would be held back until it has counted as far. All of them have ended, so they come first, in the
 * order in which they were written. A cursor of before is refused as forgotten until the count has passed it; followers
 * of a restored database start anew. Does nothing where nothing was restored: a look into one index for each feed.
 */
export async function settleChanges(db: Queryable): Promise<void> {
  const organizations = await db.query<{ id: string }>('select id from organizations order by id')
  for (const { id } of organizations) await db.query(settleText, [id])
}

// Whatever this statement sees had ended before the bound of its own snapshot, unless another database had counted it.
const settleText = `
with line as (
  update changes set xid = '0'
  where organization_id = $1::text::uuid and xid >= pg_snapshot_xmax(pg_current_snapshot())
)
update pruned_changes set xid = '0', seq = 0
where organization_id = $1::text::uuid and xid >= pg_snapshot_xmax(pg_current_snapshot())`
