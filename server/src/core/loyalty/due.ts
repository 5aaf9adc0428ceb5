import type { Database } from '../../db/database.ts'
import { type Context, unattended } from '../context.ts'
import { holdCustomer } from '../customers/hold.ts'
import { Refusal } from '../problem.ts'
import { type Book, openBook } from './book.ts'
import type { Due } from './due-sql.ts'
import { readStanding } from './member.ts'

/**
 * Does what the clock asks for with a member, in a transaction of its own of which the job is the request; nothing where the
 * customer was archived or merged since it was found: then it is not due any more, or another's.
 */
export async function actOnDue(
  db: Database,
  job: string,
  { organization_id, customer_id, programme_id }: Due,
  act: (ctx: Context, book: Book) => Promise<void>,
): Promise<void> {
  try {
    await db.transaction(async (tx) => {
      const ctx = unattended(tx, organization_id, 'system', job)
      await holdCustomer(ctx, customer_id)
      const at = new Date().toISOString()
      const standing = await readStanding(ctx, customer_id, programme_id, at)
      if (standing.membership) await act(ctx, openBook(customer_id, standing, standing.membership, at))
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
}
