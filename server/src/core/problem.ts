import { isTooWide, Unreachable } from '../db/failure.ts'

/** A field that breaks a rule, in words of no contract. */
export interface Issue {
  /** Outermost first; numbers are places in a list. */
  path: readonly (string | number)[]
  message: string
  /** The validator's own account, for the contract that publishes it. */
  raw?: unknown
}

/** An identifier that another live customer holds, or that stands twice in one batch. */
export interface Conflict {
  field: Identifier
  /** Place of the refused customer in its batch, or null outside a batch. */
  row: number | null
  /** Id of the customer that holds the value; null when it is an earlier row of the same batch, or has let go since. */
  holder: string | null
}

export type Identifier = 'email' | 'phone' | 'external_id'

/** What is named by an id, or by a code within its organization. */
export type Thing =
  | 'customer'
  | 'key'
  | 'organization'
  | 'request'
  | 'store'
  | 'till'
  | 'access_group'
  | 'oauth_client'
  | 'programme'
  | 'tier'
  | 'card_programme'
  | 'card'
  | 'link'
  | 'session'
  | 'field'

/** Everything that can go wrong, as facts; each dialect has its own words and status for it. */
export type Problem =
  | { kind: 'invalid'; issues: readonly Issue[] }
  | {
      kind: 'unreadable'
      reason: 'syntax' | 'encoding' | 'depth' | 'duplicate_key' | 'forbidden_key' | 'media_type' | 'url'
    }
  | { kind: 'too_large'; limitBytes: number }
  | {
      kind: 'missing'
      what: Thing | 'route'
      row: number | null
      member?: 'victim' | null
    }
  | { kind: 'taken'; conflicts: readonly Conflict[] }
  /** Another of what the organization has set up holds this code, name or number. */
  | { kind: 'exists'; what: Exclude<Thing, 'customer'>; field: string }
  /** An operation of a batch that was to be made as a whole. */
  | { kind: 'operation'; row: number; problem: Problem }
  /** With an id: where a request names more than one customer. */
  | { kind: 'stale'; version: number; id?: string }
  /** It became part of another: what is meant for it is to be said of that one. */
  | { kind: 'merged'; id: string; into: string }
  /** The record does not allow it as it stands. */
  | { kind: 'refused'; rule: RefusedRule; fields: readonly string[] }
  /** What a customer's registration, or a change of identity, does not allow. */
  | { kind: 'registration'; rule: RegistrationRule; field: Identifier | null }
  /** What retention has removed: lines that a reader of the feed has not seen, or a customer's that were to be undone. */
  | { kind: 'forgotten'; what: 'changes' | 'customer' }
  | { kind: 'precondition_required' }
  | { kind: 'reused_idempotency_key' }
  | { kind: 'unauthenticated'; why: 'nothing_usable' | 'not_a_secret_key' }
  /** With issues: what of the request is beyond the key. */
  | { kind: 'forbidden'; issues?: readonly Issue[] }
  | { kind: 'too_many'; retryAfterSeconds: number }
  | { kind: 'unavailable' }
  | { kind: 'internal' }

/**
 * archived: it is to be live. not_merged: there is no merge to take back. overflow: these sums are beyond what a column
 * holds. changed_since: these were written since the merge, and nobody can say for whom. built_in: it came with the
 * organization and stays. in_use: something is set up with it. not_enrolled: it takes no part in the programme.
 * insufficient_points: there are not as many to take. fraud: not of somebody whom the fraud desk has marked.
 * reference_used: an entry of this kind has it already.
 */
export type RefusedRule =
  | 'archived'
  | 'not_merged'
  | 'overflow'
  | 'changed_since'
  | 'built_in'
  | 'in_use'
  | 'not_enrolled'
  | 'insufficient_points'
  | 'fraud'
  | 'reference_used'

/** The rules of registration (contract sheet §3, §4 and §7), and of requests to change an identity. */
export type RegistrationRule =
  /** Nothing that names a customer was sent. */
  | 'no_identifier'
  /** Nothing that was sent can be an identifier of a new customer. */
  | 'no_usable_identifier'
  | 'identifier_invalid'
  /** A new customer needs this one. */
  | 'identifier_required'
  /** Taking part in loyalty needs this one. */
  | 'enrolment_requires'
  /** Somebody who takes no part in loyalty needs an e-mail or a phone. */
  | 'contact_required'
  /** An identifier is another account's, and the organization lets none pass. */
  | 'identifier_mismatch'
  /** The item would change identifiers only, and all that are refused. */
  | 'not_updatable'
  | 'loyalty_for_good'
  | 'loyalty_type_unknown'
  /** Before the organization's first day, or in the future. */
  | 'registered_at_out_of_range'
  | 'erased'
  /** Not of somebody whom the fraud desk has marked. */
  | 'fraud'
  /** Others kept changing the same customer. */
  | 'busy'
  | 'batch_limit'
  | 'subscription_channel'
  | 'subscription_priority'
  | 'subscription_scope'
  | 'subscription_status'
  /** One request of a kind waits for each customer. */
  | 'request_pending'
  | 'request_decided'
  | 'new_value_missing'
  | 'values_equal'
  | 'old_value_differs'
  | 'target_missing'
  | 'same_customer'

/** A problem on its way to whoever asked. */
export class Refusal extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.kind)
    this.problem = problem
  }
}

/** What an error says that a caller may know; null for a fault of ours, which is to be logged. */
export function problemIn(error: unknown): Problem | null {
  if (error instanceof Refusal) return error.problem
  if (isTooWide(error)) return { kind: 'invalid', issues: [tooWide] }
  return error instanceof Unreachable ? { kind: 'unavailable' } : null
}

// Each text keeps to its own bound, but a name that is put together of two may not, nor what is searched of all.
const tooWide: Issue = { path: [], message: 'e-mail, phone and name are too long together' }
