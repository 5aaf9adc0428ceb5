import type { Queryable } from '../../db/database.ts'
import { knownKeyId, present } from './get.ts'
import { type Key, renameKey, revoke } from './sql.ts'

/** Gives a key another name. Raises missing. */
export async function nameKey(db: Queryable, organizationId: string, id: string, name: string): Promise<Key> {
  return present(await renameKey(db, organizationId, knownKeyId(id), name))
}

/** Refuses a key from now on, on every process within a second; doing it again changes nothing. Raises missing. */
export async function revokeKey(db: Queryable, organizationId: string, id: string): Promise<Key> {
  return present(await revoke(db, organizationId, knownKeyId(id)))
}
