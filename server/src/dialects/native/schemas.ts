import languages from 'iso-639-1'
import * as v from 'valibot'
import { countries } from '../../core/countries.ts'
import type { Changes } from '../../core/customers/customer.ts'
import {
  count,
  email,
  exactNumber,
  money,
  mostMetadataMembers,
  name,
  phone,
  rank,
  shortText,
  status,
  time,
} from '../rules.ts'
import { record, strictObject } from '../wire.ts'

type Free = string | number | boolean | null | Free[] | { [key: string]: Free }
const inner = v.lazy(() => free)
/** A free member: any JSON. */
export const free: v.GenericSchema<Free> = v.union([
  v.string(),
  exactNumber,
  v.boolean(),
  v.null(),
  v.array(inner),
  record(inner),
])
const members = v.pipe(record(free), v.maxEntries(mostMetadataMembers))

const language = v.pipe(
  v.string(),
  v.check((code) => languages.validate(code), 'Invalid language: Expected an ISO 639-1 code such as en'),
)
const country = v.pipe(
  v.string(),
  v.check(
    (code) => /^[A-Z]{3}$/.test(code) && countries.isValid(code),
    'Invalid country: Expected an ISO 3166-1 alpha-3 code such as USA',
  ),
)
const whole = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most))
const fraudStatus = v.picklist(['NONE', 'NOT_FRAUD', 'MARKED', 'CONFIRMED', 'RECONFIRMED', 'INTERNAL'])

const externalId = v.pipe(shortText, v.minLength(1))

const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.nullable(schema))

/** Every column that a caller may write, under its own name; the compiler asks for one that is missing. */
export const writable = {
  email: maybe(email),
  email_verified: v.optional(v.boolean()),
  phone: maybe(phone),
  phone_verified: v.optional(v.boolean()),
  external_id: maybe(externalId),
  full_name: maybe(name),
  first_name: maybe(name),
  last_name: maybe(name),
  language: maybe(language),
  birth_year: maybe(whole(1900, 9999)),
  birth_month: maybe(whole(1, 12)),
  birth_day: maybe(whole(1, 31)),
  street_line1: maybe(shortText),
  street_line2: maybe(shortText),
  city: maybe(shortText),
  region: maybe(shortText),
  postal_code: maybe(shortText),
  country: maybe(country),
  ssn_last4: maybe(v.pipe(v.string(), v.regex(/^\d{4}$/))),
  last_geo_city: maybe(shortText),
  last_geo_region: maybe(shortText),
  last_geo_postal_code: maybe(shortText),
  last_geo_country: maybe(shortText),
  last_geo_latitude: maybe(v.pipe(v.number(), v.minValue(-90), v.maxValue(90))),
  last_geo_longitude: maybe(v.pipe(v.number(), v.minValue(-180), v.maxValue(180))),
  last_geo_timezone: maybe(shortText),
  last_geo_source: maybe(shortText),
  last_geo_at: maybe(time),
  status: v.optional(status),
  fraud_status: v.optional(fraudStatus),
  sms_promotional_consent: maybe(v.boolean()),
  sms_transactional_consent: maybe(v.boolean()),
  email_promotional_consent: maybe(v.boolean()),
  email_transactional_consent: maybe(v.boolean()),
  total_orders: v.optional(count),
  total_returns: v.optional(count),
  total_messages: v.optional(count),
  engaged_count: v.optional(count),
  total_engagements: v.optional(count),
  last_order_at: maybe(time),
  last_return_at: maybe(time),
  last_engaged_at: maybe(time),
  last_login_at: maybe(time),
  ltv: v.optional(money),
  aov: v.optional(money),
  activity_score: v.optional(exactNumber),
  activity_rank: v.optional(rank),
  activity_score_updated_at: maybe(time),
  purchase_frequency_score: v.optional(exactNumber),
  purchase_frequency_rank: v.optional(rank),
  purchase_frequency_score_updated_at: maybe(time),
  monetary_score: v.optional(exactNumber),
  monetary_rank: v.optional(rank),
  monetary_score_updated_at: maybe(time),
  loyalty_type: v.optional(v.picklist(['LOYALTY', 'NON_LOYALTY', 'NOT_INTERESTED'])),
  registered_at: maybe(time),
  registered_till: maybe(shortText),
  associated_till: maybe(shortText),
  registered_source: maybe(shortText),
  registered_account: maybe(shortText),
  loyalty_balance: v.optional(exactNumber),
  loyalty_lifetime_points: v.optional(exactNumber),
  loyalty_last_activity_at: maybe(time),
  source_vendor: maybe(shortText),
  source_record_id: maybe(shortText),
  source_synced_at: maybe(time),
  metadata: maybe(members),
  custom_fields: maybe(members),
  extended_fields: maybe(members),
  account_history: maybe(members),
} satisfies Record<keyof Changes, v.GenericSchema>

/** A customer as it is written: a member that is not known is refused, never dropped. */
export const customerBody = strictObject(writable)

/** What a customer can be named by, besides its id. */
export const identifier = {
  field: v.picklist(['email', 'phone', 'external_id', 'number']),
  value: v.pipe(v.string(), v.minLength(1), v.maxLength(320)),
}

const namedBy = <const Field extends string>(field: Field, value: v.GenericSchema<string, string>) =>
  v.strictObject({ field: v.literal(field), value })

/** As identifier, where a customer may be added that has it: whatever a body could give. */
export const newIdentifier = v.variant('field', [
  namedBy('email', email),
  namedBy('phone', phone),
  namedBy('external_id', externalId),
  namedBy('number', identifier.value),
])
