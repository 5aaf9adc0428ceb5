import type { Customer } from '../../core/customers/customer.ts'
import type { Membership } from '../../core/loyalty/memberships.ts'
import { toLocal } from '../../core/organizations/local-time.ts'
import type { Registered } from '../../core/registration/proposal.ts'
import type { Setup } from '../../core/setup/setup.ts'
import { type Said, warningOf } from './codes.ts'
import { membersOf, parts } from './customer.ts'
import { type ItemAnswer, itemStatus } from './envelope.ts'
import { type Standing, standingOf } from './points.ts'

/**
 * A customer as update and add answer it, in the contract's order (contract sheet §2.2). Written member by member: an
 * object of so many, made first and serialised then, takes twice as long.
 * @param showsEffects false where the caller has put off what follows from its request.
 */
export function registeredItem(
  setup: Setup,
  { customer, notices, awarded }: Registered,
  memberships: readonly Membership[],
  said: Said,
  showsEffects: boolean,
): ItemAnswer {
  const standing = standingOf(setup, customer, memberships)
  const effects = awarded && showsEffects ? effectOf(awarded) : ''
  const json = `{${membersOf(parts.head, customer)},${standingText(standing)},${timesText(setup, customer)},${membersOf(parts.tail, customer)},"side_effects":{"effect":[${effects}]},"item_status":${itemStatus(true, said, notices.map(warningOf))}}`
  return { isDone: true, json }
}

function effectOf({ points, balance }: NonNullable<Registered['awarded']>): string {
  return `{"type":"points","awarded_points":${Number(points)},"total_points":${Number(balance)}}`
}

function standingText({ current_slab, tier_expiry_date, points_summaries, lifetime_purchases }: Standing) {
  return `"current_slab":${JSON.stringify(current_slab)},"tier_expiry_date":${JSON.stringify(tier_expiry_date)},"points_summaries":{"points_summary":${JSON.stringify(points_summaries)}},"lifetime_purchases":${lifetime_purchases}`
}

/** When the customer registered and was changed last, on the clocks of the organization (contract sheet §3.9). */
export function timesText({ timeZone }: Setup, customer: Customer): string {
  const registered = toLocal(customer.registered_at ?? customer.created_at, timeZone)
  const updated = toLocal(customer.updated_at ?? customer.created_at, timeZone)
  return `"registered_on":"${registered}","updated_on":"${updated}"`
}
