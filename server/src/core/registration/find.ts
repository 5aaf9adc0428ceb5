import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import type { Handle } from '../customers/find.ts'
import { mask, refuseMasked } from '../customers/mask.ts'
import { type Identifier, Refusal } from '../problem.ts'
import type { RegistrationRules } from '../registration-rules/rules.ts'
import type { Setup } from '../setup/setup.ts'
import { type Identity, identifiers, namedBy } from './identity.ts'
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
  const found = whomOf(setup.rules, identity, await resolve(ctx, identity))
  return found && { customer: mask(ctx, found.customer), mergedFrom: found.mergedFrom }
}

/**
 * Whom a proposal is about (contract sheet §7-7): the customer with the number; without a number the one with the
 * primary identifier, else with the phone, the e-mail, the external id. A number that is nobody's names nobody,
 * whatever was sent with it: it cannot be proposed. Nor does a secondary identifier name an account whose primary one
 * is another than was sent, where these are skipped; raises registration (identifier_mismatch) where they are checked
 * strictly (§3.1).
 */
export function whomOf(
  { primary, strict, skip_secondary }: RegistrationRules,
  identity: Identity,
  { holders, mergedFrom }: Resolution,
): Found | null {
  const named = (customer: Customer | undefined) => (customer ? { customer, mergedFrom } : null)
  if (identity.number !== null) return named(holders.number)
  const isAnother = (field: Identifier) =>
    identity[primary] !== null && !holders[primary] && (holders[field]?.[primary] ?? null) !== null
  const naming = [primary, ...identifiers].filter((field) => holders[field])
  if (skip_secondary) return named(holders[naming.find((field) => !isAnother(field)) ?? primary])
  const [field = primary] = naming
  if (strict && isAnother(field))
    throw new Refusal({ kind: 'registration', rule: 'identifier_mismatch', field })
  return named(holders[field])
}
