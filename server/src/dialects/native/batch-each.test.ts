import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { assertProblem, refusalOf, stateOf } from '../../../test/problems.ts'

const app = await testApp()
const nobody = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'

interface Result {
  status: number
  customer?: Record<string, unknown>
  problem?: {
    type: string
    status: number
    errors?: { pointer: string; holder?: string | null }[]
    version?: number
  }
}

async function withOne() {
  const owner = await app.anOwner()
  const a = (await owner.post('/v1/customers', { email: 'a@shop.example' })).body.id as string
  const batch = (operations: unknown, headers = {}) =>
    owner.post('/v1/customers/batch', { mode: 'each', operations }, headers)
  const statuses = (answer: { body: { results: Result[] } }) =>
    answer.body.results.map(({ status }) => status)
  return { owner, a, batch, statuses }
}

describe('POST /v1/customers/batch, each', () => {
  it('answers 200 with one outcome for each operation, and makes those that are not refused', async () => {
    const { owner, a, batch, statuses } = await withOne()
    const answer = await batch([
      { op: 'create', body: { email: 'new@shop.example' } },
      { op: 'create', body: { email: 'nope' } },
      { op: 'create', body: { email: 'A@shop.example' } },
      { op: 'patch', id: a, body: { city: 'Bonn' }, version: 9 },
      { op: 'patch', id: nobody, body: {} },
      { op: 'upsert', by: { field: 'external_id', value: 'N' }, body: {} },
      'nonsense',
      { op: 'archive', id: a },
    ])
    assert.equal(answer.status, 200)
    assert.equal(answer.body.mode, 'each')
    assert.deepEqual(statuses(answer), [201, 400, 409, 412, 404, 201, 400, 200])
    const problems = (answer.body.results as Result[]).map(({ problem }) => problem)
    assert.deepEqual(
      problems.map((problem) => problem?.type.split(':').at(-1)),
      [undefined, 'invalid', 'taken', 'stale', 'missing', undefined, 'invalid', undefined],
    )
    assert.deepEqual(
      problems.map((problem) => problem?.status),
      [undefined, 400, 409, 412, 404, undefined, 400, undefined],
    )
    assert.deepEqual(
      problems[1]?.errors?.map(({ pointer }) => pointer),
      ['/body/email'],
    )
    const held = { pointer: '/email', detail: 'held by another customer', holder: a }
    assert.deepEqual(problems[2]?.errors, [held])
    assert.equal(problems[3]?.version, 1)
    const { body } = await owner.get('/v1/customers?count=exact&sort=created_at')
    assert.deepEqual([body.count, body.data[0].email], [2, 'new@shop.example'])
  })

  it('tells all that is wrong with an operation, but of more than 25,000 values the first thing alone of each', async () => {
    const { batch } = await withOne()
    const wrong = { op: 'patch', id: nobody, body: { metadata: { a: Array(60).fill(2 ** 60) } } }
    const countsOf = async (operations: number) => {
      const { body } = await batch(Array(operations).fill(wrong))
      return (body.results as Result[]).map(({ problem }) => problem?.errors?.length)
    }
    assert.deepEqual(await countsOf(2), [60, 60])
    assert.deepEqual(await countsOf(500), Array(500).fill(1))
  })

  it('lets the earlier of two operations for one identifier have it', async () => {
    const { batch, statuses } = await withOne()
    const create = { op: 'create', body: { external_id: 'crm-1' } }
    const answer = await batch([create, create, { op: 'create', body: {} }])
    assert.deepEqual(statuses(answer).toSorted(), [201, 201, 409])
  })

  it('makes the operations of one customer in their order, however they name it', async () => {
    const { owner, a, batch, statuses } = await withOne()
    const steps = Array.from({ length: 20 }, (_, i) => ({
      op: 'patch',
      id: a,
      body: { city: `C${i}` },
      version: i + 1,
    }))
    const answer = await batch([
      ...steps,
      { op: 'patch', id: a.toUpperCase(), body: { city: 'last' }, version: 21 },
    ])
    assert.deepEqual(new Set(statuses(answer)), new Set([200]))
    assert.deepEqual((await owner.get(`/v1/customers/${a}`)).body.city, 'last')
    const by = { field: 'email', value: 'a@shop.example' }
    const upserts = Array.from({ length: 20 }, (_, i) => ({
      op: 'upsert',
      by,
      body: { city: `U${i}` },
      version: i + 22,
    }))
    assert.deepEqual(new Set(statuses(await batch(upserts))), new Set([200]))
    const over = await batch([
      { op: 'archive', id: a },
      { op: 'patch', id: a, body: {} },
    ])
    assert.deepEqual(statuses(over), [200, 404])
  })

  it('answers each operation again under a key of its own, and refuses another one under that', async () => {
    const { owner, a, batch, statuses } = await withOne()
    const operations = [
      { op: 'create', body: { full_name: 'New' }, idempotency_key: 'k-0' },
      { op: 'patch', id: a, body: { city: 'Bonn' }, idempotency_key: 'k-1', version: 1 },
      { op: 'archive', id: a, idempotency_key: 'k-2', version: 2 },
    ]
    const first = await batch(operations)
    assert.deepEqual(statuses(first), [201, 200, 200])
    const before = await stateOf(app, owner)
    for (const again of [await batch(operations), await batch(operations)])
      assert.deepEqual(again.body, first.body)
    const atomic = await owner.post('/v1/customers/batch', { operations })
    assert.deepEqual(atomic.body.results, first.body.results)
    const [one, ...others] = operations
    const other = await batch([{ ...one, body: { full_name: 'Else' } }, ...others.toReversed()])
    assert.deepEqual(statuses(other), [409, 200, 200])
    assert.equal(other.body.results[0].problem.type, 'urn:clientele:problem:reused_idempotency_key')
    assert.deepEqual(await stateOf(app, owner), before)
  })

  it('answers the whole call again under its key, and tries again what was refused', async () => {
    const { owner, a, batch, statuses } = await withOne()
    const key = { 'idempotency-key': 'call' }
    const operations = [
      { op: 'create', body: { full_name: 'New' } },
      { op: 'create', body: { email: 'a@shop.example' } },
      { op: 'patch', id: a, body: { city: 'Bonn' }, version: 1 },
    ]
    const first = await batch(operations, key)
    assert.deepEqual(statuses(first), [201, 409, 200])
    assert.deepEqual((await batch(operations, key)).body, first.body)
    await owner.delete(`/v1/customers/${a}`)
    const again = await batch(operations, key)
    assert.deepEqual(statuses(again), [201, 201, 200])
    for (const place of [0, 2]) assert.deepEqual(again.body.results[place], first.body.results[place])
  })

  it('has keys for its operations that are nobody else’s, whatever keys callers choose', async () => {
    const { owner, batch, statuses } = await withOne()
    const create = { op: 'create', body: { full_name: 'New' } }
    const keyed = (key: string) => batch([create, create], { 'idempotency-key': key })
    for (const key of ['call#0', 'call#1'.padEnd(255, '#')])
      assert.equal((await owner.post('/v1/customers', {}, { 'idempotency-key': key })).status, 201)
    const keys = ['call', 'call#', 'call##', 'call#0#', 'k'.repeat(255), `${'k'.repeat(253)}#0`]
    const ids = new Set<string>()
    for (const key of keys) {
      const first = await keyed(key)
      assert.deepEqual(statuses(first), [201, 201], key)
      assert.deepEqual((await keyed(key)).body, first.body)
      for (const { customer } of first.body.results) ids.add(customer.id)
    }
    assert.equal(ids.size, 2 * keys.length)
    const own = ['call#0##', 'call#1##'].map((idempotency_key) => ({ ...create, idempotency_key }))
    assert.deepEqual(statuses(await batch(own)), [201, 201])
  })

  it('is refused as a whole under the key of another call, or of another write, and changes nothing', async () => {
    const { owner, a, batch } = await withOne()
    const key = { 'idempotency-key': 'call' }
    const operations = [
      { op: 'create', body: { full_name: 'New' } },
      { op: 'patch', id: a, body: { city: 'Bonn' } },
    ]
    await batch(operations, key)
    await owner.post('/v1/customers', {}, { 'idempotency-key': 'create' })
    const before = await stateOf(app, owner)
    for (const other of [operations.toReversed(), operations.slice(0, 1), [], [...operations, operations[0]]])
      assertProblem(await batch(other, key), 409, 'reused_idempotency_key')
    assertProblem(await batch(operations, { 'idempotency-key': 'create' }), 409, 'reused_idempotency_key')
    assert.deepEqual(await stateOf(app, owner), before)
  })

  it('of two calls with one key and other operations, at once, does one and refuses the other', async () => {
    const { owner, batch } = await withOne()
    const key = { 'idempotency-key': 'call' }
    const call = (name: string) => batch([{ op: 'create', body: { full_name: name } }], key)
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => call(i % 2 ? 'Odd' : 'Even')))
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [
      ...Array(10).fill(200),
      ...Array(10).fill(409),
    ])
    assert.equal(
      (await owner.get('/v1/customers?count=exact&filter={"full_name":{"exists":true}}')).body.count,
      1,
    )
  })

  it('answers only places and versions where that is preferred', async () => {
    const { a, batch } = await withOne()
    const operations = [
      { op: 'patch', id: a, body: { city: 'Bonn' } },
      { op: 'archive', id: nobody },
    ]
    const { headers, body } = await batch(operations, { prefer: 'return=minimal' })
    assert.equal(headers.get('preference-applied'), 'return=minimal')
    assert.deepEqual(body.results[0], { status: 200, id: a, version: 2 })
    assert.equal(body.results[1].problem.status, 404)
  })

  it('has 500 operations made and 501 refused as a whole', async () => {
    const { owner, batch, statuses } = await withOne()
    const many = (count: number) => Array(count).fill({ op: 'create', body: {} })
    const before = await stateOf(app, owner)
    assert.deepEqual(refusalOf(await batch(many(501))), [400, '/operations'])
    assert.deepEqual(await stateOf(app, owner), before)
    assert.deepEqual(statuses(await batch(many(500))), Array(500).fill(201))
  })
})
