import * as v from 'valibot'
import type { Entry } from '../../../core/loyalty/entry.ts'
import type { TierLine } from '../../../core/loyalty/list.ts'
import type { Membership } from '../../../core/loyalty/memberships.ts'
import { type Programme, tierFigures } from '../../../core/loyalty/programme.ts'
import { id, time } from './documented.ts'
import { customerId, keyId, programmeId, requestId } from './example-values.ts'

/** What the contract answers of programmes and points, and an example of each. */

const text = v.string()
const whole = v.pipe(v.number(), v.integer())
const decimal = v.pipe(text, v.regex(/^-?\d+(\.\d+)?$/))
const maybe = v.nullable(decimal)
const maybeTime = v.nullable(time)
const described = <Schema extends v.GenericSchema>(schema: Schema, words: string) =>
  v.pipe(schema, v.description(words))
const number = described(whole, 'The same for contracts whose ids are integers.')

export const programme = v.object({
  id,
  number,
  name: text,
  description: text,
  is_default: v.boolean(),
  points_valid_days: v.nullable(whole),
  tiers_by: v.picklist(tierFigures),
  decimals: whole,
  points_per_currency: maybe,
  points_to_currency: maybe,
  incentive: v.nullable(v.object({ fields: v.array(text), points: decimal })),
  tiers: v.array(
    v.object({
      serial: whole,
      name: text,
      description: text,
      threshold: maybe,
      valid_days: v.nullable(whole),
      keep_threshold: maybe,
    }),
  ),
  created_at: described(time, 'When it was set up.'),
  updated_at: described(maybeTime, 'When it was last changed.'),
})

export const newProgramme = {
  name: 'Club',
  points_valid_days: 365,
  points_per_currency: '1',
  incentive: { fields: ['email', 'birth_month'], points: '50' },
  tiers: [
    { serial: 1, name: 'Bronze' },
    { serial: 2, name: 'Silver', threshold: '500', valid_days: 365, keep_threshold: '250' },
  ],
}
const [bronze, silver] = newProgramme.tiers
export const aProgramme: Programme = {
  id: programmeId,
  number: 1,
  description: '',
  is_default: true,
  tiers_by: 'lifetime_points',
  decimals: 0,
  points_to_currency: null,
  ...newProgramme,
  tiers: [
    {
      description: '',
      threshold: null,
      valid_days: null,
      keep_threshold: null,
      serial: 1,
      name: bronze?.name ?? '',
    },
    {
      description: '',
      threshold: '500',
      valid_days: 365,
      keep_threshold: '250',
      serial: 2,
      name: silver?.name ?? '',
    },
  ],
  created_at: '2026-07-14T09:20:00.000Z',
  updated_at: null,
}

export const entry = v.object({
  id,
  programme_id: id,
  kind: v.picklist(['earn', 'redeem', 'expire', 'return', 'adjust']),
  points: described(decimal, 'What it did to the balance.'),
  purchase: maybe,
  expires_at: described(maybeTime, 'When the points expire; null: never, or it is no credit.'),
  reference: v.nullable(text),
  note: v.nullable(text),
  balance_after: decimal,
  at: time,
  actor: text,
  request_id: text,
  posted_for: id,
})

export const newEntry = { kind: 'earn', purchase: '120.00', reference: 'bill-7731' }
export const anEntry: Entry = {
  id: '01981c2e-5b80-7c44-9a1e-7d20b5f3c6e9',
  programme_id: programmeId,
  kind: 'earn',
  points: '120',
  purchase: '120',
  expires_at: '2027-07-14T23:59:59.000Z',
  reference: 'bill-7731',
  note: null,
  balance_after: '120',
  at: '2026-07-14T10:02:00.000Z',
  actor: keyId,
  request_id: requestId,
  posted_for: customerId,
}

const figures = {
  lifetime_points: decimal,
  balance: decimal,
  redeemed: decimal,
  expired: decimal,
  returned: decimal,
  adjusted: decimal,
  purchases: decimal,
  last_activity_at: maybeTime,
  enrolled_at: time,
  profile_awarded_at: maybeTime,
}
const someFigures = {
  lifetime_points: '120',
  balance: '120',
  redeemed: '0',
  expired: '0',
  returned: '0',
  adjusted: '0',
  purchases: '120',
  last_activity_at: '2026-07-14T10:02:00.000Z',
  enrolled_at: '2026-07-14T09:30:12.481Z',
  profile_awarded_at: null,
}
const tierEnd = '2126-07-14T23:59:59.000Z'

export const membership = v.object({
  programme_id: id,
  tier: described(v.nullable(whole), 'Serial of the tier; null in a programme without tiers.'),
  tier_since: maybeTime,
  tier_expires_at: maybeTime,
  ...figures,
})
export const aMembership: Membership = {
  programme_id: programmeId,
  tier: 1,
  tier_since: '2026-07-14T09:30:12.481Z',
  tier_expires_at: tierEnd,
  ...someFigures,
}

const named = { serial: whole, name: text, description: text }
export const standing = v.object({
  programme: v.object({ id, number, name: text, is_default: v.boolean() }),
  tier: v.nullable(
    v.object({
      ...named,
      since: time,
      expires_at: described(time, 'When it ends, to be renewed or to go down.'),
    }),
  ),
  next_tier: v.nullable(v.object({ ...named, threshold: maybe, missing: decimal })),
  ...figures,
})
export const aStanding = {
  programme: { id: programmeId, number: 1, name: 'Club', is_default: true },
  tier: { serial: 1, name: 'Bronze', description: '', since: aMembership.tier_since, expires_at: tierEnd },
  next_tier: { serial: 2, name: 'Silver', description: '', threshold: '500', missing: '380' },
  ...someFigures,
}

export const tierLine = v.object({
  id,
  programme_id: id,
  kind: v.picklist(['UPGRADE', 'DOWNGRADE', 'RENEW']),
  from_tier: v.nullable(whole),
  to_tier: whole,
  at: time,
  expires_before: maybeTime,
  expires_after: time,
})
export const aTierLine: TierLine = {
  id: '01981c2e-5b90-7d52-8b3f-0e41c6a8f7d2',
  programme_id: programmeId,
  kind: 'UPGRADE',
  from_tier: 1,
  to_tier: 2,
  at: '2026-09-01T16:40:00.000Z',
  expires_before: tierEnd,
  expires_after: '2027-09-01T23:59:59.000Z',
}
