import type { Store } from '../../db/database.ts'
import { violatedConstraint } from '../../db/failure.ts'
import { Refusal } from '../problem.ts'
import { getKey } from './get.ts'
import { type IssuedKey, makeKey } from './issue.ts'
import { endKey, type Key } from './sql.ts'

export const standardOverlapSeconds = 86_400
export const mostOverlapSeconds = 90 * 86_400

/** How a key is replaced. */
export interface Rotation {
  /** How long the old key goes on working beside the new one. */
  overlapSeconds: number
  /** ISO 8601; absent: the new key lives as long as the old one was given. */
  expiresAt?: string | null | undefined
}

/**
 * Replaces a key by a new one of the same name and powers; the old one expires when the overlap is over.
 * Raises missing, and invalid for a key that is revoked, has expired or has been replaced.
 * @param mayReplace refuses a key that is beyond whoever asks.
 */
export async function rotateKey(
  db: Store,
  organizationId: string,
  id: string,
  { overlapSeconds, expiresAt }: Rotation,
  by: string,
  mayReplace: (key: Key) => void = () => {},
): Promise<IssuedKey> {
  const old = await getKey(db, organizationId, id)
  mayReplace(old)
  try {
    return await db.transaction(async (tx) => {
      if (!(await endKey(tx, organizationId, old.id, overlapSeconds))) throw refused('does not work any more')
      const { name, scopes, masked_fields, requests_per_minute } = old
      const expires_at = expiresAt === undefined ? sameLifetime(old) : expiresAt
      const draft = { name, scopes, masked_fields, requests_per_minute, expires_at }
      return makeKey(tx, organizationId, draft, by, { replaces: old.id })
    })
  } catch (error) {
    throw violatedConstraint(error) === 'keys_replaces' ? refused('has been replaced already') : error
  }
}

function sameLifetime({ created_at, expires_at }: Key): string | null {
  if (expires_at === null) return null
  return new Date(Date.now() + Date.parse(expires_at) - Date.parse(created_at)).toISOString()
}

const refused = (why: string) =>
  new Refusal({
    kind: 'invalid',
    issues: [{ path: [], message: `The key ${why}: issue a new one or rotate its successor` }],
  })
