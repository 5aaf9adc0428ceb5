import type { Identifier } from '../problem.ts'
import { Refusal } from '../problem.ts'
import type { RegistrationRules } from '../registration-rules/rules.ts'
import type { Proposal } from './proposal.ts'

export type LoyaltyType = (typeof loyaltyTypes)[number]
const loyaltyTypes = ['LOYALTY', 'NON_LOYALTY', 'NOT_INTERESTED'] as const

/** The type that was sent, in any case; null where none was. Raises registration (loyalty_type_unknown). */
export function loyaltyTypeIn({ type }: Pick<Proposal, 'type'>): LoyaltyType | null {
  if (type === null) return null
  const known = loyaltyTypes.find((one) => one === type.trim().toUpperCase())
  if (!known) throw new Refusal({ kind: 'registration', rule: 'loyalty_type_unknown', field: null })
  return known
}

/** Raises registration (enrolment_requires) for an identifier that the customer will not have. */
export function refuseIncomplete(
  { enrolment_requires }: RegistrationRules,
  has: (field: Identifier) => boolean,
): void {
  const field = enrolment_requires.find((one) => !has(one))
  if (field) throw new Refusal({ kind: 'registration', rule: 'enrolment_requires', field })
}

// Clocks of tills run ahead.
const futureMostMs = 5 * 60_000

/** Raises registration (registered_at_out_of_range) for a time before the organization's first day, or to come. */
export function registrationTime(
  { min_registered_at }: Pick<RegistrationRules, 'min_registered_at'>,
  at: string,
): string {
  const isEarly = min_registered_at !== null && Date.parse(at) < Date.parse(min_registered_at)
  if (isEarly || Date.parse(at) > Date.now() + futureMostMs)
    throw new Refusal({ kind: 'registration', rule: 'registered_at_out_of_range', field: null })
  return at
}
