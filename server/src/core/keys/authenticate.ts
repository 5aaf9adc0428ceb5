import type { Database } from '../../db/database.ts'
import { noOrganization } from '../organizations/organization.ts'
import { hashOf } from './key.ts'
import { type Access, findAccess, touchKey } from './sql.ts'

// A revoked key must be refused within a second on every process; half of that leaves room for the look-up.
const freshMs = 500
const touchEveryMs = 60_000
// Bounds what a flood of made-up keys can hold in memory.
const mostEntries = 10_000

interface Entry {
  access: Access | null
  freshUntil: number
}

/** Turns secrets into what they open, with one look-up per key in half a second. */
export interface KeyRing {
  /** The answer if it is fresh in memory, else undefined: spares the hot path a promise. */
  known(secret: string): Access | null | undefined
  /** Null for an unknown, revoked or expired key. */
  find(secret: string): Promise<Access | null>
  /** Drops what is in memory of it, so that this process sees at once that it was revoked. */
  forget(secret: string): void
}

/** @param adminKeyHash of the administrator's key, which no table holds. */
export function openKeyRing(db: Database, adminKeyHash: string | null = null): KeyRing {
  const entries = new Map<string, Entry>()
  const looking = new Map<string, Promise<Access | null>>()
  const touched = new Map<string, number>()
  if (adminKeyHash) entries.set(adminKeyHash, administrator)

  async function look(hash: string): Promise<Access | null> {
    try {
      const access = await findAccess(db, hash)
      if (entries.size >= mostEntries) {
        entries.clear()
        if (adminKeyHash) entries.set(adminKeyHash, administrator)
      }
      const now = performance.now()
      entries.set(hash, { access, freshUntil: now + Math.min(freshMs, access?.expiresInMs ?? freshMs) })
      if (access) touch(access, now)
      return access
    } finally {
      looking.delete(hash)
    }
  }

  /** Notes the use of a key once a minute, beside the request; a note that is lost is made up by the next. */
  function touch({ organizationId, keyId }: Access, now: number): void {
    if (now - (touched.get(keyId) ?? Number.NEGATIVE_INFINITY) < touchEveryMs) return
    if (touched.size >= mostEntries) touched.clear()
    touched.set(keyId, now)
    touchKey(db, organizationId, keyId).catch(() => touched.delete(keyId))
  }

  function fresh(hash: string): Access | null | undefined {
    const entry = entries.get(hash)
    return entry && entry.freshUntil > performance.now() ? entry.access : undefined
  }

  return {
    known: (secret) => fresh(hashOf(secret)),
    forget: (secret) => void entries.delete(hashOf(secret)),
    async find(secret) {
      const hash = hashOf(secret)
      const access = fresh(hash)
      if (access !== undefined) return access
      const underWay = looking.get(hash) ?? look(hash)
      looking.set(hash, underWay)
      return underWay
    },
  }
}

/** It manages organizations and is at home in none of them, so that it sees no customers. */
const administrator: Entry = {
  freshUntil: Number.POSITIVE_INFINITY,
  access: {
    keyId: 'administrator',
    organizationId: noOrganization,
    country: 'US',
    suspended: false,
    preconditionRequired: false,
    scopes: ['organizations:admin'],
    mask: null,
    requestsPerMinute: null,
    expiresInMs: null,
  },
}
