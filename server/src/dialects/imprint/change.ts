import type * as v from 'valibot'
import type { Terms } from '../../core/customers/change.ts'
import type { Changes, Json } from '../../core/customers/customer.ts'
import type { accountHistory, updateBody } from './schemas.ts'

type Update = v.InferOutput<typeof updateBody>
type History = v.InferOutput<typeof accountHistory>

// A checked object of free members is what the column takes: here and below.
/** The changes that an update asks for; what is absent stays absent. The flat address is that of the record (§6-5). */
export function changesOf({ customer_history, metadata, ...flat }: Update): Changes {
  return {
    ...profileOf({ ...flat, address: flat }),
    ...(customer_history ? { account_history: snapshotOf(customer_history) } : {}),
    ...(metadata ? { metadata: metadata as Json } : {}),
  }
}

/** The metadata is patched by its first level, and an address without a country is one of the USA (§6-5, §6-7). */
export function termsOf({ street_line1, street_line2, city, state, postal_code, metadata }: Update): Terms {
  const hasAddress = Boolean(street_line1 || street_line2 || city || state || postal_code)
  return {
    ...(metadata ? { mergeMembers: ['metadata'] } : {}),
    ...(hasAddress ? { whereEmpty: { country: 'USA' } } : {}),
  }
}

type Profile = Pick<
  History,
  'email' | 'phone' | 'first_name' | 'last_name' | 'preferred_language' | 'address'
>

/** Those members that tell who somebody is, as columns. Empty text clears (§6-4). */
export function profileOf({ address = {}, ...profile }: Profile): Changes {
  const columns = {
    email: profile.email,
    phone: profile.phone,
    first_name: profile.first_name,
    last_name: profile.last_name,
    language: profile.preferred_language,
    street_line1: address.street_line1,
    street_line2: address.street_line2,
    city: address.city,
    region: address.state,
    postal_code: address.postal_code,
    country: address.country,
  }
  const changes: Record<string, string | null> = {}
  for (const [column, value] of Object.entries(columns))
    if (value !== undefined) changes[column] = value || null
  return changes
}

/** The history as it is kept: an amount without a currency is in dollars (§6-10). */
export function snapshotOf(history: History): Json {
  const { ltv_amount, ltv_currency = ltv_amount === undefined ? undefined : 'USD' } = history
  const members = Object.entries({ ...history, ltv_currency }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(members) as Json
}
