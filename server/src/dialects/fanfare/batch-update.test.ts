import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { at, blank, changed, flags, linesOf, named, refusal, taken } from '../../../test/consumers.ts'

const app = await testApp()

const rowOf = (row: number) => [
  { type: 'object', origin: 'value', input: {}, key: 'consumers' },
  { type: 'array', origin: 'value', input: [], key: String(row) },
]

/** A caller with two consumers, of whom the first has a verified address. */
async function withTwo() {
  const owner = await app.anOwner()
  const a = { ...flags, email: 'a@shop.example', fullName: 'A', emailVerified: true }
  const b = { ...flags, email: 'b@shop.example', fullName: 'B' }
  const { body } = await owner.post('/api/consumers/batch', { consumers: [a, b] })
  const [idA, idB] = body.map(({ id }: { id: string }) => id)
  const put = (rows: unknown) => owner.put('/api/consumers/batch', rows)
  const names = async () =>
    Promise.all([idA, idB].map(async (id) => (await owner.get(`/api/consumers/${id}`)).body.fullName))
  return { owner, a, b, idA, idB, put, names }
}

describe('PUT /consumers/batch', () => {
  it('A10, A15, A17: changes each row as PUT does, and answers in the order of the request', async () => {
    const { put, a, b, idA, idB } = await withTwo()
    const answer = await put([
      { id: idB, metadata: { tier: 'gold' }, emailVerified: true },
      { id: idA, email: 'c@shop.example', fullName: null },
    ])
    assert.equal(answer.status, 200)
    assert.deepEqual(named(answer.body), [
      { ...blank, ...b, ...changed, metadata: { tier: 'gold' } },
      { ...blank, ...a, ...changed, email: 'c@shop.example', fullName: null, emailVerified: false },
    ])
    assert.deepEqual([answer.body[0].id, answer.body[1].id], [idB, idA])
  })

  it('A11: takes the bare list and the wrapped one at every path', async () => {
    const { owner, idA } = await withTwo()
    for (const base of ['/api/v1', '/api', '']) {
      const rows = [{ id: idA, externalId: `crm${base}` }]
      for (const body of [rows, { consumers: rows }]) {
        const answer = await owner.put(`${base}/consumers/batch`, body)
        assert.deepEqual([answer.status, answer.body[0].primaryExternalId], [200, `crm${base}`])
        assert.equal(answer.body[0].externalId, base === '/api/v1' ? 'crm/api/v1' : undefined)
      }
    }
  })

  it('A9: answers an empty batch with an empty list', async () => {
    const { put } = await withTwo()
    for (const body of [[], { consumers: [] }]) {
      const answer = await put(body)
      assert.deepEqual([answer.status, answer.body], [200, []])
    }
  })

  it('A15: makes no version of a row that changes nothing', async () => {
    const { owner, put, a, idA } = await withTwo()
    const answer = await put([{ id: idA }])
    assert.deepEqual([answer.status, named(answer.body)], [200, [{ ...blank, ...a }]])
    assert.equal(await linesOf(app, owner), 2)
  })

  it('applies rows of one consumer one after the other', async () => {
    const { put, idA } = await withTwo()
    const answer = await put([
      { id: idA, fullName: 'First' },
      { id: idA, metadata: { n: 1 } },
      { id: idA, fullName: 'Third' },
    ])
    assert.equal(answer.status, 200)
    const last = answer.body[2]
    assert.deepEqual([last.fullName, last.metadata], ['Third', { n: 1 }])
  })

  it('A8, A9: refuses the 501st row', async () => {
    const { owner, put, idA } = await withTwo()
    const rows = Array.from({ length: 501 }, () => ({ id: idA, fullName: 'New' }))
    const answer = await put(rows)
    assert.equal(answer.status, 400)
    const message = 'Max batch size is 500'
    const facts = { kind: 'validation', type: 'max_length', expected: '<=500', received: '501', message }
    assert.deepEqual(answer.body, refusal({ ...facts, path: [] }))
    assert.equal(await linesOf(app, owner), 2)
  })

  it('A10: changes none when one breaks a rule', async () => {
    const { put, names, idA, idB } = await withTwo()
    const bad = { id: idB, status: 'GONE' }
    const answer = await put({ consumers: [{ id: idA, fullName: 'New' }, bad] })
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body,
      refusal({
        kind: 'schema',
        type: 'picklist',
        expected: '("ACTIVE" | "INACTIVE")',
        received: '"GONE"',
        message: 'Invalid type: Expected ("ACTIVE" | "INACTIVE") but received "GONE"',
        path: [...rowOf(1), ...at('status', bad)],
      }),
    )
    assert.deepEqual(await names(), ['A', 'B'])
  })

  it('demands an id in each row', async () => {
    const { put, names, idA } = await withTwo()
    const answer = await put([{ id: idA, fullName: 'New' }, { fullName: 'New' }])
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body,
      refusal({
        kind: 'schema',
        type: 'object',
        expected: '"id"',
        received: 'undefined',
        message: 'Invalid key: Expected "id" but received undefined',
        path: [...rowOf(1).slice(1), ...at('id', { fullName: 'New' }, 'key')],
      }),
    )
    assert.deepEqual(await names(), ['A', 'B'])
  })

  it('A10, A13, A20: changes none when one is unknown, archived or of another organization', async () => {
    const { owner, put, names, idA } = await withTwo()
    const gone = await owner.post('/api/consumers', {})
    await owner.delete(`/api/consumers/${gone.body.id}`)
    const foreign = await (await app.anOwner()).post('/api/consumers', {})
    for (const id of [gone.body.id, foreign.body.id, '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71', 'cons_1', '']) {
      const rows = [
        { id: idA, fullName: 'New' },
        { id, fullName: 'New' },
      ]
      const answer = await put(rows)
      assert.deepEqual([id, answer.status, answer.body], [id, 404, { error: 'Consumer not found' }])
    }
    assert.deepEqual(await names(), ['A', 'B'])
  })

  it('A7, A10: changes none when an identifier is taken, and names the row', async () => {
    const { owner, put, names, idA, idB } = await withTwo()
    await owner.post('/api/consumers', { externalId: 'crm-1' })
    const rows = [
      { id: idA, fullName: 'New' },
      { id: idB, externalId: 'crm-1' },
    ]
    const wrapped = await put({ consumers: rows })
    assert.equal(wrapped.status, 400)
    assert.deepEqual(wrapped.body, refusal(taken('externalId', 'External id already exists', rowOf(1))))
    const older = await owner.put('/api/v1/consumers/batch', rows)
    const message = 'External id already exists'
    assert.equal(older.status, 400)
    assert.deepEqual(older.body, {
      error: message,
      details: [{ field: '1.externalId', message }],
      issues: [taken('externalId', message, rowOf(1).slice(1))],
    })
    assert.deepEqual(await names(), ['A', 'B'])
  })

  it('A7, A10: refuses one address for two consumers of the batch, and names the later row', async () => {
    const { put, names, idA, idB } = await withTwo()
    const answer = await put({
      consumers: [
        { id: idA, email: 'new@shop.example', fullName: 'New' },
        { id: idB, email: 'NEW@shop.example' },
      ],
    })
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.body, refusal(taken('email', 'Email already exists', rowOf(1))))
    assert.deepEqual(await names(), ['A', 'B'])
  })
})
