import { answerHeaders } from '../answer-headers.ts'
import type { Contract } from '../openapi.ts'
import { standardSize } from './paging.ts'

/** What the members of bodies mean, here in our own words; one name means one thing in all of them. */
export const members: Contract['members'] = {
  id: 'Id, a UUID; those made here are of version 7.',
  organizationId: 'The organization that owns the record: the one of the key.',
  email:
    'E-mail address. No two live consumers share one; case and surrounding blanks do not tell two apart.',
  phone:
    'Phone number. One that is valid in the country of the organization, or with its country code, is kept in E.164, and no two live consumers share it. Any other is kept as sent.',
  fullName: 'Name as the person writes it.',
  status: 'Whether the consumer may take part; `ACTIVE` unless told otherwise.',
  archived: 'True once deleted.',
  emailVerified: 'The e-mail address was confirmed. Falls back to false when the address changes.',
  phoneVerified: 'The phone number was confirmed. Falls back to false when the number changes.',
  smsOptOut: 'Wants no promotional text messages.',
  marketingEmailOptOut: 'Wants no promotional e-mail.',
  metadata: 'Free members of one level: each a scalar, or a list of scalars. Written as a whole.',
  externalId:
    'Id in a system of yours. No two live consumers share one. The same value as `primaryExternalId`.',
  ltv: 'Total spend in the currency of the organization, as a decimal.',
  aov: 'Average value of an order, as a decimal.',
  totalOrderValue: 'The value of `ltv` as a number.',
  totalOrders: 'Orders ever placed.',
  totalReturns: 'Orders ever returned.',
  totalMessages: 'Messages ever sent to the consumer.',
  engagedCount: 'Messages that the consumer reacted to.',
  totalEngagements: 'Engagements ever counted.',
  lastOrderAt: 'Time of the latest order.',
  lastReturnAt: 'Time of the latest return.',
  lastEngagedAt: 'Time of the latest engagement.',
  lastLoginAt: 'Time of the latest login.',
  activityScore: 'How recently and how often the consumer was active.',
  activityScoreUpdatedAt: 'When `activityScore` was last computed.',
  activityRank: 'Fifth of the organization by `activityScore`: 5 is the top, 1 the bottom, 0 not ranked.',
  purchaseFrequencyScore: 'How often the consumer buys.',
  purchaseFrequencyScoreUpdatedAt: 'When `purchaseFrequencyScore` was last computed.',
  purchaseFrequencyRank: 'Fifth of the organization by `purchaseFrequencyScore`, as for `activityRank`.',
  monetaryScore: 'How much the consumer spends.',
  monetaryScoreUpdatedAt: 'When `monetaryScore` was last computed.',
  monetaryRank: 'Fifth of the organization by `monetaryScore`, as for `activityRank`.',
  loyaltyBalance: 'Points that can be spent now.',
  loyaltyLifetimePoints: 'Points ever earned.',
  loyaltyLastActivityAt: 'When points last moved.',
  lastGeoCountry: 'Country of the last known place.',
  lastGeoRegion: 'Region of the last known place.',
  lastGeoCity: 'City of the last known place.',
  lastGeoPostalCode: 'Postal code of the last known place.',
  lastGeoCoordinates: 'Coordinates of the last known place, in degrees.',
  latitude: 'Degrees north.',
  longitude: 'Degrees east.',
  lastGeoTimezone: 'Time zone of the last known place, by its IANA name.',
  lastGeoAt: 'When the last known place was seen.',
  lastGeoSource: 'How the last known place was found out.',
  primarySyncSourceId: 'The record in `primarySyncSource`.',
  primarySourceVendor: 'The outside system that the consumer came from.',
  primaryExternalId: 'Id of the consumer in an outside system.',
  primaryLastSyncedAt: 'When the consumer was last brought up to date from there.',
  primarySyncSource:
    'The record of the outside system that the consumer came from; null until there are such records.',
  syncSource: 'Outside system and kind of record.',
  syncSourceId: 'Id of the record in that system.',
  lastSyncedAt: 'When the record was last read.',
  sourceData: 'The record as it was read.',
  syncStatus: 'How the last reading went.',
  audiences: 'With `include=audiences`: empty until there are audiences.',
  orders: 'With `include=orders`: empty until there are orders.',
  verificationCode: 'A code is never shown: always null in answers, and dropped when sent.',
  verificationCodeExpiresAt: 'Always null in answers, and dropped when sent.',
  createdAt: 'When it was created.',
  createdBy: 'Id of the key or till that created it.',
  updatedAt: 'When it was last changed; null until it is.',
  updatedBy:
    'Id of the key or till that last changed it, `system` for what the clock does; null until it is.',

  consumers: 'The rows, at most 500.',
  data: 'The rows of the page, in the order asked for.',
  pageInfo: 'Where the page lies.',
  startCursor: 'Cursor of the first row, for `before`; null on an empty page.',
  endCursor: 'Cursor of the last row, for `after`; null on an empty page.',

  error: 'What went wrong.',
  retryAfter: 'Seconds until requests are taken again.',
  issues: 'Every rule that was broken, in the order of the schema.',
  details: 'The same issues in short.',
  field: 'Path of the member, with dots.',
  kind: 'Wrong type or missing member: `schema`. A broken rule: `validation`.',
  type: 'The rule that was broken; in a path, the kind of container.',
  expected: 'What would have been right.',
  received: 'What was sent; only its type where the server is set to leave out what was sent.',
  message: 'The same as a sentence.',
  path: 'Where it is, outermost first; empty when it is the body itself.',
  origin: 'Whether the key itself or its value is at fault.',
  input:
    'The container as it was sent; empty where it is large, and where the server is set to leave out what was sent.',
  key: 'Member of the object, or place in the list.',
}

/** Examples of ids double as the values that a reader replaces by ids of their own. */
export const parameters: Contract['parameters'] = {
  id: { description: 'Id of the consumer.', example: '01981c2e-5b7a-7d10-8a4f-3c9e6b20d7f1' },
  first: { description: 'Rows of the page, counted from the start or from `after`.', default: standardSize },
  after: { description: 'Only rows behind this cursor. Not with `before` or `last`.' },
  last: {
    description: 'Rows of the page, counted back from the end or from `before`. Not with `first` or `after`.',
  },
  before: {
    description: 'Only rows ahead of this cursor. A cursor is good for the sorting that it came from.',
  },
  search: { description: 'Text that e-mail, phone or name contain, whatever the case.', example: 'ada' },
  sortBy: { description: 'What to sort by; rows without a value come last, ties are sorted by id.' },
  sortDir: { description: 'Direction of the sorting.' },
  createdAfter: {
    description: 'Created then or later. A date is its midnight in UTC.',
    example: '2026-01-01',
  },
  createdBefore: {
    description: 'Created before then. A date is its midnight in UTC.',
    example: '2026-07-01',
  },
  audienceId: { description: 'Members of this audience only: none until there are audiences.' },
  include: {
    description: 'Relations to add to each consumer, with commas between them.',
    example: ['audiences', 'orders'],
  },
  q: { description: 'Text that e-mail, phone or name contain, whatever the case.', example: 'ada' },
  email: { description: 'E-mail address, whatever the case.', example: 'ada@example.com' },
  phone: { description: 'Phone number, best in E.164.', example: '+12025550143' },
  externalId: { description: 'Id in a system of yours, exactly.', example: 'crm-1042' },
  idempotencyKey: {
    name: 'X-Idempotency-Key',
    description:
      'A key of your making for this write. Sent again within 24 hours with the same body, it answers what it answered first and writes nothing; with another body it is refused with 409.',
    example: 'import-2026-07-14-row-17',
  },
  requestId: {
    name: 'X-Request-Id',
    description: 'An id of your making for this request, for the logs. Made here when absent or unusable.',
    example: 'checkout-7731',
  },
}

export const headers: Contract['headers'] = {
  ...answerHeaders,
  'WWW-Authenticate': { description: 'How to authenticate.', schema: { type: 'string' }, example: 'Bearer' },
}
