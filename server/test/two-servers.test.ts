import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from './app.ts'
import { emptyPlace } from './database.ts'
import { withSecret } from './keys.ts'
import { startServer } from './process.ts'

const skip = !process.env.DATABASE_URL && 'the embedded database admits one process'

describe('two servers over one database', { skip }, () => {
  it('both refuse a key within a second of its revocation, and of the end of its overlap', async () => {
    const place = await emptyPlace()
    await using one = await startServer(place)
    await using other = await startServer(place)
    const issue = async () => {
      const { body } = await one.owner.post('/v1/keys', { name: 'x', scopes: ['customers:read'] })
      return { id: body.id, clients: [withSecret(one, body.secret), withSecret(other, body.secret)] }
    }
    const [revoked, rotated] = [await issue(), await issue()]
    const clients = [...revoked.clients, ...rotated.clients]
    assert.deepEqual(await statuses(clients), [200, 200, 200, 200])
    await one.owner.delete(`/v1/keys/${revoked.id}`)
    const { body: successor } = await one.owner.post(`/v1/keys/${rotated.id}/rotate`, { overlap_seconds: 0 })
    const since = Date.now()
    // In use all the time, so that no process has a reason to look afresh.
    while (Date.now() - since < 900) await statuses(clients)
    await sleep(100)
    assert.deepEqual(await statuses(clients), [401, 401, 401, 401])
    assert.equal((await withSecret(other, successor.secret).get('/v1/customers')).status, 200)
  })

  it('never give two customers one number', async () => {
    const place = await emptyPlace()
    await using one = await startServer(place)
    await using other = await startServer(place)
    const creates = Array.from({ length: 400 }, (_, i) =>
      (i % 2 ? one : other).owner.post('/v1/customers', {}),
    )
    const numbers = (await Promise.all(creates)).map(({ body }) => body.number)
    assert.equal(new Set(numbers).size, 400)
    assert.ok(numbers.every(Number.isSafeInteger))
  })

  // Each learns what the other has admitted with every twentieth of what is left, and half a second later at most.
  const limit = 200
  const mostOver = limit / 10

  it(`admit together what one may, within a tenth`, async () => {
    const place = await emptyPlace()
    const settings = { RATE_LIMIT: String(limit) }
    await using one = await startServer(place, settings)
    await using other = await startServer(place, settings)
    const [here, there] = await Promise.all([admitted(one.owner, limit), admitted(other.owner, limit)])
    assert.ok(here + there >= limit, `${here} and ${there} of ${limit}`)
    assert.ok(here + there <= limit + mostOver, `${here} and ${there} of ${limit}`)
    // Who comes late learns that the minute is used up, and when it ends, from the others.
    await using late = await startServer(place, settings)
    let refused = await late.owner.get('/v1/customers')
    for (let left = mostOver; refused.status !== 429 && left > 0; left--) {
      await sleep(100)
      refused = await late.owner.get('/v1/customers')
    }
    assert.equal(refused.status, 429)
    const resets = [refused, await one.owner.get('/v1/customers')].map(({ headers }) =>
      Number(headers.get('x-ratelimit-reset')),
    )
    assert.ok(Math.abs(Number(resets[0]) - Number(resets[1])) <= 1, String(resets))
  })
})

const statuses = (clients: Client[]) =>
  Promise.all(clients.map(async (who) => (await who.get('/v1/customers')).status))

/** How many of so many requests, a few at a time, were let in. */
async function admitted(who: Client, requests: number): Promise<number> {
  let count = 0
  let left = requests
  const worker = async () => {
    while (left-- > 0) if ((await who.get('/v1/customers?limit=1')).status === 200) count++
  }
  await Promise.all(Array.from({ length: 4 }, worker))
  return count
}
