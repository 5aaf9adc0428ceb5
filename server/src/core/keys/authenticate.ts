import type { Database } from '../../db/database.ts'
import { hashOf } from './key.ts'
import { type Access, findAccess } from './sql.ts'

// A revoked key must be refused within a second on every process; half of that leaves room for the look-up.
const freshMs = 500
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
  /** Null for an unknown or revoked key. */
  find(secret: string): Promise<Access | null>
}

export function openKeyRing(db: Database): KeyRing {
  const entries = new Map<string, Entry>()
  const looking = new Map<string, Promise<Access | null>>()

  async function look(hash: string): Promise<Access | null> {
    try {
      const access = await findAccess(db, hash)
      if (entries.size >= mostEntries) entries.clear()
      entries.set(hash, { access, freshUntil: performance.now() + freshMs })
      return access
    } finally {
      looking.delete(hash)
    }
  }

  function fresh(hash: string): Access | null | undefined {
    const entry = entries.get(hash)
    return entry && entry.freshUntil > performance.now() ? entry.access : undefined
  }

  return {
    known: (secret) => fresh(hashOf(secret)),
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
