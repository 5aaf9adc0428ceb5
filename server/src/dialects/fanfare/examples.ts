import type { PublishedIssue } from './issues.ts'

/** Made up; each stands in the document under a sentence and is checked against its schema. */

const id = '01981c2e-5b7a-7d10-8a4f-3c9e6b20d7f1'
const secondId = '01981c2e-5b7b-7a02-b3d1-90cc41e57a68'

const ada = {
  email: 'ada@example.com',
  phone: '+12025550143',
  fullName: 'Ada Byron',
  metadata: { size: 'M', interests: ['chess', 'looms'] },
}

export const newConsumer = { ...ada, externalId: 'crm-1042' }

export const changes = { fullName: 'Ada King', phone: null, smsOptOut: true }

export const newConsumers = [
  { email: 'ben@example.com', emailVerified: true, phoneVerified: false, status: 'ACTIVE' },
  {
    email: 'cleo@example.com',
    fullName: 'Cleo Marsh',
    emailVerified: false,
    phoneVerified: false,
    status: 'INACTIVE',
    ltv: '310.50',
    totalOrders: 4,
    lastOrderAt: '2026-05-02T16:20:00+02:00',
  },
]

/** The older generation has flags of its own where none are sent. */
export const olderNewConsumers = [
  { email: 'dora@example.com' },
  { fullName: 'Emil Noth', externalId: 'crm-1043' },
]

export const rowsOfChanges = [{ id, metadata: { size: 'L' }, status: 'INACTIVE' }]

/** A consumer of whom nothing was sent. */
export const blank = {
  id: secondId,
  organizationId: '01981b90-2c44-7f3a-a1b5-6de0c8f91b07',
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
  createdAt: '2026-07-14T09:30:12.481Z',
  createdBy: '01981b90-2c51-7e08-8d6b-f14a93702c5e',
  updatedAt: null,
  updatedBy: null,
}

export const consumer = { ...blank, id, ...ada, primaryExternalId: 'crm-1042' }

export const changed = {
  ...consumer,
  ...changes,
  updatedAt: '2026-07-15T07:02:44.120Z',
  updatedBy: consumer.createdBy,
}

export const changedInRow = {
  ...consumer,
  metadata: { size: 'L' },
  status: 'INACTIVE',
  updatedAt: changed.updatedAt,
  updatedBy: changed.updatedBy,
}

export const archived = { ...changed, archived: true }

/** What the older generation has beside. */
export const olderMembers = { externalId: 'crm-1042', totalOrderValue: 0 }

export const brokenRule: PublishedIssue = {
  kind: 'validation',
  type: 'email',
  expected: 'email',
  received: '"ada@"',
  message: 'Invalid email: Received "ada@"',
  path: [{ type: 'object', origin: 'value', input: { email: 'ada@' }, key: 'email' }],
}

export const takenEmail: PublishedIssue = {
  kind: 'validation',
  type: 'unique',
  expected: 'unique_value',
  received: 'duplicate_value',
  message: 'Email already exists',
  path: [{ type: 'object', origin: 'value', input: {}, key: 'email' }],
}

export const takenInRow: PublishedIssue = {
  ...takenEmail,
  path: [
    { type: 'object', origin: 'value', input: {}, key: 'consumers' },
    { type: 'array', origin: 'value', input: [], key: '1' },
    ...takenEmail.path,
  ],
}

export const shortTerm: PublishedIssue = {
  kind: 'validation',
  type: 'min_length',
  expected: '>=2',
  received: '1',
  message: 'Invalid length: Expected >=2 but received 1',
  path: [{ type: 'object', origin: 'value', input: { search: 'a' }, key: 'search' }],
}

export const tooLarge: PublishedIssue = {
  kind: 'validation',
  type: 'max_bytes',
  expected: '<=5242880',
  received: 'more',
  message: 'Invalid body: Expected at most 5242880 bytes',
  path: [],
}

export const noCriterion: PublishedIssue = {
  kind: 'validation',
  type: 'check',
  expected: 'check',
  received: 'Object',
  message: 'Invalid search: Expected at least one of q, email, phone and externalId',
  path: [],
}

export const unknownRelation: PublishedIssue = {
  kind: 'schema',
  type: 'picklist',
  expected: '("audiences" | "orders")',
  received: '"friends"',
  message: 'Invalid type: Expected ("audiences" | "orders") but received "friends"',
  path: [
    { type: 'object', origin: 'value', input: { include: 'friends' }, key: 'include' },
    { type: 'array', origin: 'value', input: [], key: '0' },
  ],
}

export const unreadable: PublishedIssue = {
  kind: 'validation',
  type: 'json',
  expected: 'JSON',
  received: 'unreadable',
  message: 'Invalid JSON in request body',
  path: [],
}
