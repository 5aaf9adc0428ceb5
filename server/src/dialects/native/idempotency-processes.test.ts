import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Client } from '../../../test/app.ts'
import { emptyPlace } from '../../../test/database.ts'
import { startServer } from '../../../test/process.ts'

const key = { 'idempotency-key': 'k-1' }
const times = <T>(n: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)))

const whole = ({ status, headers, body }: Answer) => ({
  status,
  etag: headers.get('etag'),
  location: headers.get('location'),
  body,
})

function assertOneAnswer(answers: Answer[], status: number): void {
  const [first] = answers
  assert.equal(first?.status, status, JSON.stringify(first?.body))
  for (const answer of answers) assert.deepEqual(whole(answer), whole(first as Answer))
}

const count = async (owner: Client) => (await owner.get('/v1/customers?count=exact')).body.count

/** Sends a create again and again until it is answered, as a client does that has lost a connection. */
async function insist(owner: () => Client | null, email: string): Promise<Answer> {
  for (;;) {
    const answer = await owner()
      ?.post('/v1/customers', { email, metadata: { sent: email } }, { 'idempotency-key': email })
      .catch(() => null)
    if (answer && answer.status < 500) return answer
    await sleep(20)
  }
}

it('one key makes one customer and one answer across a SIGKILL between the attempts', async () => {
  const place = await emptyPlace()
  const emails = Array.from({ length: 40 }, (_, i) => `crash-${i}@key.example`)
  let owner: Client | null = null
  const answered: Promise<Answer[][]>[] = []
  const before: Answer[] = []
  {
    await using server = await startServer(place)
    owner = server.owner
    before.push(await insist(() => owner, 'first@key.example'))
    answered.push(Promise.all(emails.map((email) => times(3, () => insist(() => owner, email)))))
    await sleep(60)
    server.child.kill('SIGKILL')
    await server.ended
    owner = null
  }
  await using server = await startServer(place)
  owner = server.owner
  const [all = []] = await Promise.all(answered)
  for (const answers of all) assertOneAnswer(answers, 201)
  const [first] = before
  assertOneAnswer([first as Answer, await insist(() => owner, 'first@key.example')], 201)
  assert.equal(await count(server.owner), emails.length + 1)
  const { body } = await server.owner.get('/v1/customers?limit=100')
  assert.deepEqual(new Set(body.data.map(({ version }: { version: number }) => version)), new Set([1]))
})

const skip = process.env.DATABASE_URL
  ? false
  : 'needs a PostgreSQL that processes can share: set DATABASE_URL'

describe('two servers on one PostgreSQL', { skip }, () => {
  it('make one customer and one answer of 50 concurrent requests with one key, for every write', async () => {
    const place = await emptyPlace()
    await using a = await startServer(place)
    await using b = await startServer(place)
    const either = (i: number) => (i % 2 ? a : b).owner
    const email = 'both@servers.example'
    const created = await times(50, (i) => either(i).post('/v1/customers', { email }, key))
    assertOneAnswer(created, 201)
    assert.equal(await count(a.owner), 1)
    const path = `/v1/customers/${created[0]?.body.id}`

    const upserts = { 'idempotency-key': 'k-2' }
    const at = '/v1/customers/by/external_id/crm-1'
    assertOneAnswer(await times(50, (i) => either(i).put(at, { city: 'Bonn' }, upserts)), 201)
    assert.equal(await count(b.owner), 2)

    const patched = {
      method: 'PATCH',
      body: { city: 'Ulm' },
      headers: { 'idempotency-key': 'k-3', 'if-match': '"1"' },
    }
    assertOneAnswer(await times(50, (i) => either(i).send(path, patched)), 200)
    assert.equal((await a.owner.get(path)).body.version, 2)

    const operations = [
      { op: 'create', body: {} },
      { op: 'patch', id: created[0]?.body.id, body: { city: 'Jena' } },
    ]
    for (const mode of ['atomic', 'each']) {
      const body = { mode, operations }
      const headers = { 'idempotency-key': mode }
      assertOneAnswer(await times(20, (i) => either(i).post('/v1/customers/batch', body, headers)), 200)
    }
    assert.equal(await count(a.owner), 4)

    const draft = { name: 'till', scopes: ['customers:read'] }
    const issued = await times(20, (i) => either(i).post('/v1/keys', draft, { 'idempotency-key': 'k-4' }))
    assertOneAnswer(issued, 201)
    assert.match(issued[0]?.body.secret, /^sk_live_/)
    assert.equal((await b.owner.get('/v1/keys')).body.data.length, 2)
  })

  it('add one customer of concurrent upserts of one new e-mail', async () => {
    const place = await emptyPlace()
    await using a = await startServer(place)
    await using b = await startServer(place)
    const at = '/v1/customers/by/email/new@servers.example'
    const answers = await times(50, (i) => (i % 2 ? a : b).owner.put(at, { metadata: { [`m${i}`]: i } }))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [...Array(49).fill(200), 201])
    const { body } = await a.owner.get(at)
    assert.deepEqual([await count(a.owner), Object.keys(body.metadata).length], [1, 50])
  })
})
