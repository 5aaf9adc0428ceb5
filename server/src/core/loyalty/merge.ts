import type { Context } from '../context.ts'
import type { Changes } from '../customers/customer.ts'
import { Refusal } from '../problem.ts'
import { sum } from './amount.ts'
import { type Book, changeTier, openBook } from './book.ts'
import { writeBook } from './book-sql.ts'
import { readStandings, type Standing, type Sums } from './member.ts'
import { sums } from './memberships.ts'
import { copyMembership, moveLedger } from './merge-sql.ts'
import { figuresOf } from './show.ts'
import { tierFor } from './tier.ts'

/** Of two customers, in one programme. */
interface Two {
  standing: Standing
  victim: Sums | null
}

/**
 * What the loyalty columns of the survivor are after a merge, where either is a member of the default programme: sums of
 * the two ledgers, whatever the columns say.
 */
export async function combinedFigures(ctx: Context, victimId: string, survivorId: string): Promise<Changes> {
  const [first] = await both(ctx, victimId, survivorId, new Date().toISOString())
  return first ? shownOf(first) : {}
}

/**
 * Gives the survivor the points of the victim, both locked: every entry and lot goes over as it is, the sums are added,
 * and of two tiers the higher counts (contract sheet §3.12). The victim's memberships wait as they are. Answers what the
 * loyalty columns of the survivor are then.
 */
export async function movePoints(ctx: Context, victimId: string, survivorId: string): Promise<Changes> {
  const at = new Date().toISOString()
  const all = await both(ctx, victimId, survivorId, at)
  for (const { standing, victim } of all) {
    if (!victim) continue
    if (!standing.membership) await copyMembership(ctx, victimId, survivorId, standing.programme.id)
    else {
      const book = openBook(survivorId, standing, joined(standing.membership, victim), at)
      takeTier(book, victimId, victim)
      await writeBook(ctx, book)
    }
  }
  if (all.some(({ victim }) => victim)) await moveLedger(ctx, victimId, survivorId)
  return all[0] ? shownOf(all[0]) : {}
}

async function both(ctx: Context, victimId: string, survivorId: string, at: string): Promise<Two[]> {
  const [survivors, victims] = await Promise.all([
    readStandings(ctx, survivorId, at),
    readStandings(ctx, victimId, at),
  ])
  return survivors.map((standing) => ({
    standing,
    victim: victims.find(({ programme }) => programme.id === standing.programme.id)?.membership ?? null,
  }))
}

function shownOf({ standing, victim }: Two): Changes {
  const { programme, membership } = standing
  const merged = membership && victim ? joined(membership, victim) : (membership ?? victim)
  return programme.is_default && merged ? figuresOf(merged) : {}
}

// Twelve digits before the point are what the record holds.
const tooMuch = /^-?\d{13}/

function joined(survivor: Sums, victim: Sums): Sums {
  const both = Object.fromEntries(sums.map((name) => [name, sum(survivor[name], victim[name])]))
  if (Object.values(both).some((figure) => tooMuch.test(figure)))
    throw new Refusal({ kind: 'refused', rule: 'overflow', fields: ['points'] })
  return {
    ...survivor,
    ...both,
    last_activity_at: later(survivor.last_activity_at, victim.last_activity_at),
    // One person, one award.
    profile_awarded_at: survivor.profile_awarded_at ?? victim.profile_awarded_at,
  }
}

const later = (a: string | null, b: string | null) => (a === null || (b !== null && b > a) ? b : a)

/** The higher tier of the two, or of the sums; of two equal ones the one that lasts longer. */
function takeTier(book: Book, victimId: string, victim: Sums): void {
  const own = book.membership.tier ?? 0
  const theirs = victim.tier ?? 0
  const earned = tierFor(book.standing.programme, book.membership) ?? 0
  const term = { since: victim.tier_since ?? '', end: victim.tier_expires_at ?? '' }
  if (earned > own && earned > theirs) changeTier(book, 'UPGRADE', earned, victimId)
  else if (theirs > own) changeTier(book, 'UPGRADE', theirs, victimId, term)
  else if (theirs === own && own > 0 && term.end > (book.membership.tier_expires_at ?? ''))
    changeTier(book, 'RENEW', own, victimId, term)
}
