import type { Enrolment } from '../../core/cards/enrolment.ts'
import { isOf, type Product } from '../../core/cards/product.ts'
import type { Column, Json } from '../../core/customers/customer.ts'
import { firstOf, objectOfTold, sparseViewOf, type Told, told } from '../../core/customers/sparse-view.ts'
import type { FieldTable } from '../wire.ts'

/** How the contract names the columns (contract sheet §2.1); parts of a name with a dot stand in an object. */
const fields = {
  // In capitals.
  id: { as: 'id' },
  organization_id: 'withheld',
  number: 'withheld',
  version: 'withheld',
  created_at: { as: 'created_at' },
  created_by: 'withheld',
  // Of one that never changed, the creation is the last that happened to it.
  updated_at: { as: 'updated_at' },
  updated_by: 'withheld',
  archived_at: 'withheld',
  merged_into: 'withheld',

  email: { as: 'email' },
  email_verified: 'withheld',
  phone: { as: 'phone' },
  phone_e164: 'withheld',
  phone_verified: 'withheld',
  external_id: { as: 'partner_customer_id' },

  full_name: 'withheld',
  first_name: { as: 'first_name' },
  last_name: { as: 'last_name' },

  language: { as: 'preferred_language' },
  birth_year: { as: 'date_of_birth.year' },
  birth_month: { as: 'date_of_birth.month' },
  birth_day: { as: 'date_of_birth.day' },
  street_line1: { as: 'address.street_line1' },
  street_line2: { as: 'address.street_line2' },
  city: { as: 'address.city' },
  region: { as: 'address.state' },
  postal_code: { as: 'address.postal_code' },
  country: { as: 'address.country' },
  ssn_last4: { as: 'ssn4' },
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
  fraud_status: 'withheld',
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
  loyalty_type: 'withheld',
  registered_at: 'withheld',
  registered_till: 'withheld',
  associated_till: 'withheld',
  registered_source: 'withheld',
  registered_account: 'withheld',
  loyalty_balance: 'withheld',
  loyalty_lifetime_points: 'withheld',
  loyalty_last_activity_at: 'withheld',

  source_vendor: 'withheld',
  source_record_id: 'withheld',
  source_synced_at: 'withheld',

  metadata: { as: 'metadata' },
  custom_fields: 'withheld',
  extended_fields: 'withheld',
  // What the brand tells of an account is taken and never shown (§6-8).
  account_history: 'withheld',
} as const satisfies FieldTable

const shown = Object.entries(fields).flatMap(([column, field]) =>
  field === 'withheld' ? [] : [{ column: column as Column, as: field.as as string }],
)

/** What a column is called where a fault of it is told. */
export const memberOf: ReadonlyMap<string, string> = new Map(
  shown.map(({ column, as }) => [column, as.replace(/^address\./, '')]),
)

const order = [
  'email',
  'phone',
  'first_name',
  'last_name',
  'preferred_language',
  'ssn4',
  'date_of_birth',
  'address',
  'partner_customer_id',
  'metadata',
  'created_at',
  'updated_at',
]

/** What is not known is absent: no member is nullable (§6-12). */
export const view = sparseViewOf(order.map((name) => [name, memberNamed(name)]))

function memberNamed(name: string): Told {
  const columns = shown.filter(({ as }) => as === name || as.startsWith(`${name}.`))
  const [only] = columns
  if (!only) throw new Error(`nothing is written as ${name}`)
  if (only.column === 'updated_at') return firstOf('updated_at', 'created_at')
  if (only.as === name) return told(only.column)
  return objectOfTold(columns.map(({ column, as }) => [as.slice(name.length + 1), told(column)]))
}

/** The customer, written in the view, with its statuses. */
export const withStatuses = (json: string, statuses: string) => `${json.slice(0, -1)},"statuses":${statuses}}`

/** `{"Name of a programme":"OPEN"}`: the cards that a customer has of a product. */
export function writeStatuses(product: Product, enrolments: readonly Enrolment[]): string {
  const statuses: Json = Object.fromEntries(
    enrolments.filter((one) => isOf(product, one)).map(({ name, status }) => [name, status]),
  )
  return JSON.stringify(statuses)
}

/** Of a customer without cards. */
export const noStatuses = '{}'
