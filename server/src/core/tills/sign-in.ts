import type { Database } from '../../db/database.ts'
import type { Entrant } from './entrant.ts'

/** Turns usernames and passwords of tills into what they open (contract sheet §1.4, Basic). */
export interface TillRing {
  /** The answer if it is fresh in memory, else undefined: spares the hot path a promise. */
  known(username: string, password: string): Entrant | null | undefined
  /**
   * Null for an unknown organization or till, one that is not active, and a wrong password alike. Raises too_many while
   * more passwords wait to be checked than can be in a second.
   * @param password as it is sent: the MD5 of the till's password in lower-case hexadecimal.
   */
  find(username: string, password: string): Promise<Entrant | null>
}

export function openTillRing(_db: Database): TillRing {
  throw new Error('to come')
}
