import type { Context } from '../context.ts'
import { compare } from '../decimal.ts'
import { currentCustomer } from '../merges/follow.ts'
import { knownId, present } from '../set-up.ts'
import { difference } from './amount.ts'
import { readStandings } from './member.ts'
import type { Membership } from './memberships.ts'
import type { Programme, Tier } from './programme.ts'
import { selectProgrammes } from './programme-sql.ts'
import { figureOf } from './tier.ts'

/** A membership with what it is a membership of. */
export interface Standing {
  programme: Programme
  membership: Membership
  tier: Tier | null
  /** The tier above, and how much of the figure is missing; null in the highest. */
  next: { tier: Tier; missing: string } | null
}

/** Raises missing. */
export async function getProgramme(ctx: Context, id: string): Promise<Programme> {
  const known = knownId('programme', id)
  const all = await selectProgrammes(ctx.db, ctx.organizationId)
  return present(
    'programme',
    all.find((one) => one.id === known),
  )
}

/**
 * Where a customer stands in each programme that it is a member of, the default one first; where it was merged, the one
 * that it is part of now. Raises missing.
 */
export async function getMemberships(
  ctx: Context,
  id: string,
): Promise<{ customerId: string; standings: Standing[] }> {
  const { id: customerId } = await currentCustomer(ctx, id)
  const all = await readStandings(ctx, customerId, new Date().toISOString())
  const standings = all.flatMap(({ programme, membership }) => {
    if (!membership) return []
    const { tier_offset, ...shown } = membership
    const above = programme.tiers[shown.tier ?? 0]
    const missing = above && difference(above.threshold ?? '0', figureOf(programme, membership))
    return {
      programme,
      membership: shown,
      tier: programme.tiers[(shown.tier ?? 0) - 1] ?? null,
      next: above && missing ? { tier: above, missing: compare(missing, '0') < 0 ? '0' : missing } : null,
    }
  })
  return { customerId, standings }
}
