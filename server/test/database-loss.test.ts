import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Client } from './app.ts'
import { emptyPlace } from './database.ts'
import { openPlace, startServer } from './process.ts'
import { proxyTo } from './proxy.ts'

const recoveredWithinMs = 5_000
const skip = process.env.DATABASE_URL ? false : 'needs a PostgreSQL to lose: set DATABASE_URL'

describe('a lost database', { skip }, () => {
  it('answers 503 while it is away, and works again by itself when it is back', {
    timeout: 120_000,
  }, async () => {
    const place = await emptyPlace()
    assert.ok('databaseUrl' in place)
    await using proxy = await proxyTo(place.databaseUrl)
    await using server = await startServer({ databaseUrl: proxy.url })
    const { owner } = server
    const { body } = await owner.post('/api/consumers', { email: 'kept@loss.example' })

    for (let time = 1; time <= 2; time++) {
      await proxy.cut()
      for (let round = 0; round < 3; round++) {
        for (const answer of await Promise.all(everything(owner, body.id))) assertUnavailable(answer)
        assert.equal((await owner.get('/readyz')).status, 503)
        assert.equal((await owner.get('/healthz')).status, 200)
      }
      await proxy.mend()
      await recovered(owner)
      assert.equal((await owner.get(`/api/consumers/${body.id}`)).body.email, 'kept@loss.example')
      for (const one of everything(owner, body.id, `back-${time}`)) assert.equal((await one).status, 200)
    }
  })

  it('answers 200 or 503 when its backends are terminated under load, keeps what it acknowledged, and goes on', async () => {
    const place = await emptyPlace()
    await using server = await startServer(place)
    await using db = await openPlace(place)
    const acknowledged: string[] = []
    const stop = new AbortController()
    const loads = Array.from({ length: 16 }, (_, i) =>
      createUntil(stop.signal, server.owner, `load-${i}`, acknowledged),
    )
    // Work has begun, and goes on after each loss, before the next.
    const goesOn = async () => {
      const enough = acknowledged.length + 8
      while (acknowledged.length < enough) await sleep(10)
    }
    for (let time = 0; time < 5; time++) {
      await goesOn()
      await db.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      )
    }
    await goesOn()
    stop.abort()
    await Promise.all(loads)

    await recovered(server.owner)
    const kept = new Set((await db.query<{ id: string }>('select id from customers')).map(({ id }) => id))
    assert.deepEqual(
      acknowledged.filter((id) => !kept.has(id)),
      [],
    )
  })
})

describe('more writers than connections', { skip }, () => {
  it('never wedge: 64 clients and 40 batches at once, over and over', { timeout: 60_000 }, async () => {
    await using server = await startServer(await emptyPlace())
    const { owner } = server
    const shared = await Promise.all(Array.from({ length: 8 }, () => owner.post('/api/consumers', {})))
    const ids = shared.map(({ body }) => body.id)
    const clients = Array.from({ length: 64 }, async (_, i) => {
      for (let turn = 0; turn < 10; turn++) {
        const created = await owner.post('/api/consumers', { email: `${i}-${turn}@crowd.example` })
        assert.equal(created.status, 200)
        assert.equal(
          (await owner.put(`/api/consumers/${ids[(i + turn) % 8]}`, { metadata: { i, turn } })).status,
          200,
        )
      }
    })
    // In opposite orders, so that their locks meet.
    const batches = Array.from({ length: 40 }, async (_, i) => {
      const rows = (i % 2 ? ids : ids.toReversed()).map((id) => ({ id, fullName: `Batch ${i}` }))
      assert.equal((await owner.put('/api/consumers/batch', { consumers: rows })).status, 200)
      assert.equal((await owner.post('/api/consumers/batch', batch(i, 100))).status, 200)
    })
    await Promise.all([...clients, ...batches])
    assert.equal((await owner.get('/readyz')).status, 200)
  })
})

/** One request of every kind. */
function everything(owner: Client, id: string, name = 'away'): Promise<Answer>[] {
  return [
    owner.get(`/api/consumers/${id}`),
    owner.get('/api/consumers'),
    owner.get('/api/consumers?search=kept'),
    owner.post('/api/consumers', { email: `${name}@loss.example` }),
    owner.post('/api/consumers', { fullName: name }, { 'x-idempotency-key': name }),
    owner.put(`/api/consumers/${id}`, { fullName: name }),
    owner.post('/api/consumers/batch', batch(name, 3)),
    owner.put('/api/consumers/batch', { consumers: [{ id, metadata: { name } }] }),
  ]
}

function batch(name: string | number, rows: number) {
  const flags = { emailVerified: false, phoneVerified: false, status: 'ACTIVE' }
  return {
    consumers: Array.from({ length: rows }, (_, i) => ({ ...flags, email: `${name}-${i}@batch.example` })),
  }
}

function assertUnavailable({ status, headers, body }: Answer): void {
  assert.deepEqual({ status, body }, { status: 503, body: { error: 'Service unavailable' } })
  assert.ok(headers.get('retry-after'))
}

async function recovered(owner: Client): Promise<void> {
  const asked = performance.now()
  while ((await owner.get('/readyz')).status !== 200) {
    assert.ok(performance.now() - asked < recoveredWithinMs, 'does not recover')
    await sleep(50)
  }
}

async function createUntil(
  stop: AbortSignal,
  owner: Client,
  name: string,
  acknowledged: string[],
): Promise<void> {
  for (let n = 0; !stop.aborted; n++) {
    const answer = await owner.post('/api/consumers', { email: `${name}-${n}@loss.example` })
    if (answer.status === 200) acknowledged.push(answer.body.id)
    else assertUnavailable(answer)
  }
}
