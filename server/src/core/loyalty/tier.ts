import { compare } from '../decimal.ts'
import { difference } from './amount.ts'
import type { Sums } from './member.ts'
import type { Programme } from './programme.ts'

/** The figure that tiers go by: earned or bought, less what was returned and what no longer counts. */
export function figureOf({ tiers_by }: Programme, sums: Sums): string {
  const figure =
    tiers_by === 'lifetime_purchases' ? sums.purchases : difference(sums.lifetime_points, sums.returned)
  return difference(figure, sums.tier_offset)
}

/** Serial of the highest tier whose threshold is met; null in a programme without tiers. */
export function tierFor(programme: Programme, sums: Sums): number | null {
  const figure = figureOf(programme, sums)
  const met = programme.tiers.findLast(
    ({ threshold }) => threshold === null || compare(threshold, figure) <= 0,
  )
  return met?.serial ?? null
}
