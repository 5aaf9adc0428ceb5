/** What the columns hold, as the database driver hands it over and the statements take it. */
interface Kinds {
  uuid: string
  text: string
  integer: number
  number: number
  /** Decimal digits as they were written: money never passes through a float. */
  decimal: string
  boolean: boolean
  /** ISO 8601, UTC, milliseconds. */
  time: string
  json: Json
}

export type Scalar = string | number | boolean | null
/** Free members: any JSON object, as far as the contract that writes it allows. */
export type Json = { [key: string]: Scalar | Json | (Scalar | Json)[] }

/** Every column of `customers` that leaves the database, and what it holds; `?` where it may be null. */
export const columns = {
  organization_id: 'uuid',
  id: 'uuid',
  number: 'integer',
  version: 'integer',
  created_at: 'time',
  created_by: 'text',
  updated_at: 'time?',
  updated_by: 'text?',
  archived_at: 'time?',
  merged_into: 'uuid?',

  email: 'text?',
  email_verified: 'boolean',
  phone: 'text?',
  phone_e164: 'text?',
  phone_verified: 'boolean',
  external_id: 'text?',

  full_name: 'text?',
  first_name: 'text?',
  last_name: 'text?',

  language: 'text?',
  birth_year: 'integer?',
  birth_month: 'integer?',
  birth_day: 'integer?',
  street_line1: 'text?',
  street_line2: 'text?',
  city: 'text?',
  region: 'text?',
  postal_code: 'text?',
  country: 'text?',
  ssn_last4: 'text?',
  last_geo_city: 'text?',
  last_geo_region: 'text?',
  last_geo_postal_code: 'text?',
  last_geo_country: 'text?',
  last_geo_latitude: 'number?',
  last_geo_longitude: 'number?',
  last_geo_timezone: 'text?',
  last_geo_source: 'text?',
  last_geo_at: 'time?',

  status: 'text',
  fraud_status: 'text',
  sms_promotional_consent: 'boolean?',
  sms_transactional_consent: 'boolean?',
  email_promotional_consent: 'boolean?',
  email_transactional_consent: 'boolean?',

  total_orders: 'integer',
  total_returns: 'integer',
  total_messages: 'integer',
  engaged_count: 'integer',
  total_engagements: 'integer',
  last_order_at: 'time?',
  last_return_at: 'time?',
  last_engaged_at: 'time?',
  last_login_at: 'time?',
  ltv: 'decimal',
  aov: 'decimal',
  activity_score: 'number',
  activity_rank: 'integer',
  activity_score_updated_at: 'time?',
  purchase_frequency_score: 'number',
  purchase_frequency_rank: 'integer',
  purchase_frequency_score_updated_at: 'time?',
  monetary_score: 'number',
  monetary_rank: 'integer',
  monetary_score_updated_at: 'time?',
  loyalty_type: 'text',
  registered_at: 'time?',
  registered_till: 'text?',
  associated_till: 'text?',
  registered_source: 'text?',
  registered_account: 'text?',
  loyalty_balance: 'number',
  loyalty_lifetime_points: 'number',
  loyalty_last_activity_at: 'time?',

  source_vendor: 'text?',
  source_record_id: 'text?',
  source_synced_at: 'time?',

  metadata: 'json?',
  custom_fields: 'json?',
  extended_fields: 'json?',
  account_history: 'json?',
} as const satisfies Record<string, keyof Kinds | `${keyof Kinds}?`>

type Held<Kind> = Kind extends `${infer K extends keyof Kinds}?`
  ? Kinds[K] | null
  : Kind extends keyof Kinds
    ? Kinds[Kind]
    : never

/** A row of `customers`. */
export type Customer = { -readonly [Column in keyof typeof columns]: Held<(typeof columns)[Column]> }

export type Column = keyof Customer

/** Columns that no caller writes: the operations do. */
export const serverOwned = [
  'organization_id',
  'id',
  'number',
  'version',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'archived_at',
  'merged_into',
  'phone_e164',
] as const satisfies Column[]

/** What a caller may write. An absent member stays as it is; null clears. */
export type Changes = Partial<Omit<Customer, (typeof serverOwned)[number]>>

/** Columns that hold free members. */
export type FreeColumn = { [Name in Column]: (typeof columns)[Name] extends 'json?' ? Name : never }[Column]

/** Changes with what follows from them: `normalChanges` makes these. */
export type NormalChanges = Changes & {
  phone_e164?: string | null
  /** The parts of the name are only guessed from the whole. */
  name_split?: true
}

/** Columns that are never null, and so need a value when a customer is new. */
export const defaults = {
  version: '1',
  email_verified: 'false',
  phone_verified: 'false',
  status: "'ACTIVE'",
  fraud_status: "'NONE'",
  total_orders: '0',
  total_returns: '0',
  total_messages: '0',
  engaged_count: '0',
  total_engagements: '0',
  ltv: '0',
  aov: '0',
  activity_score: '0',
  activity_rank: '0',
  purchase_frequency_score: '0',
  purchase_frequency_rank: '0',
  monetary_score: '0',
  monetary_rank: '0',
  loyalty_type: "'NON_LOYALTY'",
  loyalty_balance: '0',
  loyalty_lifetime_points: '0',
} as const satisfies Partial<Record<Column, string>>
