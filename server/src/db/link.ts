import { setTimeout as sleep } from 'node:timers/promises'
import { type DatabaseOptions, openPools, type Pools } from './pools.ts'

/** The way to the database. */
export interface Link extends AsyncDisposable {
  /** As they are now. */
  readonly pools: Pools
  /** Takes note of an answer that is waited for. */
  hear<T>(answer: PromiseLike<T>): Promise<T>
  /** Whether the database answers, within three seconds. */
  answers(): Promise<boolean>
}

const tickMs = 1_000
const mostSilentTicks = 5
const longestProbeMs = 3_000

/**
 * Opens pools, and new ones in their place for a database that has fallen silent without closing its connections, such as
 * one on a host that stands still, or behind a firewall that drops: pools would wait for it for ever. It is silent when no
 * statement at all was answered for some seconds and a new connection is not answered either.
 */
export function openLink(options: DatabaseOptions): Link {
  let pools = openPools(options)
  let waiting = 0
  let hasAnswered = false
  let silentTicks = 0

  async function tick(): Promise<void> {
    silentTicks = waiting > 0 && !hasAnswered ? silentTicks + 1 : 0
    hasAnswered = false
    if (silentTicks !== mostSilentTicks) return
    const another = pools.another()
    const said = await saysOf(another)
    void another.end({ timeout: 0 })
    silentTicks = 0
    if (said !== 'silence') return
    const former = pools
    pools = openPools(options)
    await former.end(0)
  }

  // The embedded database has one session: a long transaction is no silence.
  const timer = 'url' in options.at ? setInterval(() => void tick(), tickMs) : undefined
  timer?.unref()

  return {
    get pools() {
      return pools
    },
    async hear(answer) {
      waiting++
      try {
        return await answer
      } finally {
        waiting--
        hasAnswered = true
      }
    },
    answers: async () => (await saysOf(pools.probe)) === 'yes',
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await pools.end(5)
    },
  }
}

/** Whether the database answers `select 1`: yes, no (it refuses), or silence for three seconds. */
function saysOf(probe: Pools['probe']): Promise<'yes' | 'no' | 'silence'> {
  const answer = probe.unsafe('select 1').then(
    () => 'yes' as const,
    () => 'no' as const,
  )
  return Promise.race([answer, sleep(longestProbeMs, 'silence' as const, { ref: false })])
}
