import type { Customer, Json } from '../../core/customers/customer.ts'
import { made, type View } from '../../core/customers/view.ts'
import { type ConsentColumn, subscriptionsOf } from '../../core/registration/subscriptions.ts'
import { type Computed, type FieldTable, viewIn } from '../wire.ts'

const orEmpty = (value: string | null) => value ?? ''

/** How the contract names the columns (contract sheet §2.2). */
const fields = {
  organization_id: 'withheld',
  id: 'withheld',
  number: { as: 'user_id' },
  version: 'withheld',
  created_at: 'withheld',
  created_by: 'withheld',
  updated_at: 'withheld',
  updated_by: 'withheld',
  archived_at: 'withheld',
  merged_into: 'withheld',

  email: { as: 'email', write: (email) => email?.toLowerCase() ?? null },
  email_verified: 'withheld',
  phone: 'withheld',
  phone_e164: 'withheld',
  phone_verified: 'withheld',
  external_id: { as: 'external_id' },

  full_name: 'withheld',
  first_name: { as: 'firstname', write: orEmpty },
  last_name: { as: 'lastname', write: orEmpty },

  language: 'withheld',
  birth_year: 'withheld',
  birth_month: 'withheld',
  birth_day: 'withheld',
  street_line1: 'withheld',
  street_line2: 'withheld',
  city: 'withheld',
  region: 'withheld',
  postal_code: 'withheld',
  country: 'withheld',
  ssn_last4: 'withheld',
  last_geo_city: 'withheld',
  last_geo_region: 'withheld',
  last_geo_postal_code: 'withheld',
  last_geo_country: 'withheld',
  last_geo_latitude: 'withheld',
  last_geo_longitude: 'withheld',
  last_geo_timezone: 'withheld',
  last_geo_source: 'withheld',
  last_geo_at: 'withheld',

  status: 'withheld',
  fraud_status: { as: 'fraud_status' },
  // All four together are `subscriptions`.
  sms_promotional_consent: 'withheld',
  sms_transactional_consent: 'withheld',
  email_promotional_consent: 'withheld',
  email_transactional_consent: 'withheld',

  total_orders: 'withheld',
  total_returns: 'withheld',
  total_messages: 'withheld',
  engaged_count: 'withheld',
  total_engagements: 'withheld',
  last_order_at: 'withheld',
  last_return_at: 'withheld',
  last_engaged_at: 'withheld',
  last_login_at: 'withheld',
  ltv: 'withheld',
  aov: 'withheld',
  activity_score: 'withheld',
  activity_rank: 'withheld',
  activity_score_updated_at: 'withheld',
  purchase_frequency_score: 'withheld',
  purchase_frequency_rank: 'withheld',
  purchase_frequency_score_updated_at: 'withheld',
  monetary_score: 'withheld',
  monetary_rank: 'withheld',
  monetary_score_updated_at: 'withheld',
  loyalty_type: { as: 'type', write: (type) => (type === 'LOYALTY' ? type : 'NON_LOYALTY') },
  // Shown on the clocks of the organization: `shown.ts`.
  registered_at: 'withheld',
  registered_till: 'withheld',
  associated_till: 'withheld',
  // A customer that came by another contract has none; the contract's own stand for what happens in a store.
  registered_source: { as: 'source', write: (source) => source ?? 'instore' },
  registered_account: 'withheld',
  loyalty_balance: { as: 'loyalty_points' },
  loyalty_lifetime_points: { as: 'lifetime_points' },
  loyalty_last_activity_at: 'withheld',

  source_vendor: 'withheld',
  source_record_id: 'withheld',
  source_synced_at: 'withheld',

  metadata: 'withheld',
  custom_fields: { as: 'custom_fields', write: fieldsOf },
  extended_fields: { as: 'extended_fields', write: fieldsOf },
  account_history: 'withheld',
} satisfies FieldTable

const computed = {
  mobile: mobileOf,
  reason: made(() => ''),
  subscriptions: (customer) => ({ subscription: subscriptionRows(customer) }),
} satisfies Computed

/** Digits with the country code; what is no valid number as it was sent. */
export function mobileOf({ phone, phone_e164 }: Pick<Customer, 'phone' | 'phone_e164'>): string | null {
  return phone_e164?.slice(1) ?? phone
}

export function fieldsOf(members: Json | null) {
  const field = Object.entries(members ?? {}).map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : JSON.stringify(value),
  }))
  return { field }
}

/** All that the customer has stated, in the order of contract sheet §7-15. */
export function subscriptionRows(customer: Pick<Customer, ConsentColumn>) {
  return subscriptionsOf(customer).map(({ channel, priority, isSubscribed }) => ({
    channel,
    priority,
    scope: 'ALL',
    status: isSubscribed ? '1' : '0',
  }))
}

const view = (order: string[]): View => viewIn(fields, computed, order)

/** Parts of a customer in the contract's order; between them stand its figures and times. */
export const parts = {
  head: view([
    'user_id',
    'firstname',
    'lastname',
    'mobile',
    'email',
    'external_id',
    'lifetime_points',
    'loyalty_points',
  ]),
  tail: view([
    'type',
    'source',
    'fraud_status',
    'reason',
    'custom_fields',
    'extended_fields',
    'subscriptions',
  ]),
  // As a customer that is looked up begins.
  found: view(['firstname', 'lastname', 'mobile', 'email', 'external_id', 'lifetime_points']),
  origin: view(['type', 'source']),
  fields: view(['custom_fields', 'extended_fields']),
}

/** The members that a view writes, without the braces. */
export const membersOf = ({ write }: View, customer: Customer): string => write(customer).slice(1, -1)
