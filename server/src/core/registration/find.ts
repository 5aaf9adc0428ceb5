import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import type { Handle } from '../customers/find.ts'
import { mask, refuseMasked } from '../customers/mask.ts'
import type { Identifier } from '../problem.ts'
import type { Setup } from '../setup/setup.ts'
import { type Identity, namedBy } from './identity.ts'
import { type Resolution, resolve } from './resolve.ts'

/** Whom an identifier names. */
export interface Found {
  customer: Customer
  /** Id of the customer that the number belongs to, where that one was merged into this. */
  mergedFrom: string | null
}

/**
 * The live customer with this identifier, or null. Raises registration (erased) for the number of one that was erased,
 * and forbidden where the identifier is masked.
 */
export async function findRegistered(
  ctx: Context,
  setup: Setup,
  by: Handle,
  value: string,
): Promise<Found | null> {
  refuseMasked(ctx, () => [[[by], by]])
  const nothing = { number: null, phone: null, email: null, external_id: null }
  const { identity } = namedBy(setup, { ...nothing, [by]: value })
  const found = whomOf(setup.rules.primary, identity, await resolve(ctx, identity))
  return found && { customer: mask(ctx, found.customer), mergedFrom: found.mergedFrom }
}

/**
 * Whom a proposal is about (contract sheet §7-7): the customer with the number; without a number the one with the
 * primary identifier, else with the phone, the e-mail, the external id. A number that is nobody's names nobody,
 * whatever was sent with it: it cannot be proposed.
 */
export function whomOf(
  primary: Identifier,
  { number }: Identity,
  { holders, mergedFrom }: Resolution,
): Found | null {
  const customer =
    number === null
      ? (holders[primary] ?? holders.phone ?? holders.email ?? holders.external_id)
      : holders.number
  return customer ? { customer, mergedFrom } : null
}
