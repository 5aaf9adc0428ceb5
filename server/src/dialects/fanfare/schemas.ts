import * as v from 'valibot'
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
import { object, record } from '../wire.ts'
import type { Generation } from './consumer.ts'

/** What the contract takes (contract sheet §2 and A12); `v.object` drops members it does not know (A18). */

const scalar = v.union([v.string(), exactNumber, v.boolean(), v.null()])

/** One level of names, each a scalar or a list of scalars. */
const metadata = v.pipe(record(v.union([scalar, v.array(scalar)])), v.maxEntries(mostMetadataMembers))

/** POST /consumers (§2.3); null is taken for absent. */
export const createBody = object({
  email: v.optional(v.nullable(email)),
  phone: v.optional(v.nullable(phone)),
  fullName: v.optional(v.nullable(name)),
  metadata: v.optional(v.nullable(metadata)),
  externalId: v.optional(v.nullable(shortText)),
  smsOptOut: v.optional(v.boolean()),
  marketingEmailOptOut: v.optional(v.boolean()),
  status: v.optional(status),
})

/** PUT /consumers/{id} (§2.4): all optional, null clears. */
export const updateBody = createBody

const batchMembers = {
  email: v.optional(v.nullable(email)),
  phone: v.optional(v.nullable(phone)),
  fullName: v.optional(v.nullable(name)),
  metadata: v.optional(v.nullable(metadata)),
  smsOptOut: v.optional(v.boolean()),
  marketingEmailOptOut: v.optional(v.boolean()),
  ltv: v.optional(money),
  aov: v.optional(money),
  totalOrders: v.optional(count),
  totalReturns: v.optional(count),
  totalMessages: v.optional(count),
  engagedCount: v.optional(count),
  totalEngagements: v.optional(count),
  activityScore: v.optional(exactNumber),
  activityScoreUpdatedAt: v.optional(v.nullable(time)),
  activityRank: v.optional(rank),
  purchaseFrequencyScore: v.optional(exactNumber),
  purchaseFrequencyScoreUpdatedAt: v.optional(v.nullable(time)),
  purchaseFrequencyRank: v.optional(rank),
  monetaryScore: v.optional(exactNumber),
  monetaryScoreUpdatedAt: v.optional(v.nullable(time)),
  monetaryRank: v.optional(rank),
  loyaltyBalance: v.optional(exactNumber),
  loyaltyLifetimePoints: v.optional(exactNumber),
  loyaltyLastActivityAt: v.optional(v.nullable(time)),
  lastOrderAt: v.optional(v.nullable(time)),
  lastReturnAt: v.optional(v.nullable(time)),
  lastEngagedAt: v.optional(v.nullable(time)),
  lastLoginAt: v.optional(v.nullable(time)),
  lastGeoCountry: v.optional(v.nullable(shortText)),
  lastGeoRegion: v.optional(v.nullable(shortText)),
  lastGeoCity: v.optional(v.nullable(shortText)),
  lastGeoPostalCode: v.optional(v.nullable(shortText)),
  lastGeoCoordinates: v.optional(v.nullable(object({ latitude: exactNumber, longitude: exactNumber }))),
  lastGeoTimezone: v.optional(v.nullable(shortText)),
  lastGeoSource: v.optional(v.nullable(shortText)),
  lastGeoAt: v.optional(v.nullable(time)),
  verificationCode: v.optional(v.nullable(v.string())),
  verificationCodeExpiresAt: v.optional(v.nullable(v.string())),
  externalId: v.optional(v.nullable(shortText)),
}

const mostRows = 500

/** Rows in `{consumers: […]}`, and the bare list that the older generation takes too (A11). */
export interface Rows<Row> {
  wrapped: v.GenericSchema<unknown, { consumers: Row[] }>
  bare: v.GenericSchema<unknown, Row[]>
}

function rows<Row>(row: v.GenericSchema<unknown, Row>): Rows<Row> {
  const bare = v.pipe(v.array(row), v.maxLength(mostRows, `Max batch size is ${mostRows}`))
  return { wrapped: object({ consumers: bare }), bare }
}

/** POST /consumers/batch (§2.6): three members are required, except in the older generation (A11). */
export const batchCreateBody: Record<Generation, Rows<Record<string, unknown>>> = {
  current: rows(object({ ...batchMembers, emailVerified: v.boolean(), phoneVerified: v.boolean(), status })),
  older: rows(
    object({
      ...batchMembers,
      emailVerified: v.optional(v.boolean()),
      phoneVerified: v.optional(v.boolean()),
      status: v.optional(status),
    }),
  ),
}

/** PUT /consumers/batch (§2.7). */
export const batchUpdateBody = rows(object({ id: v.string(), ...updateBody.entries }))
