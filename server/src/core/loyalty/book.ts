import { newId } from '../customers/new-id.ts'
import { compare, isNegative, isZero } from '../decimal.ts'
import { Refusal } from '../problem.ts'
import { difference, negative, sum } from './amount.ts'
import type { Entry } from './entry.ts'
import type { Standing, Sums } from './member.ts'
import { tierFor } from './tier.ts'

/** What is left of a credit. */
export interface Lot {
  id: string
  posted_for: string
  remaining: string
  /** It has expired, and waits for its entry. */
  due: boolean
}

/** A move from one tier to another, or a longer stay in one. */
export interface TierChange {
  id: string
  kind: 'UPGRADE' | 'DOWNGRADE' | 'RENEW'
  from_tier: number | null
  to_tier: number
  since_before: string | null
  expires_before: string | null
  expires_after: string
  /** The customer whose merge brought it. */
  merged_from: string | null
}

/** What is about to be written of one membership; every part follows from the entries. */
export interface Book {
  customerId: string
  standing: Standing
  at: string
  /** The sums as the entries leave them. */
  membership: Sums
  entries: Entered[]
  draws: { entry_id: string; lot_id: string; points: string }[]
  lots: { id: string; points: string; expires_at: string | null }[]
  tierChanges: TierChange[]
}

/** An entry, without what all of a book have in common. */
type Entered = Omit<Entry, 'programme_id' | 'at' | 'actor' | 'request_id'>

/** What is known of a member before anything is entered. */
export function openBook(customerId: string, standing: Standing, membership: Sums, at: string): Book {
  const nothing = { entries: [], draws: [], lots: [], tierChanges: [] }
  return { customerId, standing, at, membership: { ...membership }, ...nothing }
}

type Line = Pick<Entry, 'kind' | 'points'> & Partial<Omit<Entry, 'kind' | 'points'>>

/** Adds a credit, and the lot that it makes. */
export function credit(book: Book, line: Line): Entered {
  const entry = enter(book, line)
  const { id, points, expires_at } = entry
  if (!isZero(points)) book.lots.push({ id, points, expires_at })
  return entry
}

/** Adds a debit, drawn on lots in their order. Raises refused where they are not enough. */
export function debit(book: Book, line: Line, lots: readonly Lot[]): Entered {
  let due = negative(line.points)
  const entry = enter(book, line)
  for (const lot of lots) {
    if (isZero(due)) break
    const points = compare(lot.remaining, due) < 0 ? lot.remaining : due
    book.draws.push({ entry_id: entry.id, lot_id: lot.id, points })
    due = difference(due, points)
  }
  if (!isZero(due)) throw insufficient('points')
  return entry
}

/** Adds what has expired: an entry for each customer that such points were posted for, so that a merge can be undone. */
export function expireDue(book: Book, lots: readonly Lot[]): void {
  const groups = Map.groupBy(
    lots.filter(({ due }) => due),
    ({ posted_for }) => posted_for,
  )
  for (const [posted_for, group] of groups) {
    const points = negative(group.reduce((all, { remaining }) => sum(all, remaining), '0'))
    debit(book, { kind: 'expire', points, posted_for }, group)
  }
}

/** Goes up to the highest tier whose threshold is met; never down. */
export function climb(book: Book, mergedFrom: string | null = null): void {
  const { membership, standing } = book
  const tier = tierFor(standing.programme, membership)
  if (tier !== null && tier > (membership.tier ?? 0)) changeTier(book, 'UPGRADE', tier, mergedFrom)
}

/** Begins a tier now, or when the one before ended. */
export function changeTier(
  book: Book,
  kind: TierChange['kind'],
  tier: number,
  mergedFrom: string | null = null,
  term: { since: string; end: string } = { since: book.at, end: book.standing.tierEnds[tier - 1] as string },
): void {
  const { membership } = book
  book.tierChanges.push({
    id: newId(),
    kind,
    from_tier: membership.tier,
    to_tier: tier,
    since_before: membership.tier_since,
    expires_before: membership.tier_expires_at,
    expires_after: term.end,
    merged_from: mergedFrom,
  })
  Object.assign(membership, { tier, tier_since: term.since, tier_expires_at: term.end })
}

function enter(book: Book, line: Line): Entered {
  const { membership, customerId } = book
  add(membership, line)
  const entry = {
    id: newId(),
    posted_for: customerId,
    purchase: null,
    expires_at: null,
    reference: null,
    note: null,
    ...line,
    balance_after: membership.balance,
  }
  book.entries.push(entry)
  if (line.kind !== 'expire') membership.last_activity_at = book.at
  return entry
}

// Twelve digits before the point are what every contract and the columns of money take.
const mostDigits = 12

/** Adds an entry to the sums. Raises refused: nothing goes below zero, or beyond what the record holds. */
function add(sums: Sums, { kind, points, purchase }: Line): void {
  sums.balance = sum(sums.balance, points)
  switch (kind) {
    case 'earn':
      sums.lifetime_points = sum(sums.lifetime_points, points)
      break
    case 'redeem':
      sums.redeemed = difference(sums.redeemed, points)
      break
    case 'expire':
      sums.expired = difference(sums.expired, points)
      break
    case 'return':
      sums.returned = difference(sums.returned, points)
      break
    case 'adjust':
      sums.adjusted = sum(sums.adjusted, points)
      break
    default:
      kind satisfies never
  }
  if (purchase) sums.purchases = sum(sums.purchases, purchase)
  const isMoreThanEarned = compare(sums.returned, sums.lifetime_points) > 0
  if (isNegative(sums.balance) || (kind === 'return' && isMoreThanEarned)) throw insufficient('points')
  if (isNegative(sums.purchases)) throw insufficient('purchase')
  const figures = [sums.balance, sums.lifetime_points, sums.redeemed, sums.adjusted, sums.purchases]
  if (figures.some((figure) => (figure.replace('-', '').split('.')[0] ?? '').length > mostDigits))
    throw new Refusal({ kind: 'refused', rule: 'overflow', fields: [purchase ? 'purchase' : 'points'] })
}

const insufficient = (field: string) =>
  new Refusal({ kind: 'refused', rule: 'insufficient_points', fields: [field] })
