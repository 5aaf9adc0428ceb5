import type { Changes } from '../../core/customers/customer.ts'
import {
  isFalse,
  isSet,
  noItems,
  nothing,
  numberOf,
  objectOf,
  plain,
  type View,
} from '../../core/customers/view.ts'
import { type Computed, type FieldTable, viewIn } from '../wire.ts'

/** How the contract names the columns (contract sheet §2.0 and §3). */
const fields = {
  id: { as: 'id' },
  organization_id: { as: 'organizationId' },
  number: 'withheld',
  version: 'withheld',
  created_at: { as: 'createdAt' },
  created_by: { as: 'createdBy' },
  updated_at: { as: 'updatedAt' },
  updated_by: { as: 'updatedBy' },
  archived_at: { as: 'archived', shown: isSet },
  merged_into: 'withheld',

  email: { as: 'email' },
  email_verified: { as: 'emailVerified' },
  phone: { as: 'phone' },
  phone_e164: 'withheld',
  phone_verified: { as: 'phoneVerified' },
  external_id: { as: 'primaryExternalId' },

  full_name: { as: 'fullName' },
  first_name: 'withheld',
  last_name: 'withheld',

  language: 'withheld',
  birth_year: 'withheld',
  birth_month: 'withheld',
  birth_day: 'withheld',
  street_line1: 'withheld',
  street_line2: 'withheld',
  city: 'withheld',
  region: 'withheld',
  postal_code: 'withheld',
  country: 'withheld',
  ssn_last4: 'withheld',
  last_geo_city: { as: 'lastGeoCity' },
  last_geo_region: { as: 'lastGeoRegion' },
  last_geo_postal_code: { as: 'lastGeoPostalCode' },
  last_geo_country: { as: 'lastGeoCountry' },
  last_geo_latitude: 'withheld',
  last_geo_longitude: 'withheld',
  last_geo_timezone: { as: 'lastGeoTimezone' },
  last_geo_source: { as: 'lastGeoSource' },
  last_geo_at: { as: 'lastGeoAt' },

  status: { as: 'status' },
  fraud_status: 'withheld',
  sms_promotional_consent: { as: 'smsOptOut', shown: isFalse },
  sms_transactional_consent: 'withheld',
  email_promotional_consent: { as: 'marketingEmailOptOut', shown: isFalse },
  email_transactional_consent: 'withheld',

  total_orders: { as: 'totalOrders' },
  total_returns: { as: 'totalReturns' },
  total_messages: { as: 'totalMessages' },
  engaged_count: { as: 'engagedCount' },
  total_engagements: { as: 'totalEngagements' },
  last_order_at: { as: 'lastOrderAt' },
  last_return_at: { as: 'lastReturnAt' },
  last_engaged_at: { as: 'lastEngagedAt' },
  last_login_at: { as: 'lastLoginAt' },
  ltv: { as: 'ltv' },
  aov: { as: 'aov' },
  activity_score: { as: 'activityScore' },
  activity_rank: { as: 'activityRank' },
  activity_score_updated_at: { as: 'activityScoreUpdatedAt' },
  purchase_frequency_score: { as: 'purchaseFrequencyScore' },
  purchase_frequency_rank: { as: 'purchaseFrequencyRank' },
  purchase_frequency_score_updated_at: { as: 'purchaseFrequencyScoreUpdatedAt' },
  monetary_score: { as: 'monetaryScore' },
  monetary_rank: { as: 'monetaryRank' },
  monetary_score_updated_at: { as: 'monetaryScoreUpdatedAt' },
  loyalty_type: 'withheld',
  registered_at: 'withheld',
  registered_till: 'withheld',
  associated_till: 'withheld',
  registered_source: 'withheld',
  registered_account: 'withheld',
  loyalty_balance: { as: 'loyaltyBalance' },
  loyalty_lifetime_points: { as: 'loyaltyLifetimePoints' },
  loyalty_last_activity_at: { as: 'loyaltyLastActivityAt' },

  source_vendor: { as: 'primarySourceVendor' },
  source_record_id: { as: 'primarySyncSourceId' },
  source_synced_at: { as: 'primaryLastSyncedAt' },

  metadata: { as: 'metadata' },
  custom_fields: 'withheld',
  extended_fields: 'withheld',
  account_history: 'withheld',
} as const satisfies FieldTable

const computed = {
  lastGeoCoordinates: objectOf({ latitude: 'last_geo_latitude', longitude: 'last_geo_longitude' }),
  // A pending one-time code in an answer would let its reader log in as the consumer (A25).
  verificationCode: nothing,
  verificationCodeExpiresAt: nothing,
  // Records of outside systems come with their own feature.
  primarySyncSource: nothing,
  // As do audiences and orders: there are none (A23).
  audiences: noItems,
  orders: noItems,
  // The two members that only the older generation has (A2).
  externalId: plain('external_id'),
  totalOrderValue: numberOf('ltv'),
} satisfies Computed

type Shown<Name extends keyof typeof fields> = (typeof fields)[Name] extends { as: infer As extends string }
  ? As
  : never
type Member = { [Name in keyof typeof fields]: Shown<Name> }[keyof typeof fields] | keyof typeof computed

const current = [
  'id',
  'organizationId',
  'email',
  'phone',
  'fullName',
  'status',
  'archived',
  'emailVerified',
  'phoneVerified',
  'smsOptOut',
  'marketingEmailOptOut',
  'metadata',
  'ltv',
  'aov',
  'totalOrders',
  'totalReturns',
  'lastOrderAt',
  'lastReturnAt',
  'activityScore',
  'activityScoreUpdatedAt',
  'activityRank',
  'purchaseFrequencyScore',
  'purchaseFrequencyScoreUpdatedAt',
  'purchaseFrequencyRank',
  'monetaryScore',
  'monetaryScoreUpdatedAt',
  'monetaryRank',
  'loyaltyBalance',
  'loyaltyLifetimePoints',
  'loyaltyLastActivityAt',
  'totalMessages',
  'engagedCount',
  'totalEngagements',
  'lastEngagedAt',
  'lastLoginAt',
  'lastGeoCountry',
  'lastGeoRegion',
  'lastGeoCity',
  'lastGeoPostalCode',
  'lastGeoCoordinates',
  'lastGeoTimezone',
  'lastGeoAt',
  'lastGeoSource',
  'primarySyncSourceId',
  'primarySourceVendor',
  'primaryExternalId',
  'primaryLastSyncedAt',
  'verificationCode',
  'verificationCodeExpiresAt',
  'createdAt',
  'createdBy',
  'updatedAt',
  'updatedBy',
] as const satisfies readonly Member[]
const older = [...current, 'externalId', 'totalOrderValue'] as const satisfies readonly Member[]

export type Generation = 'current' | 'older'

/** What can be asked for with a consumer. */
export const relations = ['audiences', 'orders'] as const

/** A consumer: as writes answer it, and as list and get do, with its sync source and the relations asked for. */
export const views: Record<Generation, Views> = { current: viewsOf(current), older: viewsOf(older) }

interface Views {
  plain: View
  withSource: View
  including(asked?: readonly (typeof relations)[number][]): View
}

function viewsOf(members: readonly Member[]): Views {
  const shown = [...members, 'primarySyncSource']
  const withSource = viewIn(fields, computed, shown)
  const both = viewIn(fields, computed, [...shown, ...relations])
  const one = {
    audiences: viewIn(fields, computed, [...shown, 'audiences']),
    orders: viewIn(fields, computed, [...shown, 'orders']),
  }
  return {
    plain: viewIn(fields, computed, members),
    withSource,
    including(asked) {
      const [first, ...others] = asked ? new Set(asked) : []
      if (first === undefined) return withSource
      return others.length > 0 ? both : one[first]
    },
  }
}

/** Which column a body member writes, where it is not a matter of the name alone. */
const special = {
  externalId: (value: string | null): Changes => ({ external_id: value }),
  smsOptOut: (value: boolean): Changes => ({ sms_promotional_consent: !value }),
  marketingEmailOptOut: (value: boolean): Changes => ({ email_promotional_consent: !value }),
  lastGeoCoordinates: (value: { latitude: number; longitude: number } | null): Changes => ({
    last_geo_latitude: value?.latitude ?? null,
    last_geo_longitude: value?.longitude ?? null,
  }),
  // Taken and dropped: nothing here sends codes (A25).
  verificationCode: (): Changes => ({}),
  verificationCodeExpiresAt: (): Changes => ({}),
}

const columnOf = new Map<string, string>(
  Object.entries(fields).flatMap(([column, field]) => (field === 'withheld' ? [] : [[field.as, column]])),
)

/** The changes that a validated body asks for. Absent members stay absent; `id` names the consumer and changes nothing. */
export function changesOf(body: Record<string, unknown>): Changes {
  const changes: Record<string, unknown> = {}
  for (const member in body) {
    const value = body[member]
    if (value === undefined || member === 'id') continue
    // The schemas have members that are special or stand in the table alone, each with values of its own kind.
    const write = special[member as keyof typeof special] as ((value: unknown) => Changes) | undefined
    if (write) Object.assign(changes, write(value))
    else changes[columnOf.get(member) as string] = value
  }
  return changes
}
