import type { Database } from '../../db/database.ts'
import { Refusal } from '../problem.ts'
import { expireDue, openBook } from './book.ts'
import { selectLots } from './book-sql.ts'
import { byClock } from './clock-context.ts'
import { type Due, forEachDue } from './due-sql.ts'
import { lockCustomer, readStanding } from './member.ts'
import { closeBook } from './post.ts'

const job = 'expire-points'

/**
 * Posts what has expired, member by member, each in a transaction of its own. Several processes may do so at once: who
 * comes second finds nothing left. What archived customers have waits until they are restored.
 */
export const expirePoints = (db: Database): Promise<void> =>
  forEachDue(db, 'lots', (due) => expireOne(db, due))

async function expireOne(db: Database, { organization_id, customer_id, programme_id }: Due): Promise<void> {
  const ctx = byClock(db, organization_id, job)
  await db
    .transaction(async (tx) => {
      const within = { ...ctx, db: tx }
      await lockCustomer(within, customer_id)
      const at = new Date().toISOString()
      const standing = await readStanding(within, customer_id, programme_id, at)
      if (!standing.membership) return
      const book = openBook(customer_id, standing, standing.membership, at)
      const member = { customerId: customer_id, programmeId: programme_id }
      expireDue(book, await selectLots(within, member, at, '0', 'oldest'))
      if (book.entries.length > 0) await closeBook(within, book)
    })
    .catch(unlessGone)
}

/** Archived or merged since it was found: then it is not due any more, or another's. */
export function unlessGone(error: unknown): void {
  if (!(error instanceof Refusal)) throw error
}
