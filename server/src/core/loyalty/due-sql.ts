import type { Database, Queryable } from '../../db/database.ts'

/** A member of whom something is due. */
export interface Due {
  organization_id: string
  customer_id: string
  programme_id: string
}

type Row = Due & { due_at: string; id: string }

const mostAtOnce = 500
// The job comes every minute, and goes on where it was.
const longestRunMs = 50_000

// Of all organizations at once. What is done is due no more; what waits, of an archived customer, is passed by.
const dueText = (table: string, due: string, id: string, rows: string) => `
select d.organization_id, d.customer_id, d.programme_id, d.${due}::text as due_at, d.${id} as id
from ${table} d
where ${rows} and d.${due} <= now() and (d.${due}, d.${id}) > ($1::text::timestamptz, $2::text::uuid)
  and exists (select from customers c
    where c.organization_id = d.organization_id and c.id = d.customer_id and c.archived_at is null)
order by d.${due}, d.${id} limit ${mostAtOnce}`

const texts = {
  lots: dueText('points_lots', 'expires_at', 'id', 'd.remaining > 0'),
  tiers: dueText('memberships', 'tier_expires_at', 'customer_id', 'd.merged_into is null'),
}

/**
 * Works through the members with points that have expired, or whose tier has ended, what is due longest first. One that
 * fails keeps nobody else waiting: the first failure is raised at the end.
 */
export async function forEachDue(
  db: Database,
  what: keyof typeof texts,
  work: (due: Due) => Promise<void>,
): Promise<void> {
  const deadline = performance.now() + longestRunMs
  const failures: unknown[] = []
  let last = { due_at: '-infinity', id: '00000000-0000-0000-0000-000000000000' }
  let isMore = true
  while (isMore) {
    const rows: Row[] = await select(db, what, last)
    for (const { organization_id, customer_id, programme_id } of distinct(rows)) {
      if (performance.now() > deadline) break
      await work({ organization_id, customer_id, programme_id }).catch((error) => failures.push(error))
    }
    last = rows.at(-1) ?? last
    isMore = rows.length === mostAtOnce && performance.now() <= deadline
  }
  if (failures.length > 0) throw failures[0]
}

const select = (db: Queryable, what: keyof typeof texts, { due_at, id }: { due_at: string; id: string }) =>
  db.query<Row>(texts[what], [due_at, id])

/** A member may have several lots that have expired: they go together. */
const distinct = (rows: Row[]) =>
  new Map(rows.map((row) => [row.organization_id + row.customer_id + row.programme_id, row])).values()
