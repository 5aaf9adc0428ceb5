import type { Customer } from '../../core/customers/customer.ts'
import { trimmed } from '../../core/decimal.ts'
import type { Membership } from '../../core/loyalty/memberships.ts'
import type { Programme, Tier } from '../../core/loyalty/programme.ts'
import { toLocal } from '../../core/organizations/local-time.ts'
import type { Setup } from '../../core/setup/setup.ts'

/** Where a customer stands, as answers have it beside its columns (contract sheet §3.7). */
export interface Standing {
  current_slab: string | null
  tier_expiry_date: string | null
  points_summaries: Summary[]
  lifetime_purchases: number
}

export type Summary = ReturnType<typeof summaryOf>

/** @param memberships that of the default programme first. */
export function standingOf(setup: Setup, customer: Customer, memberships: readonly Membership[]): Standing {
  const summaries: Summary[] = []
  let main: { programme: Programme; membership: Membership } | null = null
  for (const membership of memberships) {
    const programme = setup.programmes.find(({ id }) => id === membership.programme_id)
    // One that was made since the set-up was read is told in half a second.
    if (!programme) continue
    if (programme.is_default) main = { programme, membership }
    summaries.push(summaryOf(programme, membership, setup.timeZone))
  }
  return {
    current_slab: main ? (tierOf(main.programme, main.membership.tier)?.name ?? null) : null,
    tier_expiry_date: main ? localOrNull(main.membership.tier_expires_at, setup.timeZone) : null,
    points_summaries: summaries,
    lifetime_purchases: Number(main ? main.membership.purchases : customer.ltv),
  }
}

/** All values are text in the contract; the highest tier has no next one (contract sheet §2.2). */
function summaryOf(programme: Programme, membership: Membership, timeZone: string) {
  const tier = tierOf(programme, membership.tier)
  const next = tier && tierOf(programme, tier.serial + 1)
  return {
    programId: String(programme.number),
    redeemed: trimmed(membership.redeemed),
    expired: trimmed(membership.expired),
    returned: trimmed(membership.returned),
    adjusted: trimmed(membership.adjusted),
    lifetimePoints: trimmed(membership.lifetime_points),
    loyaltyPoints: trimmed(membership.balance),
    cumulativePurchases: trimmed(membership.purchases),
    currentSlab: tier?.name ?? 'NONE',
    nextSlab: next?.name ?? '',
    nextSlabSerialNumber: String(next?.serial ?? -1),
    nextSlabDescription: next?.description ?? '',
    slabSNo: String(tier?.serial ?? -1),
    slabExpiryDate: localOrNull(membership.tier_expires_at, timeZone) ?? '',
    totalPoints: '',
  }
}

/** What `mlp` adds to a summary (contract sheet §4.2). */
export function programmeMembers(
  { programmes }: Setup,
  { programId, slabSNo, loyaltyPoints, returned }: Summary,
) {
  const programme = programmes.find(({ number }) => String(number) === programId)
  return {
    currentSlabDescription: (programme && tierOf(programme, Number(slabSNo))?.description) ?? '',
    delayed_points: '0',
    delayed_returned_points: '0',
    total_available_points: loyaltyPoints,
    total_returned_points: returned,
    program_title: programme?.name ?? '',
    program_description: programme?.description ?? '',
    program_points_to_currency_ratio: programme?.points_to_currency ?? '',
    linked_partner_programs: [],
    gap_to_upgrade: [],
    gap_to_renew: [],
  }
}

export const tierOf = ({ tiers }: Programme, serial: number | null): Tier | undefined =>
  tiers.find((tier) => tier.serial === serial)

export const localOrNull = (iso: string | null, timeZone: string) =>
  iso === null ? null : toLocal(iso, timeZone)
