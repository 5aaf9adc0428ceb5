import { setTimeout as sleep } from 'node:timers/promises'
import { settleSearch } from '../core/customers/settle-search.ts'
import type { Queryable } from '../db/database.ts'

const everyMs = 1000
const afterFailureMs = 60_000

/** Settles the indexes of the search every second, until it is disposed. */
export function keepSearchSettled(db: Queryable): AsyncDisposable {
  const stopping = new AbortController()
  const { signal } = stopping
  const kept = (async () => {
    for (let waitMs = everyMs; !signal.aborted; ) {
      await sleep(waitMs, undefined, { signal, ref: false }).catch(() => undefined)
      // Where it may not, or the database is away, the writes do it themselves.
      if (!signal.aborted)
        waitMs = await settleSearch(db).then(
          () => everyMs,
          () => afterFailureMs,
        )
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await kept
    },
  }
}
