import type { Queryable } from './database.ts'

/** What autovacuum does elsewhere: the embedded database has no processes of its own for it. */

/** Refreshes what the planner knows. Reads a sample: some tens of milliseconds, whatever the size. */
export async function analyzeAll(db: Queryable): Promise<void> {
  await db.query('analyze')
}

/** Gives the room of old versions back to new ones. */
export async function vacuumAll(db: Queryable): Promise<void> {
  await db.query('vacuum')
}
