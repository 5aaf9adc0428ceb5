/** What happened to the points of a member. */
export type EntryKind = 'earn' | 'redeem' | 'expire' | 'return' | 'adjust'

/** A line of the ledger. Points and amounts are decimal digits, times ISO 8601 in UTC. */
export interface Entry {
  id: string
  programme_id: string
  kind: EntryKind
  /** What it did to the balance, signed. */
  points: string
  /** Amount of the purchase, negative where it was returned. */
  purchase: string | null
  /** When the points of a credit expire; null: never. */
  expires_at: string | null
  reference: string | null
  note: string | null
  balance_after: string
  at: string
  actor: string
  request_id: string
  /** The customer that it was posted for: another one before a merge. */
  posted_for: string
}

/** An entry to be posted. */
export interface Wanted {
  /** Id of the programme; null: the default one. */
  programmeId: string | null
  kind: Exclude<EntryKind, 'expire'>
  /** Without a sign, but for adjust: a credit, or with a minus a debit. Null: by the purchase. */
  points: string | null
  /** Amount of what was bought or returned, without a sign. */
  purchase: string | null
  /** Of a credit; undefined: as the programme has it; null: never. */
  expiresAt?: string | null | undefined
  /** Name of the event in the caller's system: the same one is posted once in a programme. */
  reference: string | null
  note: string | null
}
