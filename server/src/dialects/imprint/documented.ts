import * as v from 'valibot'
import { cardStatuses } from '../../core/cards/enrolment.ts'
import { dateOfBirth } from './schemas.ts'

/** What the contract answers, for the document alone: writing a customer checks nothing (contract sheet §2, §4). */

const id = v.pipe(v.string(), v.regex(/^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/))
const time = v.pipe(v.string(), v.isoTimestamp())
const text = v.optional(v.string())
const free = v.optional(v.record(v.string(), v.unknown()))

export const address = v.object({
  street_line1: text,
  street_line2: text,
  city: text,
  state: text,
  postal_code: text,
  country: text,
})

export const customer = v.object({
  id,
  email: v.optional(v.pipe(v.string(), v.email())),
  phone: text,
  statuses: v.record(v.string(), v.picklist(cardStatuses)),
  first_name: text,
  last_name: text,
  preferred_language: text,
  ssn4: v.optional(v.pipe(v.string(), v.regex(/^\d{4}$/))),
  date_of_birth: v.optional(dateOfBirth),
  address: v.optional(address),
  partner_customer_id: text,
  metadata: free,
  created_at: time,
  updated_at: time,
})

export const customerList = v.object({
  data: v.array(customer),
  has_more: v.boolean(),
  total: v.pipe(v.number(), v.integer(), v.minValue(0)),
})

export const link = v.object({
  customer_id: id,
  partner_customer_id: v.string(),
  partner_identifier: v.string(),
  status: v.picklist(['ACTIVE', 'INACTIVE']),
  created_at: time,
  updated_at: time,
  metadata: free,
})

export const session = v.object({
  id,
  client_secret: v.string(),
  expires_at: time,
  metadata: free,
  customer_metadata: v.optional(v.record(v.string(), v.string())),
  source: text,
})

export const rewardsBalance = v.object({
  customer_id: id,
  reward_balance: v.pipe(v.number(), v.integer()),
  reward_symbol: v.string(),
})

export const key = v.object({ key: v.string(), created_at: time, deleted_at: v.optional(time) })

/** E1. */
export const invalidRequest = v.object({
  path: v.string(),
  details: v.array(v.string()),
  error: v.string(),
  status: v.pipe(v.number(), v.integer()),
  timestamp: v.string(),
})

/** E2. */
export const notFound = v.object({ type: v.string(), message: v.string(), param: text })

/** E3. */
export const apiError = v.object({ error: v.object({ type: v.string(), message: v.string() }) })

export const alreadyLinked = v.object({
  error: v.object({ type: v.string(), message: v.string(), existing_link: v.optional(link) }),
})

const requestId = v.optional(v.pipe(v.string(), v.regex(/^[\w.:-]{1,128}$/)))

/** Headers that requests may carry. */
export const requestHeaders = v.object({ merchantKey: v.optional(v.string()), requestId })

/** The same, of requests about a key: that is of no product. */
export const keyHeaders = v.object({ requestId })

/** A rule that was broken, or a product that is not there. */
export const badRequest = v.union([invalidRequest, apiError])
