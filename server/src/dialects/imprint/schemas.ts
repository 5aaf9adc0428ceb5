import currencies from 'currency-codes'
import languages from 'iso-639-1'
import * as v from 'valibot'
import { countries } from '../../core/countries.ts'
import { ssnPattern } from '../../core/ssn/hash.ts'
import { email, exactNumber, name, shortText, time } from '../rules.ts'
import { object, record } from '../wire.ts'

/** What the contract takes (contract sheet §2 and §6). Members that are not known are dropped (§6-6); null is refused (§6-3). */

const mostFreeBytes = 16 * 1024

/** 2 to 15 digits of which the first is no zero; kept with the plus sign that may be missing (§6-11). */
const phone = v.pipe(
  v.string(),
  v.regex(/^\+?[1-9]\d{1,14}$/),
  v.transform((number) => (number.startsWith('+') ? number : `+${number}`)),
)

/** ISO 639-1, kept in lower case (§6-10). */
const language = v.pipe(
  v.string(),
  v.transform((code) => code.toLowerCase()),
  v.check((code) => languages.validate(code), 'must be an ISO 639-1 language code'),
)

const currency = v.pipe(
  v.string(),
  v.transform((code) => code.toUpperCase()),
  v.check((code) => currencies.code(code) !== undefined, 'must be an ISO 4217 currency code'),
)

const country = v.pipe(
  v.string(),
  v.transform((code) => code.toUpperCase()),
  v.check(
    // The list knows the numbers of countries, too.
    (code) => /^[A-Z]{3}$/.test(code) && countries.isValid(code),
    'must be an ISO 3166-1 alpha-3 country code',
  ),
)

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/i

/** With capitals, and without the second that RFC 3339 lets a minute have more. */
const inIso8601 = (text: string) => text.toUpperCase().replace(/:60(?=[.Z+-])/, ':59')

const timestamp = v.pipe(
  v.string(),
  v.check((text) => rfc3339.test(text) && v.is(time, inIso8601(text)), 'must be an RFC 3339 timestamp'),
)

const whole = v.pipe(v.number(), v.safeInteger())

const inner = v.lazy(() => free)
const free: v.GenericSchema = v.union([
  v.string(),
  exactNumber,
  v.boolean(),
  v.null(),
  v.array(inner),
  record(inner),
])

const members = record(inner)

/** Any JSON object, within 16 KiB (§6-7). */
const metadata = v.pipe(
  record(v.unknown()),
  v.check((value) => v.is(members, value), 'must hold numbers that JSON carries without loss'),
  v.check(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= mostFreeBytes,
    `size must be at most ${mostFreeBytes} bytes`,
  ),
)

/** Text of each member alone (§6-25), within the same bound whether or not the customer is there yet. */
const customerMetadata = v.pipe(
  metadata,
  v.check((value) => Object.values(value).every((one) => typeof one === 'string'), 'must hold strings alone'),
  v.check((value) => bytesKept(value) <= mostFreeBytes, `size must be at most ${mostFreeBytes} bytes`),
)

/** Of members that are text, as PostgreSQL writes them: with a space behind each colon, and each comma between two. */
const bytesKept = (value: object) =>
  Buffer.byteLength(JSON.stringify(value)) + Math.max(0, 2 * Object.keys(value).length - 1)

const address = object({
  street_line1: v.optional(shortText),
  street_line2: v.optional(shortText),
  city: v.optional(shortText),
  state: v.optional(shortText),
  postal_code: v.optional(shortText),
  country: v.optional(country),
})

/** What the brand tells of an account (§2.2). */
export const accountHistory = object({
  email: v.optional(email),
  phone: v.optional(phone),
  first_name: v.optional(name),
  last_name: v.optional(name),
  preferred_language: v.optional(language),
  address: v.optional(address),
  account_tenure: v.optional(whole),
  ltv_amount: v.optional(whole),
  ltv_currency: v.optional(currency),
  loyalty_tier: v.optional(shortText),
  account_created_at: v.optional(timestamp),
  transaction_count: v.optional(whole),
})

/** POST /v2/customers/{customer_id} (§2.3). */
export const updateBody = object({
  email: v.optional(email),
  phone: v.optional(phone),
  first_name: v.optional(name),
  last_name: v.optional(name),
  preferred_language: v.optional(language),
  street_line1: v.optional(shortText),
  street_line2: v.optional(shortText),
  city: v.optional(shortText),
  state: v.optional(shortText),
  postal_code: v.optional(shortText),
  customer_history: v.optional(accountHistory),
  metadata: v.optional(metadata),
})

/** Each part by itself (§2.1). */
export const dateOfBirth = object({
  year: v.optional(v.pipe(whole, v.minValue(1900))),
  month: v.optional(v.pipe(whole, v.minValue(1), v.maxValue(12))),
  day: v.optional(v.pipe(whole, v.minValue(1), v.maxValue(31))),
})

const standardSize = 10
/** More is taken for this (§6-21). */
const mostRows = 100
const clamped = v.transform((rows: number) => Math.min(rows, mostRows))

/** GET /v2/customers (§2.5). */
export const searchParameters = v.object({
  partner_customer_id: v.optional(v.string()),
  limit: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => /^[+-]?\d+$/.test(text), 'must be an integer'),
      v.transform(Number),
      v.minValue(1),
      clamped,
    ),
    String(standardSize),
  ),
  starting_after: v.optional(v.string()),
})

/** POST /v2/customers (§2.6). */
export const searchBody = object({
  partner_customer_id: v.optional(v.string()),
  ssn: v.optional(v.pipe(v.string(), v.regex(ssnPattern))),
  date_of_birth: v.optional(dateOfBirth),
  limit: v.optional(v.pipe(whole, v.minValue(1), clamped), standardSize),
  starting_after: v.optional(v.string()),
})

const partnerCustomerId = v.pipe(
  shortText,
  v.check((id) => id.trim() !== '', 'must not be blank'),
)

/** POST /v2/customers/{customer_id}/link (§2.7). */
export const linkBody = object({
  partner_customer_id: partnerCustomerId,
  metadata: v.optional(metadata),
})

/** POST /v2/customer_sessions (§2.8). */
export const sessionBody = object({
  customer_id: v.optional(v.string()),
  partner_customer_id: v.optional(partnerCustomerId),
  transaction_amount: v.optional(whole),
  transaction_currency: v.optional(currency),
  customer_history: v.optional(accountHistory),
  source: v.optional(shortText),
  metadata: v.optional(metadata),
  customer_metadata: v.optional(customerMetadata),
})
