import type { Client, TestApp } from './app.ts'

/** A consumer of whom nothing has been told, as the consumers contract answers it; volatile values by name. */
export const blank = {
  id: '«id»',
  organizationId: '«organization»',
  email: null,
  phone: null,
  fullName: null,
  status: 'ACTIVE',
  archived: false,
  emailVerified: false,
  phoneVerified: false,
  smsOptOut: false,
  marketingEmailOptOut: false,
  metadata: null,
  ltv: '0',
  aov: '0',
  totalOrders: 0,
  totalReturns: 0,
  lastOrderAt: null,
  lastReturnAt: null,
  activityScore: 0,
  activityScoreUpdatedAt: null,
  activityRank: 0,
  purchaseFrequencyScore: 0,
  purchaseFrequencyScoreUpdatedAt: null,
  purchaseFrequencyRank: 0,
  monetaryScore: 0,
  monetaryScoreUpdatedAt: null,
  monetaryRank: 0,
  loyaltyBalance: 0,
  loyaltyLifetimePoints: 0,
  loyaltyLastActivityAt: null,
  totalMessages: 0,
  engagedCount: 0,
  totalEngagements: 0,
  lastEngagedAt: null,
  lastLoginAt: null,
  lastGeoCountry: null,
  lastGeoRegion: null,
  lastGeoCity: null,
  lastGeoPostalCode: null,
  lastGeoCoordinates: null,
  lastGeoTimezone: null,
  lastGeoAt: null,
  lastGeoSource: null,
  primarySyncSourceId: null,
  primarySourceVendor: null,
  primaryExternalId: null,
  primaryLastSyncedAt: null,
  verificationCode: null,
  verificationCodeExpiresAt: null,
  createdAt: '«time»',
  createdBy: '«key»',
  updatedAt: null,
  updatedBy: null,
}

/** What a consumer answers once it has been changed. */
export const changed = { updatedAt: '«time»', updatedBy: '«key»' }

const names: Record<string, string> = {
  id: '«id»',
  organizationId: '«organization»',
  createdAt: '«time»',
  createdBy: '«key»',
  updatedAt: '«time»',
  updatedBy: '«key»',
  startCursor: '«cursor»',
  endCursor: '«cursor»',
}

/** The body with its volatile values replaced by what they are. */
export function named(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value) =>
    typeof value === 'string' ? (names[key] ?? value) : value,
  )
}

/** The three members that a row of a batch must have. */
export const flags = { emailVerified: false, phoneVerified: false, status: 'ACTIVE' }

/** How many lines the change feed has for the caller's organization. */
export async function linesOf({ services }: TestApp, { organizationId }: Client): Promise<number> {
  const text = 'select count(*)::integer as lines from changes where organization_id = $1::text::uuid'
  const [row] = await services.db.query<{ lines: number }>(text, [organizationId])
  return row?.lines ?? 0
}

/** A validation error with one issue, which lies in the body itself or in the member named last. */
export const refusal = (issue: object) => ({ error: 'validation_error', issues: [issue] })

/** The path of an issue in a member of the body. */
export const at = (key: string, input: unknown, origin = 'value') => [{ type: 'object', origin, input, key }]

/** The issue of an identifier that another consumer holds. */
export const taken = (key: string, message: string, before: object[] = []) => ({
  kind: 'validation',
  type: 'unique',
  expected: 'unique_value',
  received: 'duplicate_value',
  message,
  path: [...before, { type: 'object', origin: 'value', input: {}, key }],
})

/** Every member that a row can have, but verificationCode and its expiry. */
export const full = {
  email: 'mira@shop.example',
  phone: '+14155552671',
  fullName: 'Mira Okafor',
  status: 'INACTIVE',
  emailVerified: true,
  phoneVerified: true,
  smsOptOut: true,
  marketingEmailOptOut: true,
  metadata: { interests: ['sneakers', 'vinyl'] },
  ltv: '999999999999.12345678',
  aov: '10.00',
  totalOrders: 5,
  totalReturns: 1,
  lastOrderAt: '2026-03-02T18:04:11.000Z',
  lastReturnAt: '2026-03-02T18:04:11.001Z',
  activityScore: 37.25,
  activityScoreUpdatedAt: '2026-03-05T00:00:00.000Z',
  activityRank: 4,
  purchaseFrequencyScore: -12,
  purchaseFrequencyScoreUpdatedAt: '2026-03-05T00:00:00.000Z',
  purchaseFrequencyRank: 0,
  monetaryScore: 80.5,
  monetaryScoreUpdatedAt: '2026-03-05T00:00:00.000Z',
  monetaryRank: 5,
  loyaltyBalance: -420.5,
  loyaltyLifetimePoints: 900,
  loyaltyLastActivityAt: '2026-03-02T18:04:12.000Z',
  totalMessages: 18,
  engagedCount: 7,
  totalEngagements: 61,
  lastEngagedAt: '2026-03-04T09:12:00.000Z',
  lastLoginAt: '2026-03-04T09:11:40.000Z',
  lastGeoCountry: 'US',
  lastGeoRegion: 'CA',
  lastGeoCity: 'Oakland',
  lastGeoPostalCode: '94607',
  lastGeoCoordinates: { latitude: 37.8044, longitude: -122.2712 },
  lastGeoTimezone: 'America/Los_Angeles',
  lastGeoAt: '2026-03-04T09:11:40.000Z',
  lastGeoSource: 'ip',
}
