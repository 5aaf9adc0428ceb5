import * as v from 'valibot'
import { idempotencyKey } from '../rules.ts'

/** What the contract answers, for the document alone: writing a consumer checks nothing (contract sheet §2.0, §5). */

const id = v.pipe(v.string(), v.uuid())
const text = v.nullable(v.string())
const time = v.pipe(v.string(), v.isoTimestamp())
const maybeTime = v.nullable(time)
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const rank = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5))
const money = v.pipe(v.string(), v.regex(/^\d{1,12}(\.\d{1,8})?$/))
const scalar = v.union([v.string(), v.number(), v.boolean(), v.null()])

/** A consumer as writes answer it. */
export const consumer = v.object({
  id,
  organizationId: id,
  email: v.nullable(v.pipe(v.string(), v.email())),
  phone: text,
  fullName: text,
  status: v.picklist(['ACTIVE', 'INACTIVE']),
  archived: v.boolean(),
  emailVerified: v.boolean(),
  phoneVerified: v.boolean(),
  smsOptOut: v.boolean(),
  marketingEmailOptOut: v.boolean(),
  metadata: v.nullable(v.record(v.string(), v.union([scalar, v.array(scalar)]))),
  ltv: money,
  aov: money,
  totalOrders: count,
  totalReturns: count,
  lastOrderAt: maybeTime,
  lastReturnAt: maybeTime,
  activityScore: v.number(),
  activityScoreUpdatedAt: maybeTime,
  activityRank: rank,
  purchaseFrequencyScore: v.number(),
  purchaseFrequencyScoreUpdatedAt: maybeTime,
  purchaseFrequencyRank: rank,
  monetaryScore: v.number(),
  monetaryScoreUpdatedAt: maybeTime,
  monetaryRank: rank,
  loyaltyBalance: v.number(),
  loyaltyLifetimePoints: v.number(),
  loyaltyLastActivityAt: maybeTime,
  totalMessages: count,
  engagedCount: count,
  totalEngagements: count,
  lastEngagedAt: maybeTime,
  lastLoginAt: maybeTime,
  lastGeoCountry: text,
  lastGeoRegion: text,
  lastGeoCity: text,
  lastGeoPostalCode: text,
  lastGeoCoordinates: v.nullable(v.object({ latitude: v.number(), longitude: v.number() })),
  lastGeoTimezone: text,
  lastGeoAt: maybeTime,
  lastGeoSource: text,
  primarySyncSourceId: text,
  primarySourceVendor: text,
  primaryExternalId: text,
  primaryLastSyncedAt: maybeTime,
  verificationCode: text,
  verificationCodeExpiresAt: text,
  createdAt: time,
  createdBy: v.string(),
  updatedAt: maybeTime,
  updatedBy: text,
})

/** The record of an outside system that a consumer came from. */
export const syncSource = v.object({
  id,
  organizationId: id,
  createdAt: time,
  createdBy: v.string(),
  archived: v.boolean(),
  syncSource: v.string(),
  syncSourceId: v.string(),
  lastSyncedAt: v.optional(maybeTime),
  sourceData: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
  syncStatus: v.optional(v.nullable(v.picklist(['PENDING', 'SUCCESS', 'FAILED', 'SOURCE_MISSING']))),
  updatedAt: v.optional(maybeTime),
  updatedBy: v.optional(text),
})

const read = v.object({
  primarySyncSource: v.nullable(syncSource),
  audiences: v.optional(v.array(v.unknown())),
  orders: v.optional(v.array(v.unknown())),
})

/** A consumer as lists and get answer it. */
export const consumerRead = v.intersect([consumer, read])

/** The members that only the older generation has (A2). */
export const olderConsumer = v.intersect([
  consumer,
  v.object({ externalId: text, totalOrderValue: v.number() }),
])
export const olderConsumerRead = v.intersect([olderConsumer, read])

const pageInfo = v.object({ startCursor: text, endCursor: text })
export const consumerPage = v.object({ data: v.array(consumerRead), pageInfo })
export const olderConsumerPage = v.object({ data: v.array(olderConsumerRead), pageInfo })

const pathItem = v.object({
  type: v.picklist(['object', 'array', 'unknown']),
  origin: v.picklist(['key', 'value']),
  input: v.unknown(),
  key: v.string(),
})

export const issue = v.object({
  kind: v.picklist(['schema', 'validation', 'transformation']),
  type: v.string(),
  expected: v.string(),
  received: v.string(),
  message: v.string(),
  path: v.array(pathItem),
})

export const invalid = v.object({ error: v.literal('validation_error'), issues: v.array(issue) })
export const olderInvalid = v.object({
  error: v.string(),
  details: v.array(v.object({ field: v.string(), message: v.string() })),
  issues: v.array(issue),
})
export const error = v.object({ error: v.string() })
export const tooMany = v.object({
  error: v.string(),
  retryAfter: v.pipe(v.number(), v.integer(), v.minValue(0)),
})

/** Headers that requests may carry (A30). */
export const requestHeaders = v.object({
  requestId: v.optional(v.pipe(v.string(), v.regex(/^[\w.:-]{1,128}$/))),
})
export const writeHeaders = v.object({
  idempotencyKey: v.optional(idempotencyKey),
  ...requestHeaders.entries,
})
