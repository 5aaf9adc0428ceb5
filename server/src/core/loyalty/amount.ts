import { compare, cut, minus, plus, times, trimmed } from '../decimal.ts'
import { type Issue, Refusal } from '../problem.ts'
import type { Wanted } from './entry.ts'
import type { Programme } from './programme.ts'

/** a + b, of decimal digits. */
export const sum = (a: string, b: string) => trimmed(plus(a, b))
/** a - b, of decimal digits. */
export const difference = (a: string, b: string) => trimmed(minus(a, b))
/** Decimal digits with the other sign. */
export const negative = (a: string) => difference('0', a)

/** What an entry does to the balance, and to the purchases; signed. Raises invalid. */
export function effectOf(programme: Programme, wanted: Wanted): { points: string; purchase: string | null } {
  const { kind } = wanted
  const points = trimmed(wanted.points ?? byPurchase(programme, wanted))
  const purchase = wanted.purchase === null ? null : trimmed(wanted.purchase)
  if (points !== cut(points, programme.decimals))
    throw invalid('points', `Invalid points: Expected at most ${programme.decimals} places behind the point`)
  // A purchase may earn nothing and count towards a tier nevertheless.
  if (compare(points, '0') === 0 && purchase === null)
    throw invalid('points', 'Invalid points: Expected more than none')
  switch (kind) {
    case 'earn':
    case 'adjust':
      return { points, purchase }
    case 'redeem':
      return { points: negative(points), purchase }
    case 'return':
      return { points: negative(points), purchase: purchase && negative(purchase) }
    default:
      return kind satisfies never
  }
}

/** Cut towards zero: what is not a whole of the smallest part was not earned. */
function byPurchase({ points_per_currency, decimals }: Programme, { purchase }: Wanted): string {
  if (purchase === null)
    throw invalid('points', 'Invalid points: Expected points, or the purchase that earns them')
  if (points_per_currency === null)
    throw invalid(
      'points',
      'Invalid points: Expected points, since the programme does not say how many a purchase earns',
    )
  return cut(times(purchase, points_per_currency), decimals)
}

/** The refusal of a member for what it says. */
export function invalid(member: string, message: string): Refusal {
  const issue: Issue = { path: [member], message }
  return new Refusal({ kind: 'invalid', issues: [issue] })
}
