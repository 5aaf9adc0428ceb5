import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { emptyPlace } from './database.ts'
import { openPlace, startServer } from './process.ts'
import { proxyTo } from './proxy.ts'

const answeredWithinMs = 5_000
const recoveredWithinMs = 10_000
const skip = process.env.DATABASE_URL ? false : 'needs a PostgreSQL: set DATABASE_URL'

describe('a database with several hosts', { skip }, () => {
  it('is served from whichever answers; 503 while none does', async () => {
    const place = await emptyPlace()
    assert.ok('databaseUrl' in place)
    await using one = await proxyTo(place.databaseUrl)
    await using other = await proxyTo(place.databaseUrl)
    const both = new URL(one.url).host
    const url = one.url.replace(both, `${both},${new URL(other.url).host}`)

    await one.cut()
    await using server = await startServer({ databaseUrl: `${url}?target_session_attrs=read-write` })
    await using plain = await startServer({ databaseUrl: url })
    const owners = [server.owner, plain.owner]
    for (const owner of owners) assert.equal((await owner.post('/v1/customers', {})).status, 201)

    await one.mend()
    await other.cut()
    for (const owner of owners) await until(200, () => owner.get('/v1/customers'))

    await one.cut()
    for (const owner of owners) {
      await until(503, () => owner.get('/readyz'))
      const asked = performance.now()
      assert.equal((await owner.post('/v1/customers', {})).status, 503)
      assert.ok(performance.now() - asked < answeredWithinMs)
    }

    await other.mend()
    for (const owner of owners) await until(201, () => owner.post('/v1/customers', {}))
    await using db = await openPlace(place)
    const [{ jobs } = { jobs: 0 }] = await db.query<{ jobs: number }>(
      'select count(*) as jobs from jobs.schedule',
    )
    assert.equal(jobs, 5)
  })
})

async function until(status: number, ask: () => Promise<{ status: number }>): Promise<void> {
  const asked = performance.now()
  for (;;) {
    if ((await ask()).status === status) return
    assert.ok(performance.now() - asked < recoveredWithinMs, `no ${status} yet`)
    await sleep(50)
  }
}
