import type { PGlite } from '@electric-sql/pglite'

const letter = (char: string) => char.charCodeAt(0)
const sync = letter('S')
const flush = letter('H')
// Parse, Bind, Describe, Execute, Close: the extended protocol, which means nothing before a Sync or Flush.
const extended = new Set(['P', 'B', 'D', 'E', 'C'].map(letter))

/** What `PGLiteSocketServer` uses of a PGlite. */
type SocketDb = Pick<
  PGlite,
  'waitReady' | 'runExclusive' | 'execProtocolRawStream' | 'isInTransaction' | 'exec'
>

/**
 * The database as the socket server should see it: one client's messages run together up to their Sync.
 *
 * All clients share the one PostgreSQL session, and the socket server takes turns by message, letting one client
 * keep the turn only inside an explicit transaction. Measured with 0.2.17 as it comes: after one connection's
 * statement failed to parse, PostgreSQL skipped what *another* connection sent up to its Sync, whose query then
 * returned no rows and no error; unnamed statements and portals are overwritten the same way. So here messages
 * are held until Sync or Flush, run as one, and an unfinished batch counts as a transaction of its client.
 */
export function wholeBatches(db: PGlite, onFatal: (error: unknown) => void): SocketDb {
  let held: Uint8Array[] = []
  let unsynced = false // a Flush ran part of a batch and its Sync is still to come

  return {
    waitReady: db.waitReady,
    runExclusive: (act) => db.runExclusive(act),
    isInTransaction: () => held.length > 0 || unsynced || db.isInTransaction(),

    async execProtocolRawStream(message, options) {
      const type = message[0] ?? 0
      if (extended.has(type)) {
        held.push(message)
        return
      }
      const batch = held.length > 0 ? Buffer.concat([...held, message]) : message
      held = []
      unsynced = type === flush || (unsynced && type !== sync)
      try {
        await db.execProtocolRawStream(batch, options)
      } catch (error) {
        // The socket server never serves another query after this: better to fail where it can be seen.
        onFatal(error)
        throw error
      }
    },

    /** Called with ROLLBACK only, when a client has gone in the middle of its turn. */
    async exec(query, options) {
      held = []
      // If the unfinished batch has failed, PostgreSQL skips this first one and reads its Sync.
      if (unsynced) await db.exec(query)
      unsynced = false
      return db.exec(query, options)
    },
  }
}
