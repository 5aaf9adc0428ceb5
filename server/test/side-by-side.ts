import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { openDatabase, type Transaction } from '../src/db/database.ts'
import type { At } from '../src/db/driver.ts'
import { opened } from './database.ts'

export interface SideBySide {
  /** For tests of transactions side by side. */
  onlyPostgres: { skip: string | false }
  /**
   * Does what `first` says in a transaction that stays open until `second`, which is begun then, waits for one of its
   * locks; then `rest`, and the commit. Answers what became of the second.
   */
  waits<T>(
    first: (tx: Transaction) => Promise<unknown>,
    second: () => Promise<T>,
    rest?: (tx: Transaction) => Promise<unknown>,
  ): Promise<T>
}

/** Holds transactions open beside those of the service, on connections of its own. */
export function sideBySide(at: At): SideBySide {
  const elsewhere = opened.use(openDatabase({ at, connections: 2 }))
  return {
    onlyPostgres: { skip: 'url' in at ? false : 'one session has no transactions side by side' },
    async waits(first, second, rest) {
      const begun = await elsewhere.transaction(async (tx) => {
        await first(tx)
        const settled = Promise.allSettled([second()])
        await someoneWaitsFor(tx)
        await rest?.(tx)
        // Within an object, or the transaction would wait for it.
        return { settled }
      })
      const [result] = await begun.settled
      if (result.status === 'rejected') throw result.reason
      return result.value
    },
  }
}

const mostLooks = 1000

async function someoneWaitsFor(tx: Transaction): Promise<void> {
  const text = `select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))`
  for (let looks = 0; (await tx.query(text)).length === 0; looks++) {
    assert.ok(looks < mostLooks, 'nobody waits')
    await sleep(10)
  }
}
