import type { Database } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { compare } from '../decimal.ts'
import { difference } from './amount.ts'
import { type Book, changeTier } from './book.ts'
import { writeBook } from './book-sql.ts'
import { actOnDue } from './due.ts'
import { forEachDue } from './due-sql.ts'
import { selectTerm } from './term-sql.ts'
import { figureOf } from './tier.ts'

/**
 * Ends the tiers whose time is over: renewed where nothing is needed to keep them, or the figure of their time was
 * enough; else down by one. Several processes may do so at once.
 */
export const endTiers = (db: Database): Promise<void> =>
  forEachDue(db, 'tiers', (due) =>
    actOnDue(db, 'end-tiers', due, async (ctx, book) => {
      const end = book.membership.tier_expires_at
      if (!end || end > book.at) return
      await endTier(ctx, book)
      await writeBook(ctx, book)
    }),
  )

async function endTier(ctx: Context, book: Book): Promise<void> {
  const { membership, standing, customerId, at } = book
  const serial = membership.tier as number
  const tier = standing.programme.tiers[serial - 1]
  const needed = serial === 1 ? null : (tier?.keep_threshold ?? null)
  const term = await selectTerm(ctx, customerId, standing.programme)
  const isKept = needed === null || compare(needed, term.figure) <= 0
  const next = isKept ? serial : serial - 1
  // It goes on from where it ended, unless nobody looked for longer than another whole time.
  const end = term.ends[next - 1] as string
  const from = end > at ? { since: membership.tier_expires_at as string, end } : undefined
  changeTier(book, isKept ? 'RENEW' : 'DOWNGRADE', next, null, from)
  if (!isKept) countAnew(book, next)
}

/** The way up begins at the threshold of the tier below: else the next entry would lead straight back. */
function countAnew({ membership, standing }: Book, tier: number): void {
  const threshold = standing.programme.tiers[tier - 1]?.threshold ?? '0'
  membership.tier_offset = difference(
    figureOf(standing.programme, { ...membership, tier_offset: '0' }),
    threshold,
  )
}
