import type { Queryable } from '../../db/database.ts'
import { knownId, present } from '../set-up.ts'
import { type Key, renameKey, revoke } from './sql.ts'

/** Gives a key another name. Raises missing. */
export async function nameKey(db: Queryable, organizationId: string, id: string, name: string): Promise<Key> {
  return present('key', await renameKey(db, organizationId, knownId('key', id), name))
}

/** Refuses a key from now on, on every process within a second; doing it again changes nothing. Raises missing. */
export async function revokeKey(db: Queryable, organizationId: string, id: string): Promise<Key> {
  return present('key', await revoke(db, organizationId, knownId('key', id)))
}
