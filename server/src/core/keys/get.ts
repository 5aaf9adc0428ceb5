import type { Queryable } from '../../db/database.ts'
import { knownId, present } from '../set-up.ts'
import { type Key, selectKey } from './sql.ts'

/** A key of the organization, working or not. Raises missing. */
export async function getKey(db: Queryable, organizationId: string, id: string): Promise<Key> {
  return present('key', await selectKey(db, organizationId, knownId('key', id)))
}
