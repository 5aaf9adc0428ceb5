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
  /** Id of the customer that holds the value; null when it is an earlier row of the same batch. */
  holder: string | null
}

export type Identifier = 'email' | 'phone' | 'external_id'

/** Everything that can go wrong, as facts; each dialect has its own words and status for it. */
export type Problem =
  | { kind: 'invalid'; issues: readonly Issue[] }
  | {
      kind: 'unreadable'
      reason: 'syntax' | 'encoding' | 'depth' | 'duplicate_key' | 'forbidden_key' | 'media_type' | 'url'
    }
  | { kind: 'too_large'; limitBytes: number }
  | { kind: 'missing'; what: 'customer' | 'route'; row: number | null }
  | { kind: 'taken'; conflicts: readonly Conflict[] }
  /** An operation of a batch that was to be made as a whole. */
  | { kind: 'operation'; row: number; problem: Problem }
  | { kind: 'stale'; version: number }
  | { kind: 'precondition_required' }
  | { kind: 'reused_idempotency_key' }
  | { kind: 'unauthenticated'; why: 'nothing_usable' | 'not_a_secret_key' }
  | { kind: 'forbidden' }
  | { kind: 'too_many'; retryAfterSeconds: number }
  | { kind: 'unavailable' }
  | { kind: 'internal' }

/** A problem on its way to whoever asked. */
export class Refusal extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.kind)
    this.problem = problem
  }
}
