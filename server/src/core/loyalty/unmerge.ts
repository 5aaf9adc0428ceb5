import type { Context } from '../context.ts'
import type { Changes } from '../customers/customer.ts'
import { Refusal } from '../problem.ts'
import { type Book, changeTier, openBook } from './book.ts'
import { writeBook } from './book-sql.ts'
import { readStandings, type Standing } from './member.ts'
import { figuresOf } from './show.ts'
import { tierFor } from './tier.ts'
import { isMixed, moveLedgerBack, selectEarlierTiers, separateMemberships } from './unmerge-sql.ts'

/** What the loyalty columns of each are then, as far as they are members of the default programme. */
export interface Parted {
  victim: Changes
  survivor: Changes
}

/**
 * Gives the victim of a merge its points back, both being locked: what was posted for it, and for whoever was part of it.
 * The survivor's tier is the one before the merge unless it has changed since. Raises refused (changed_since, points)
 * where points of one were spent for the other: nobody can say whose the rest is.
 */
export async function movePointsBack(ctx: Context, victimId: string, survivorId: string): Promise<Parted> {
  const at = new Date().toISOString()
  if ((await readStandings(ctx, survivorId, at)).length === 0) return { victim: {}, survivor: {} }
  if (await isMixed(ctx, victimId, survivorId))
    throw new Refusal({ kind: 'refused', rule: 'changed_since', fields: ['points'] })
  await moveLedgerBack(ctx, victimId, survivorId)
  const left = await separateMemberships(ctx, victimId, survivorId)
  const earlier = await selectEarlierTiers(ctx, victimId, survivorId)
  const [survivors, victims] = await Promise.all([
    readStandings(ctx, survivorId, at),
    readStandings(ctx, victimId, at),
  ])
  for (const { programme, membership, ...standing } of survivors) {
    if (!membership) continue
    const book = openBook(survivorId, { programme, membership, ...standing }, membership, at)
    const before = earlier.find((one) => one.programme_id === programme.id)
    if (left.includes(programme.id)) fall(book)
    else if (before)
      changeTier(book, before.tier === membership.tier ? 'RENEW' : 'DOWNGRADE', before.tier, null, before)
    if (book.tierChanges.length > 0) await writeBook(ctx, book)
  }
  const survivor = shownOf(survivors[0])
  return {
    victim: shownOf(victims[0]),
    survivor: isMember(survivor) ? { ...survivor, loyalty_type: 'LOYALTY' } : survivor,
  }
}

/** A membership that came with the merge, and was used since, has the tier that its own entries lead to. */
function fall(book: Book): void {
  const tier = tierFor(book.standing.programme, book.membership)
  if (tier !== null && tier < (book.membership.tier ?? 0)) changeTier(book, 'DOWNGRADE', tier)
}

const isMember = (changes: Changes) => Object.keys(changes).length > 0

const shownOf = (standing: Standing | undefined): Changes =>
  standing?.programme.is_default && standing.membership ? figuresOf(standing.membership) : {}
