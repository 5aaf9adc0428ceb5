import type { Database } from '../../db/database.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Entrant } from '../tills/entrant.ts'

/** Issues tokens to clients and knows them again (contract sheet §1.4, OAuth). */
export interface Tokens {
  /** Null for an unknown key, a wrong secret, a client that is not active, and one of a suspended organization alike. */
  issue(key: string, secret: string): Promise<{ accessToken: string; ttlSeconds: number } | null>
  /** The answer if it is fresh in memory, else undefined: spares the hot path a promise. */
  known(token: string): Entrant | null | undefined
  /** Null for a token that is not ours, has expired, or whose client is no longer active. */
  find(token: string): Promise<Entrant | null>
}

export function openTokens(_db: Database, _secrets: Secrets): Tokens {
  throw new Error('to come')
}
