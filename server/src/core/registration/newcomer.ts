import type { Changes, Json } from '../customers/customer.ts'
import { type Identifier, Refusal, type RegistrationRule } from '../problem.ts'
import type { RegistrationRules } from '../registration-rules/rules.ts'
import { loyaltyTypeIn, refuseIncomplete, registrationTime } from './enrolment.ts'
import type { Item } from './item.ts'

/**
 * All there is of a customer that is new (contract sheet §3.3, §4.1, §7-10). Raises registration: no_usable_identifier,
 * identifier_invalid, identifier_required, contact_required, enrolment_requires, loyalty_type_unknown,
 * registered_at_out_of_range.
 */
export function newcomer(rules: RegistrationRules, item: Item): NewColumns {
  const { proposal, named, members } = item
  const loyalty_type = loyaltyTypeIn(proposal) ?? 'LOYALTY'
  refuseUnidentified(rules, item)
  const { phone, email, external_id } = named.identity
  if (loyalty_type === 'LOYALTY') refuseIncomplete(rules, (field) => named.identity[field] !== null)
  else if (phone === null && email === null) throw refused('contact_required')
  const { registeredAt, updatedAt } = proposal
  const { custom_fields, extended_fields, ...plain } = members.changes
  return {
    ...plain,
    ...filled('custom_fields', custom_fields),
    ...filled('extended_fields', extended_fields),
    ...(proposal.registeredTill === null ? { registered_till: proposal.attributedTill } : {}),
    ...item.registration,
    phone,
    email,
    external_id,
    loyalty_type,
    ...(registeredAt === null ? {} : { registered_at: registrationTime(rules, registeredAt) }),
    ...(updatedAt === null || Date.parse(updatedAt) > Date.now() ? {} : { updated_at: updatedAt }),
  }
}

/** A caller that brings customers from elsewhere tells when they last changed there. */
type NewColumns = Changes & { updated_at?: string }

function refuseUnidentified({ required }: RegistrationRules, { named }: Item): void {
  const { identity, invalid } = named
  const isUsable = (field: Identifier) => identity[field] !== null && !invalid.includes(field)
  if (!(isUsable('phone') || isUsable('email') || isUsable('external_id')))
    throw refused('no_usable_identifier')
  if (invalid[0]) throw refused('identifier_invalid', invalid[0])
  const missing = required.find((field) => !isUsable(field))
  if (missing) throw refused('identifier_required', missing)
}

/** The members that a patch leaves where there were none. */
function filled(column: 'custom_fields' | 'extended_fields', patch: Json | null | undefined): Changes {
  const members = Object.entries(patch ?? {}).filter(([, value]) => value !== null)
  return members.length === 0 ? {} : { [column]: Object.fromEntries(members) }
}

const refused = (rule: RegistrationRule, field: Identifier | null = null) =>
  new Refusal({ kind: 'registration', rule, field })
