import type { Database } from '../../db/database.ts'
import { freshly } from '../fresh.ts'
import { noOrganization } from '../organizations/organization.ts'
import { hashOf } from './key.ts'
import { type Access, findAccess, touchKey } from './sql.ts'

const touchEveryMs = 60_000
// How far the database's clock may be from this process's at the end: that of the embedded one stands still for a
// millisecond at a time. Within the last of a key's life each request asks the database.
const clockMs = 5
// Bounds what a flood of keys can hold in memory.
const mostTouched = 10_000

/** Turns secrets into what they open, with one look-up per key in half a second. */
export interface KeyRing {
  /**
   * The answer if it is fresh in memory, else undefined: spares the hot path a promise.
   * @param connection that brings the same secret again and again: what that hashes to is remembered with it.
   */
  known(secret: string, connection: object): Access | null | undefined
  /** Null for an unknown, revoked or expired key. */
  find(secret: string): Promise<Access | null>
  /** Drops what is in memory of it, so that this process sees at once that it was revoked. */
  forget(secret: string): void
}

/** @param adminKeyHash of the administrator's key, which no table holds. */
export function openKeyRing(db: Database, adminKeyHash: string | null = null): KeyRing {
  const touched = new Map<string, number>()
  const keys = freshly(
    async (hash) => {
      const access = await findAccess(db, hash)
      if (access) touch(access, performance.now())
      return access
    },
    { goodForMs: (access) => (access?.expiresInMs ?? Number.POSITIVE_INFINITY) - clockMs },
  )

  /** Notes the use of a key once a minute, beside the request; a note that is lost is made up by the next. */
  function touch({ organizationId, keyId }: Access, now: number): void {
    if (now - (touched.get(keyId) ?? Number.NEGATIVE_INFINITY) < touchEveryMs) return
    if (touched.size >= mostTouched) touched.clear()
    touched.set(keyId, now)
    touchKey(db, organizationId, keyId).catch(() => touched.delete(keyId))
  }

  return {
    known(secret, connection) {
      const hash = hashOn(connection, secret)
      return hash === adminKeyHash ? administrator : keys.known(hash)
    },
    async find(secret) {
      const hash = hashOf(secret)
      return hash === adminKeyHash ? administrator : keys.find(hash)
    },
    forget: (secret) => keys.forget(hashOf(secret)),
  }
}

// Never by the secret alone: how long that takes to find would tell strangers about it.
const hashed = new WeakMap<object, { secret: string; hash: string }>()

function hashOn(connection: object, secret: string): string {
  const last = hashed.get(connection)
  if (last?.secret === secret) return last.hash
  const hash = hashOf(secret)
  hashed.set(connection, { secret, hash })
  return hash
}

/** It manages organizations and is at home in none of them, so that it sees no customers. */
const administrator: Access = {
  keyId: 'administrator',
  organizationId: noOrganization,
  country: 'US',
  suspended: false,
  preconditionRequired: false,
  scopes: ['organizations:admin'],
  mask: null,
  requestsPerMinute: null,
  expiresInMs: null,
}
