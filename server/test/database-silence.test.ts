import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Client } from './app.ts'
import { emptyPlace } from './database.ts'
import { openPlace, startServer } from './process.ts'
import { proxyTo } from './proxy.ts'

const skip = process.env.DATABASE_URL ? false : 'needs a PostgreSQL beside the server: set DATABASE_URL'

describe('a database that has fallen silent', { skip }, () => {
  it('is answered for with 503 while its connections stand, and is found again by itself', async () => {
    const place = await emptyPlace()
    assert.ok('databaseUrl' in place)
    await using proxy = await proxyTo(place.databaseUrl)
    await using server = await startServer({ databaseUrl: proxy.url }, { LOG_LEVEL: 'warn' })
    const { owner } = server
    const { body } = await owner.post('/v1/customers', { email: 'kept@silence.example' })

    for (let time = 1; time <= 2; time++) {
      proxy.silence()
      for (const { status } of await Promise.all(mixed(owner, body.id, `away-${time}`)))
        assert.equal(status, 503)
      assert.equal((await owner.get('/readyz')).status, 503)
      assert.equal((await owner.get('/healthz')).status, 200)
      proxy.speak()
      while ((await owner.get('/readyz')).status !== 200) await sleep(100)
      // Connections that were made in vain are given up one after the other.
      while ((await owner.get(`/v1/customers/${body.id}`)).status !== 200) await sleep(100)
      for (const { status } of await Promise.all(mixed(owner, body.id, `back-${time}`)))
        assert.ok(status < 300 || status === 503, String(status))
    }
    assert.match(server.output(), /"code":"CONNECT\w+","msg":"the database cannot be reached"/)
  })

  it('does not keep a server from stopping', async () => {
    const place = await emptyPlace()
    assert.ok('databaseUrl' in place)
    await using proxy = await proxyTo(place.databaseUrl)
    await using server = await startServer({ databaseUrl: proxy.url })
    proxy.silence()
    const asked = server.owner.get('/v1/customers')
    await sleep(200)
    server.child.kill('SIGTERM')
    assert.equal((await asked).status, 503)
    await server.ended
  })

  it('and neither does a lock that somebody holds', async () => {
    const place = await emptyPlace()
    await using server = await startServer(place)
    await using db = await openPlace(place)
    await db.transaction(async (tx) => {
      await tx.query('lock table customers in access exclusive mode')
      const asked = server.owner.get('/v1/customers').catch((error) => error)
      await sleep(200)
      server.child.kill('SIGTERM')
      assert.ok((await asked) instanceof Error)
      assert.equal(await server.ended, 1)
    })
  })
})

describe('backends that are terminated', { skip }, () => {
  it('end no server, whatever it was about, and what was acknowledged is kept', async () => {
    const place = await emptyPlace()
    await using server = await startServer(place, { LOG_LEVEL: 'error' })
    await using db = await openPlace(place)
    const { owner } = server
    const { body } = await owner.post('/v1/customers', {})
    const acknowledged: string[] = []
    let stopped = false
    const load = Array.from({ length: 12 }, async (_, i) => {
      for (let n = 0; !stopped; n++) {
        const answers = await Promise.all(mixed(owner, body.id, `load-${i}-${n}`))
        for (const { status, body } of answers) {
          assert.ok(status < 300 || status === 503, `${status}\n${server.output()}`)
          if (Array.isArray(body)) acknowledged.push(...body.map(({ id }) => id))
        }
      }
    })
    for (let time = 0; time < 12; time++) {
      await sleep(250)
      await db.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
    }
    stopped = true
    await Promise.all(load)

    while ((await owner.get('/readyz')).status !== 200) await sleep(50)
    const kept = new Set((await db.query<{ id: string }>('select id from customers')).map(({ id }) => id))
    assert.ok(acknowledged.length > 0)
    assert.deepEqual(
      acknowledged.filter((id) => !kept.has(id)),
      [],
    )
  })
})

/** Statements that are gathered, that take turns, and transactions. */
function mixed(owner: Client, id: string, name: string): Promise<Answer>[] {
  const flags = { emailVerified: false, phoneVerified: false, status: 'ACTIVE' }
  const consumers = Array.from({ length: 5 }, (_, i) => ({ ...flags, email: `${name}-${i}@silence.example` }))
  const create = { op: 'create', body: { email: `${name}@silence.example` } }
  return [
    owner.get(`/v1/customers/${id}`),
    owner.get('/api/consumers?search=silence'),
    owner.send(`/v1/customers/${id}`, { method: 'PATCH', body: { metadata: { name } } }),
    owner.post('/api/consumers/batch', { consumers }),
    owner.post('/v1/customers/batch', { mode: 'each', operations: [create] }),
    owner.post('/v2/customer_sessions', { customer_id: id }),
  ]
}
