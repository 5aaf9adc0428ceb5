import type { Changes, Customer } from '../customers/customer.ts'
import type { SentField } from '../fields/check.ts'
import type { Identifier } from '../problem.ts'

/** A statement about messages, as it was sent. */
export interface SentSubscription {
  channel: string
  priority: string
  scope: string
  isSubscribed: unknown
}

/**
 * What a caller says of one customer that it names by any of four identifiers. Those that do not find the customer are
 * proposed for it. Null everywhere: not sent.
 */
export interface Proposal {
  /** Decimal digits. */
  number: string | null
  /** Digits with the country code, with or without a plus, or in the manner of the organization's country. */
  phone: string | null
  email: string | null
  external_id: string | null
  /** Columns that need no deciding, such as the names. No identifiers. */
  changes: Changes
  customFields: SentField[]
  extendedFields: SentField[]
  subscriptions: SentSubscription[]
  /** ISO 8601, UTC. */
  registeredAt: string | null
  /** ISO 8601, UTC: kept of a customer that is new. */
  updatedAt: string | null
  /** Codes of tills. */
  registeredTill: string | null
  associatedTill: string | null
  /** Code of the till that speaks: where a customer that is new registered, unless that is told. */
  attributedTill: string | null
  type: string | null
  source: string | null
  account: string | null
  fraudStatus: string | null
}

/** A proposal that says nothing. */
export const nothingProposed: Readonly<Proposal> = Object.freeze({
  number: null,
  phone: null,
  email: null,
  external_id: null,
  changes: {},
  customFields: [],
  extendedFields: [],
  subscriptions: [],
  registeredAt: null,
  updatedAt: null,
  registeredTill: null,
  associatedTill: null,
  attributedTill: null,
  type: null,
  source: null,
  account: null,
  fraudStatus: null,
})

/** What of a proposal was left out, or is to be known of the answer, where the rest was done. */
export type Notice =
  /** The identifier that customers are registered by is never changed here. */
  | { kind: 'primary_fixed'; field: Identifier }
  | { kind: 'update_not_allowed'; field: Identifier }
  | { kind: 'held_by_another'; field: Identifier }
  | { kind: 'custom_field_invalid' }
  | { kind: 'extended_field_invalid' }
  | { kind: 'registered_till_unknown' }
  | { kind: 'associated_till_unknown' }
  | { kind: 'subscription_invalid'; channel: string; priority: string }
  | { kind: 'fraud_status_invalid' }
  /** The number is that of a customer that was merged: this is the one that it is part of, by its id. */
  | { kind: 'survivor'; id: string }

/** What became of a proposal. */
export interface Registered {
  customer: Customer
  created: boolean
  notices: Notice[]
  /** Points that the customer was given for a profile that is now complete, and the balance after them. */
  awarded: { points: string; balance: string } | null
}
