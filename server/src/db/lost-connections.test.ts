import assert from 'node:assert/strict'
import { syncBuiltinESMExports } from 'node:module'
import net, { type Socket } from 'node:net'
import { describe, it, mock } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { aCertificate, withoutTls } from '../../test/certificate.ts'
import { emptyPlace, opened } from '../../test/database.ts'
import { proxyTo } from '../../test/proxy.ts'
import { openDatabase } from './database.ts'
import type { At } from './driver.ts'
import { startEmbedded } from './embedded.ts'
import { Unreachable } from './failure.ts'
import { openPools } from './pools.ts'

const place = await emptyPlace()
const overTls = 'databaseUrl' in place && !withoutTls ? place.databaseUrl : null

/** Whatever was connected; the driver speaks on the last, which over TLS comes after the plain one beneath it. */
const connected: Socket[] = []
for (const library of [net, tls]) {
  const { connect } = library
  mock.method(library, 'connect', (...to: Parameters<typeof connect>) => {
    const socket = Reflect.apply(connect, library, to)
    connected.push(socket)
    return socket
  })
}
syncBuiltinESMExports()

const wires: [name: string, at: At | null][] = [
  [
    'plain',
    'databaseUrl' in place
      ? { url: place.databaseUrl }
      : { socketPath: opened.use(await startEmbedded(place.dataDir)).socketPath },
  ],
  ['over TLS', overTls ? { url: opened.use(await proxyTo(overTls, await aCertificate())).url } : null],
]

for (const [name, at] of wires)
  describe(`a connection that is lost, ${name}`, {
    skip: at ? false : withoutTls,
    timeout: 60_000,
  }, () => {
    /** Asks on a single connection, which `lose` breaks as a reset by the database does. */
    async function aConnection() {
      assert.ok(at)
      const pools = openPools({ at, connections: 10 })
      opened.defer(() => pools.end(0))
      connected.length = 0
      const ask = (number: number): Promise<unknown> =>
        pools.reads.unsafe('select $1::int as number', [number]).then(([row]) => row?.number)
      assert.equal(await ask(0), 0)
      const socket = connected.at(-1)
      assert.ok(socket)
      const lose = (error?: Error) => socket.destroy(error)
      return { pools, ask, lose }
    }

    /** Sooner than the driver would give a new connection up. */
    async function answersAgain(ask: (number: number) => Promise<unknown>): Promise<void> {
      const began = performance.now()
      for (let n = 100; n < 110; n++) assert.equal(await ask(n), n)
      assert.ok(performance.now() - began < 4_000)
    }

    it('answers nobody what another asked, and refuses what it is asked between its break and its end', async () => {
      for (const isBusy of [false, true]) {
        const { pools, ask, lose } = await aConnection()
        const underWay = isBusy ? [assert.rejects(pools.reads.unsafe('select pg_sleep(0.2)').execute())] : []
        await sleep(50)
        lose(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
        // It is told of at once, and of the end only after what waits for its turn.
        await new Promise(process.nextTick)
        const late = assert.rejects(ask(1), { code: 'ECONNRESET' })
        await Promise.all([...underWay, late])
        await answersAgain(ask)
      }
    })

    it('tells a transaction of all that it waits for', async () => {
      assert.ok(at)
      const db = opened.use(openDatabase({ at, connections: 10 }))
      const lost = db.transaction(async (tx) => {
        await tx.query('select 1')
        const socket = connected.at(-1)
        // More than the system takes at once, so that what comes next waits in the driver.
        const large = tx.query('select pg_sleep(0.2), $1::text', ['x'.repeat(2 ** 24)])
        const next = tx.query('select 1')
        await sleep(50)
        socket?.destroy(Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
        await Promise.all([assert.rejects(large, Unreachable), assert.rejects(next, Unreachable)])
      })
      await assert.rejects(lost, Unreachable)
    })

    it('is followed by one that speaks, though it was lost in mid-sentence', async () => {
      const { ask, lose } = await aConnection()
      // What is asked among the immediates leaves with the next ones; sockets are closed in between.
      await new Promise(setImmediate)
      const lost = assert.rejects(ask(1), { code: 'CONNECTION_CLOSED' })
      await new Promise(process.nextTick)
      lose()
      await lost
      await answersAgain(ask)
    })
  })
