import { setTimeout as sleep } from 'node:timers/promises'
import type { Queryable } from '../src/db/database.ts'

/**
 * Waits until all that was written so far can be read from the feed, or removed from it: that is below the oldest
 * transaction of the whole database server, on which other tests may keep theirs open.
 */
export async function caughtUp(db: Queryable): Promise<void> {
  const [start] = await db.query<{ bound: string }>('select pg_snapshot_xmax(pg_current_snapshot()) as bound')
  const text = 'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 as done'
  for (;;) {
    const [now] = await db.query<{ done: boolean }>(text, [start?.bound ?? '0'])
    if (now?.done) return
    await sleep(20)
  }
}
