import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, type Client, testApp } from './app.ts'
import { emptyPlace } from './database.ts'
import { openPlace, secretKey, startServer } from './process.ts'

const app = await testApp()
const times = <T>(n: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)))

async function count(owner: Client): Promise<number> {
  return (await owner.get('/api/consumers?first=100')).body.data.length
}

function assertOneAnswer(answers: Answer[]): void {
  const [first] = answers
  assert.equal(first?.status, 200)
  for (const { status, body } of answers)
    assert.deepEqual({ status, body }, { status: 200, body: first?.body })
}

describe('a name that no index can hold', () => {
  // Of letters that do not repeat, which the database cannot make smaller.
  const letters = (from: number) => Array.from({ length: 500 }, (_, i) => String.fromCodePoint(from + i * 7))
  const body = { first_name: letters(0x4e00).join(''), last_name: letters(0x6000).join('') }

  it('is refused, and nobody who writes at the same time', async () => {
    const owner = await app.anOwner()
    const { body: one } = await owner.post('/v1/customers', {})
    const statuses = await times(40, async (i) => {
      if (i % 10 === 5) return (await owner.post('/v1/customers', body)).status
      if (i % 10 === 9) return (await owner.send(`/v1/customers/${one.id}`, { method: 'PATCH', body })).status
      return (await owner.post('/v1/customers', { full_name: `Neighbour ${i}` })).status
    })
    statuses.forEach((status, i) => {
      assert.equal(status, i % 10 === 5 || i % 10 === 9 ? 400 : 201, `${i}`)
    })
    assert.equal((await owner.get('/v1/customers?limit=100')).body.data.length, 33)
  })

  it('fails its own operation of a batch alone', async () => {
    const owner = await app.anOwner()
    const operations = [{ first_name: 'Ada' }, body, { first_name: 'Bela' }].map((body) => ({
      op: 'create',
      body,
    }))
    const { body: each } = await owner.post('/v1/customers/batch', { mode: 'each', operations })
    assert.deepEqual(
      each.results.map(({ status }: { status: number }) => status),
      [201, 400, 201],
    )
    assert.equal((await owner.post('/v1/customers/batch', { mode: 'atomic', operations })).status, 400)
    assert.equal(await count(owner), 2)
  })
})

describe('one X-Idempotency-Key', () => {
  for (const body of [{ email: 'once@key.example' }, { fullName: 'Without Identifier' }]) {
    it(`makes one customer of 50 concurrent creates of ${JSON.stringify(body)}, all answered the same`, async () => {
      const owner = await app.anOwner()
      const answers = await times(50, () => owner.post('/api/consumers', body, { 'x-idempotency-key': 'k' }))
      assertOneAnswer(answers)
      assert.equal(await count(owner), 1)
    })
  }

  it('makes one batch of 10 concurrent ones, all answered the same', async () => {
    const owner = await app.anOwner()
    const row = { emailVerified: false, phoneVerified: false, status: 'ACTIVE' }
    const body = { consumers: [{ ...row, email: 'row@key.example' }, row] }
    const answers = await times(10, () =>
      owner.post('/api/consumers/batch', body, { 'x-idempotency-key': 'b' }),
    )
    assertOneAnswer(answers)
    assert.equal(await count(owner), 2)
  })

  it('refuses another body with 409, also when both come at once, and makes no second customer', async () => {
    const owner = await app.anOwner()
    const create = (fullName: string) =>
      owner.post('/api/consumers', { fullName }, { 'x-idempotency-key': 'k' })
    const answers = await times(20, (i) => create(i % 2 === 0 ? 'Even' : 'Odd'))
    const made = answers.filter(({ status }) => status === 200)
    const refused = answers.filter(({ status }) => status === 409)
    assert.deepEqual([made.length, refused.length], [10, 10])
    assertOneAnswer(made)
    for (const { body } of refused)
      assert.deepEqual(body, { error: 'Idempotency key was used with another request' })
    assert.equal(await count(owner), 1)
  })
})

it('lets exactly one of 40 concurrent creates have an e-mail, in whatever case it is written', async () => {
  const owner = await app.anOwner()
  const answers = await times(40, (i) =>
    owner.post('/api/consumers', { email: i % 2 ? 'one@race.example' : 'ONE@race.example' }),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  for (const { status, body } of answers.filter(({ status }) => status !== 200)) {
    assert.equal(status, 400)
    assert.deepEqual(
      body.issues.map(({ type, path }: { type: string; path: { key: string }[] }) => [type, path[0]?.key]),
      [['unique', 'email']],
    )
  }
  assert.equal(await count(owner), 1)
})

it('applies each of 40 concurrent updates of one customer, one version and one line of the feed for each', async () => {
  const owner = await app.anOwner()
  const { body } = await owner.post('/api/consumers', {})
  const answers = await times(40, (i) => owner.put(`/api/consumers/${body.id}`, { metadata: { turn: i } }))
  answers.forEach((answer, i) => {
    assert.deepEqual([answer.status, answer.body.metadata], [200, { turn: i }])
  })
  const [row] = await app.services.db.query<{ version: number; lines: number; turns: number }>(
    `select c.version, count(l.*) as lines, count(distinct l.after->'metadata'->'turn') as turns
    from customers c join changes l on l.organization_id = c.organization_id and l.customer_id = c.id
    where c.organization_id = $1::text::uuid group by c.organization_id, c.id`,
    [owner.organizationId],
  )
  assert.deepEqual({ ...row }, { version: 41, lines: 41, turns: 40 })
})

it('never fails a write for what its neighbours in the same statement ask', async () => {
  const [owner, other] = [await app.anOwner(), await app.anOwner()]
  const email = (i: number) => `${i}@neighbour.example`
  const ids = await times(60, async (i) => (await owner.post('/api/consumers', { email: email(i) })).body.id)
  const [creates, updates, elsewhere] = await Promise.all([
    // Every third is taken.
    times(90, (i) => owner.post('/api/consumers', { email: email(i % 3 === 0 ? i % 60 : 1000 + i) })),
    times(60, (i) =>
      owner.put(
        `/api/consumers/${ids[i]}`,
        i % 3 === 0 ? { email: email((i + 1) % 60) } : { fullName: `N ${i}` },
      ),
    ),
    times(60, (i) => other.post('/api/consumers', { email: email(i) })),
  ])
  const expected = (answers: Answer[]) => answers.map((_, i) => (i % 3 === 0 ? 400 : 200))
  assert.deepEqual(
    creates.map(({ status }) => status),
    expected(creates),
  )
  assert.deepEqual(
    updates.map(({ status }) => status),
    expected(updates),
  )
  assert.deepEqual(
    elsewhere.map(({ status }) => status),
    elsewhere.map(() => 200),
  )
})

it('refuses a revoked key as soon as what is known of it is half a second old', async (t) => {
  const owner = await app.anOwner()
  let now = performance.now()
  t.mock.method(performance, 'now', () => now)
  assert.equal((await owner.get('/api/consumers')).status, 200)
  await revokeAll(app.services.db, owner.organizationId)
  now += 500
  const { status, body } = await owner.get('/api/consumers')
  assert.deepEqual({ status, body }, { status: 401, body: { error: 'Authentication required' } })
})

async function revokeAll(db: typeof app.services.db, organizationId: string): Promise<void> {
  await db.query('update keys set revoked_at = now() where organization_id = $1::text::uuid', [
    organizationId,
  ])
}

async function untilRefused(owner: Client): Promise<void> {
  for (;;) {
    const { status, body } = await owner.get('/api/consumers')
    if (status === 401) return assert.deepEqual(body, { error: 'Authentication required' })
    assert.equal(status, 200)
    await sleep(20)
  }
}

const skip = process.env.DATABASE_URL
  ? false
  : 'needs a PostgreSQL that processes can share: set DATABASE_URL'

describe('two servers on one PostgreSQL', { skip }, () => {
  it('start at once on an empty database: the schema is made once, and there is one organization', async () => {
    const place = await emptyPlace()
    await using servers = new AsyncDisposableStack()
    const [a, b] = await Promise.all([startServer(place), startServer(place)])
    servers.use(a)
    servers.use(b)
    const db = servers.use(await openPlace(place))

    const organizations = await db.query<{ id: string }>('select id from organizations')
    assert.equal(organizations.length, 1)
    const [schema] = await db.query<{ times: number }>(
      'select count(*) as times from schema_migrations group by version order by 1 desc',
    )
    assert.equal(schema?.times, 1)
    assert.equal((await db.query('select from keys')).length, 1)

    const body = { email: 'both@servers.example' }
    const answers = await times(50, (i) =>
      (i % 2 ? a : b).owner.post('/api/consumers', body, { 'x-idempotency-key': 'k' }),
    )
    assertOneAnswer(answers)
    assert.equal(await count(a.owner), 1)

    for (const { owner } of [a, b]) assert.equal((await owner.get('/readyz')).status, 200)
    await revokeAll(db, organizations[0]?.id ?? '')
    await Promise.all([a, b].map(({ owner }) => untilRefused(owner)))
    assert.ok(!a.output().includes(secretKey) && !b.output().includes(secretKey))
  })
})
