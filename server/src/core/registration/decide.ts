import type { Changes, Customer } from '../customers/customer.ts'
import { isZero } from '../decimal.ts'
import { type Identifier, Refusal } from '../problem.ts'
import type { RegistrationRules } from '../registration-rules/rules.ts'
import type { Setup } from '../setup/setup.ts'
import { loyaltyTypeIn, refuseIncomplete, registrationTime } from './enrolment.ts'
import type { Found } from './find.ts'
import { type Fate, fateOf } from './identifier-table.ts'
import { identifiers } from './identity.ts'
import type { Item } from './item.ts'
import type { Notice } from './proposal.ts'
import type { Resolution } from './resolve.ts'

/** What is to be done to a customer, in view of what it has. */
export interface Decision {
  changes: Changes
  /** Written where the customer has nothing there when it is written. */
  whereEmpty: Changes
  /** Customers that are to become part of this one. */
  victims: Customer[]
  /** It begins to take part in loyalty. */
  enrols: boolean
  /** Holds for the customer as it was seen, and for no other version. */
  isBound: boolean
  notices: Notice[]
}

/**
 * Decides what an update does to the customer that was found. Raises registration: identifier_invalid,
 * identifier_mismatch, not_updatable, loyalty_for_good, loyalty_type_unknown, enrolment_requires,
 * registered_at_out_of_range.
 */
export function decide(setup: Setup, item: Item, found: Found, { holders }: Resolution): Decision {
  const { customer } = found
  const identifiers = decideIdentifiers(setup.rules, item, customer, holders)
  const enrolment = decideEnrolment(setup.rules, item, customer, identifiers)
  const { victims } = identifiers
  const isRefused = identifiers.notices.length > 0
  if (isRefused && identifiers.taken.size === 0 && !item.saysMore)
    throw new Refusal({ kind: 'registration', rule: 'not_updatable', field: null })
  return {
    changes: { ...item.members.changes, ...identifiers.changes, ...enrolment.changes },
    whereEmpty: enrolment.whereEmpty,
    victims,
    enrols: enrolment.enrols,
    isBound: identifiers.taken.size > 0 || enrolment.enrols,
    notices: [
      ...(found.mergedFrom === null ? [] : [{ kind: 'survivor', id: customer.id } as const]),
      ...identifiers.notices,
      ...item.members.notices,
    ],
  }
}

interface Identifiers {
  changes: Changes
  victims: Customer[]
  /** Those that the customer gets, from nobody or from a victim. */
  taken: ReadonlySet<Identifier>
  notices: Notice[]
}

function decideIdentifiers(
  rules: RegistrationRules,
  { named }: Item,
  customer: Customer,
  holders: Resolution['holders'],
): Identifiers {
  const changes: Changes = {}
  const victims = new Map<string, Customer>()
  const taken = new Set<Identifier>()
  const notices: Notice[] = []
  for (const field of identifiers) {
    const holder = holders[field]
    const fate = fateIn(rules, field, named, customer, holder)
    if (fate === 'filled' || fate === 'merged') taken.add(field)
    if (fate === 'filled') changes[field] = named.identity[field]
    else if (fate === 'merged' && holder) victims.set(holder.id, holder)
    else if (fate === 'mismatch') throw refused('identifier_mismatch', field)
    else if (fate === 'update_not_allowed' || fate === 'primary_fixed' || fate === 'held_by_another')
      notices.push({ kind: fate, field })
  }
  return { changes, victims: [...victims.values()], taken, notices }
}

function fateIn(
  rules: RegistrationRules,
  field: Identifier,
  { identity, invalid }: Item['named'],
  customer: Customer,
  holder: Customer | undefined,
): Fate {
  const isSame = holder?.id === customer.id
  if (!isSame && invalid.includes(field)) throw refused('identifier_invalid', field)
  if (identity[field] === null) return 'nothing'
  return fateOf({
    role: rules.primary === field ? 'primary' : 'secondary',
    stored: isSame ? 'same' : customer[field] === null ? 'none' : 'other',
    fills: rules.fills[field],
    holder: !holder ? 'nobody' : isContact(holder) ? 'contact' : 'account',
    mode: rules.skip_secondary ? 'skip' : rules.strict ? 'strict' : 'merge',
  })
}

/** Takes no part in loyalty and has no history: no orders, returns, points or engagements. */
function isContact(customer: Customer): boolean {
  return (
    customer.loyalty_type === 'NON_LOYALTY' &&
    customer.total_orders === 0 &&
    customer.total_returns === 0 &&
    customer.engaged_count === 0 &&
    customer.total_engagements === 0 &&
    customer.loyalty_balance === 0 &&
    customer.loyalty_lifetime_points === 0 &&
    isZero(customer.ltv)
  )
}

interface Enrolment {
  changes: Changes
  whereEmpty: Changes
  enrols: boolean
}

/** Contract sheet §3.3, §7-11, §7-12 and §7-16: what was told of the registration holds for one that is made now. */
function decideEnrolment(
  rules: RegistrationRules,
  item: Item,
  customer: Customer,
  { taken }: Identifiers,
): Enrolment {
  const type = loyaltyTypeIn(item.proposal)
  if (customer.loyalty_type === 'LOYALTY' && type !== null && type !== 'LOYALTY')
    throw refused('loyalty_for_good', null)
  if (customer.loyalty_type === 'LOYALTY' || type !== 'LOYALTY')
    return { changes: {}, whereEmpty: missingOf(customer, item.registration), enrols: false }
  refuseIncomplete(rules, (field) => customer[field] !== null || taken.has(field))
  const { registeredAt } = item.proposal
  const registered_at =
    registeredAt === null
      ? (customer.registered_at ?? new Date().toISOString())
      : registrationTime(rules, registeredAt)
  const changes = { ...item.registration, registered_at, loyalty_type: 'LOYALTY' }
  return { changes, whereEmpty: {}, enrols: true }
}

function missingOf(customer: Customer, told: Item['registration']): Changes {
  const missing = Object.entries(told).filter(([name]) => customer[name as keyof typeof told] === null)
  return Object.fromEntries(missing)
}

const refused = (
  rule: 'identifier_mismatch' | 'identifier_invalid' | 'loyalty_for_good',
  field: Identifier | null,
) => new Refusal({ kind: 'registration', rule, field })
