import type { Column } from './customer.ts'

/** What is shown in the place of a value. */
type Cover = (value: string) => string | null

/** The first character and the domain; without `*`, so that it is an e-mail to every validator. */
const email: Cover = (value) => {
  const at = value.lastIndexOf('@')
  return at > 0 ? `${firstOf(value)}___${value.slice(at)}` : '___'
}

/** The last two digits, each other one as `*`; of four digits or fewer, none. */
const phone: Cover = (value) => {
  let left = value.replace(/\D/g, '').length
  const shown = left > 4 ? 2 : 0
  return value.replace(/[\p{L}\p{N}]/gu, (one) => (/\d/.test(one) && left-- <= shown ? one : '*'))
}

/** `Mira Okafor` → `M. O.` */
const initials: Cover = (value) =>
  value
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `${firstOf(word)}.`)
    .join(' ')

const nothing: Cover = () => null

/** A whole character, where one takes two code units. */
const firstOf = (text: string) => String.fromCodePoint(text.codePointAt(0) ?? 0)

/** How each column is masked; null for what says nothing about who somebody is, and what is never masked. */
export const covers = {
  organization_id: null,
  id: null,
  number: null,
  version: null,
  created_at: null,
  created_by: null,
  updated_at: null,
  updated_by: null,
  archived_at: null,
  merged_into: null,

  email,
  email_verified: null,
  phone,
  phone_e164: phone,
  phone_verified: null,
  external_id: nothing,

  full_name: initials,
  first_name: initials,
  last_name: initials,

  language: nothing,
  birth_year: nothing,
  birth_month: nothing,
  birth_day: nothing,
  street_line1: nothing,
  street_line2: nothing,
  city: nothing,
  region: nothing,
  postal_code: nothing,
  country: nothing,
  ssn_last4: nothing,
  last_geo_city: nothing,
  last_geo_region: nothing,
  last_geo_postal_code: nothing,
  last_geo_country: nothing,
  last_geo_latitude: nothing,
  last_geo_longitude: nothing,
  last_geo_timezone: nothing,
  last_geo_source: null,
  last_geo_at: nothing,

  status: null,
  fraud_status: null,
  sms_promotional_consent: null,
  sms_transactional_consent: null,
  email_promotional_consent: null,
  email_transactional_consent: null,

  total_orders: null,
  total_returns: null,
  total_messages: null,
  engaged_count: null,
  total_engagements: null,
  last_order_at: null,
  last_return_at: null,
  last_engaged_at: null,
  last_login_at: null,
  ltv: null,
  aov: null,
  activity_score: null,
  activity_rank: null,
  activity_score_updated_at: null,
  purchase_frequency_score: null,
  purchase_frequency_rank: null,
  purchase_frequency_score_updated_at: null,
  monetary_score: null,
  monetary_rank: null,
  monetary_score_updated_at: null,
  loyalty_type: null,
  registered_at: null,
  registered_till: nothing,
  associated_till: nothing,
  registered_source: null,
  registered_account: nothing,
  loyalty_balance: null,
  loyalty_lifetime_points: null,
  loyalty_last_activity_at: null,

  source_vendor: null,
  source_record_id: nothing,
  source_synced_at: null,

  metadata: nothing,
  custom_fields: nothing,
  extended_fields: nothing,
  account_history: nothing,
} as const satisfies Record<Column, Cover | null>

/** Columns that would tell, or be told by, a masked one: they are masked with it. */
export const companions: Partial<Record<Column, readonly Column[]>> = {
  phone: ['phone_e164'],
  phone_e164: ['phone'],
  full_name: ['first_name', 'last_name'],
  first_name: ['full_name'],
  last_name: ['full_name'],
}
