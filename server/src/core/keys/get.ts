import type { Queryable } from '../../db/database.ts'
import { isId } from '../id.ts'
import { Refusal } from '../problem.ts'
import { type Key, selectKey } from './sql.ts'

/** A key of the organization, working or not. Raises missing. */
export async function getKey(db: Queryable, organizationId: string, id: string): Promise<Key> {
  return present(await selectKey(db, organizationId, knownKeyId(id)))
}

/** The id, if it can be one. Raises missing. */
export function knownKeyId(id: string): string {
  if (!isId(id)) throw missing()
  return id
}

/** Raises missing in the place of null. */
export function present(key: Key | null): Key {
  if (!key) throw missing()
  return key
}

const missing = () => new Refusal({ kind: 'missing', what: 'key', row: null })
