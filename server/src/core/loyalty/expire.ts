import type { Database } from '../../db/database.ts'
import { expireDue } from './book.ts'
import { selectLots } from './book-sql.ts'
import { actOnDue } from './due.ts'
import { forEachDue } from './due-sql.ts'
import { closeBook } from './post.ts'

/**
 * Posts what has expired, member by member, each in a transaction of its own. Several processes may do so at once: who
 * comes second finds nothing left. What archived customers have waits until they are restored.
 */
export const expirePoints = (db: Database): Promise<void> =>
  forEachDue(db, 'lots', (due) =>
    actOnDue(db, 'expire-points', due, async (ctx, book) => {
      const member = { customerId: book.customerId, programmeId: book.standing.programme.id }
      expireDue(book, await selectLots(ctx, member, book.at, '0', 'oldest'))
      if (book.entries.length > 0) await closeBook(ctx, book)
    }),
  )
