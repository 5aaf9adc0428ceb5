import { v7 as uuidv7 } from 'uuid'
import type { Queryable } from '../../db/database.ts'
import { hashOf, hintOf, newSecretKey } from './key.ts'
import { insertKey, standardScopes } from './sql.ts'

/** Makes a key that opens the organization. @returns the secret, which is kept nowhere. */
export async function issueKey(db: Queryable, organizationId: string, name: string): Promise<string> {
  const secret = newSecretKey()
  await giveKey(db, organizationId, name, secret)
  return secret
}

/** Makes the given secret open the organization. */
export async function giveKey(
  db: Queryable,
  organizationId: string,
  name: string,
  secret: string,
): Promise<void> {
  const key = {
    organizationId,
    id: uuidv7(),
    hash: hashOf(secret),
    hint: hintOf(secret),
    name,
    scopes: standardScopes,
  }
  await insertKey(db, key)
}
