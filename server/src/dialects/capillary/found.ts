import type { Customer } from '../../core/customers/customer.ts'
import type { Expiries, Expiry } from '../../core/loyalty/expiries.ts'
import type { Membership } from '../../core/loyalty/memberships.ts'
import { toLocal } from '../../core/organizations/local-time.ts'
import type { Found } from '../../core/registration/find.ts'
import type { Setup } from '../../core/setup/setup.ts'
import type { TillRef } from '../../core/tills/entrant.ts'
import { type Said, warningOf } from './codes.ts'
import { membersOf, mobileOf, parts, subscriptionRows } from './customer.ts'
import { type ItemAnswer, itemStatus } from './envelope.ts'
import type { Parameters } from './parameters.ts'
import { programmeMembers, type Standing, standingOf } from './points.ts'
import { timesText } from './shown.ts'

/** What is known of a customer beside its row. */
export interface Beside {
  memberships: readonly Membership[]
  till: TillRef | null
  /** Null where it was not asked for. */
  history: object[] | null
  expiries: Expiries | null
}

/** A customer as `customer/get` answers it, in the contract's order, with what the flags ask for (contract sheet §4.2). */
export function foundItem(
  setup: Setup,
  { customer, mergedFrom }: Found,
  beside: Beside,
  parameters: Parameters,
  said: Said,
): ItemAnswer {
  const asks = (flag: string) => parameters.get(flag) === 'true'
  const standing = standingOf(setup, customer, beside.memberships)
  const warnings = mergedFrom === null ? [] : [warningOf({ kind: 'survivor', id: customer.id })]
  const id = asks('user_id') ? `"user_id":"${customer.number}",` : ''
  const more = asks('basic') ? {} : detailsOf(customer, beside.till)
  const asked = flagged(setup, customer, standing, beside, parameters)
  const fields = asks('basic') ? '' : `,${membersOf(parts.fields, withTimes(setup, customer))}`
  const json = `{${id}${membersOf(parts.found, customer)},${figuresOf(customer, standing)},${timesText(setup, customer)},${membersOf(parts.origin, customer)}${membersIn(more)}${fields}${membersIn(asked)},"item_status":${itemStatus(true, said, warnings)}}`
  return { isDone: true, json }
}

/** A date among the extended fields is looked up as its midnight, a time as the clocks show it (contract sheet §3.4). */
function withTimes({ extendedFields, timeZone }: Setup, customer: Customer): Customer {
  const members = Object.entries(customer.extended_fields ?? {}).map(([name, value]) => {
    const isTime = extendedFields.get(name.toLowerCase())?.datatype === 'DATETIME'
    if (!isTime || typeof value !== 'string') return [name, value]
    return [name, value.includes('T') ? toLocal(value, timeZone) : `${value} 00:00:00`]
  })
  return members.length === 0 ? customer : { ...customer, extended_fields: Object.fromEntries(members) }
}

function figuresOf({ loyalty_balance }: Customer, { lifetime_purchases, current_slab }: Standing): string {
  return `"lifetime_purchases":${lifetime_purchases},"loyalty_points":${loyalty_balance},"current_slab":${JSON.stringify(current_slab)}`
}

/** Members to follow others. */
function membersIn(members: object): string {
  const text = JSON.stringify(members)
  return text === '{}' ? '' : `,${text.slice(1, -1)}`
}

function detailsOf(customer: Customer, till: TillRef | null) {
  const { email, external_id, registered_till } = customer
  const identifiers = [
    { type: 'mobile', value: mobileOf(customer) },
    { type: 'email', value: email },
    { type: 'external_id', value: external_id },
  ].filter(({ value }) => value !== null)
  return {
    identifiers,
    gender: genderOf(customer),
    registered_by: registered_till ?? '',
    registered_store: { code: till?.storeCode ?? '', name: till?.storeName ?? '' },
    // Of a till that is not active any more the code is known.
    registered_till: { code: registered_till ?? '', name: till?.name ?? registered_till ?? '' },
  }
}

/** A field of the organization's own since the contract's later years. */
function genderOf({ extended_fields }: Customer): string {
  const gender = extended_fields?.gender
  return typeof gender === 'string' ? gender : ''
}

/** What flags ask for; what there is nothing of here is taken and answered empty. */
function flagged(
  setup: Setup,
  customer: Customer,
  { points_summaries }: Standing,
  { history, expiries }: Beside,
  parameters: Parameters,
): Record<string, unknown> {
  const asks = (flag: string) => parameters.get(flag) === 'true'
  const one = parameters.get('program_id')
  const summaries =
    one === undefined ? points_summaries : points_summaries.filter(({ programId }) => programId === one)
  const points = asks('mlp')
    ? summaries.map((summary) => ({ ...summary, ...programmeMembers(setup, summary) }))
    : summaries
  const first = points_summaries[0]
  const members: Record<string, unknown> = {}
  if (asks('user_group')) members.user_groups2 = []
  if (asks('fraud_details'))
    members.fraud_details = { status: customer.fraud_status, marked_by: '', modified_on: '', reason: '' }
  if (asks('subscriptions')) members.subscriptions = { subscription: subscriptionRows(customer) }
  if (asks('next_slab'))
    Object.assign(members, {
      next_slab: first?.nextSlab ?? '',
      next_slab_serial_number: first?.nextSlabSerialNumber ?? '',
      next_slab_description: first?.nextSlabDescription ?? '',
      slab_expiry_date: first?.slabExpiryDate ?? '',
    })
  if (history) members.slab_history = { history }
  const lines = (when: string, all: readonly Expiry[] = []) => all.map((one) => expiryLine(setup, when, one))
  if (asks('expired_points')) members.expired_points = { item: lines('expired_on', expiries?.past) }
  if (asks('expiry_schedule')) members.expiry_schedule = { schedule: lines('expiry_date', expiries?.ahead) }
  for (const [flag, empty] of Object.entries(emptyMembers)) if (asks(flag)) Object.assign(members, empty)
  if (asks('points_summary') || asks('mlp') || asks('program_summary') || one !== undefined)
    members.points_summaries = { points_summary: points }
  return members
}

const expiryLine = ({ programmes, timeZone }: Setup, when: string, { programme_id, points, at }: Expiry) => ({
  program_id: String(programmes.find(({ id }) => id === programme_id)?.number ?? ''),
  points,
  [when]: toLocal(at, timeZone),
})

const emptyMembers: Record<string, object> = {
  transactions: { transactions: { transaction: [] } },
  coupon_active: { coupons: { coupon: [] } },
  segments: { segments: { segment: [] } },
  card_details: { cards: { card: [] } },
  tracker_info: { trackers: { tracker: [] } },
  promotion_points: { promotion_points: { promotion: [] } },
  delayed_accrual: { delayed_accrual: { accrual: [] } },
  customer_image: { customer_image: '' },
  ndnc_status: { ndnc_status: '' },
  optin_status: { optin_status: '' },
}
