import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { blank, changed, named } from '../../../test/customers.ts'
import { assertProblem, refusalOf, stateOf } from '../../../test/problems.ts'
import { by, threeOf } from '../../../test/three.ts'

const app = await testApp()
const nobody = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'
const withThree = async () => threeOf(await app.anOwner())

describe('POST /v1/customers/batch, atomic', () => {
  it('makes mixed writes and answers each in the order of the request', async () => {
    const { batch, a, b } = await withThree()
    const answer = await batch([
      { op: 'create', body: { email: 'new@shop.example' } },
      { op: 'upsert', by: by('external_id', 'N'), body: { city: 'Bonn' } },
      { op: 'upsert', by: by('email', 'A@shop.example'), body: { metadata: { x: 1 } } },
      { op: 'patch', id: b, body: { email: null }, version: 1 },
      { op: 'archive', id: a },
    ])
    assert.equal(answer.status, 200)
    const ofB = { ...blank, ...changed, external_id: 'B' }
    const ofA = { ...blank, ...changed, email: 'a@shop.example', metadata: { x: 1 } }
    assert.deepEqual(named(answer.body), {
      mode: 'atomic',
      results: [
        { status: 201, customer: { ...blank, email: 'new@shop.example' } },
        { status: 201, customer: { ...blank, external_id: 'N', city: 'Bonn' } },
        { status: 200, customer: ofA },
        { status: 200, customer: ofB },
        { status: 200, customer: { ...ofA, version: 3, archived_at: '«time»' } },
      ],
    })
    assert.equal(answer.body.results[4].customer.id, a)
  })

  it('answers only places and versions where that is preferred, and nothing to nothing', async () => {
    const { batch, a } = await withThree()
    const minimal = { prefer: 'return=minimal' }
    const answer = await batch(
      [
        { op: 'create', body: {} },
        { op: 'patch', id: a, body: { city: 'Bonn' } },
      ],
      minimal,
    )
    const [{ id }] = answer.body.results
    const results = [
      { status: 201, id, version: 1 },
      { status: 200, id: a, version: 2 },
    ]
    assert.deepEqual([answer.status, answer.body], [200, { mode: 'atomic', results }])
    for (const headers of [{}, { 'idempotency-key': 'k' }, { 'idempotency-key': 'k' }])
      assert.deepEqual((await batch([], headers)).body, { mode: 'atomic', results: [] })
  })

  it('answers an operation that comes twice under its key as the first time, and refuses another under it', async () => {
    const { batch } = await withThree()
    const create = (body: object) => ({ op: 'create', body, idempotency_key: 'k-op' })
    const twice = await batch([create({ city: 'Bonn' }), create({ city: 'Bonn' })])
    assert.equal(twice.status, 200)
    const [first, second] = twice.body.results
    assert.deepEqual(second.customer, first.customer)
    const another = await batch([create({ city: 'Bonn' }), create({ city: 'Ulm' })])
    assertProblem(another, 409, 'reused_idempotency_key')
  })

  it('makes none of the others when one is refused, and names that one', async () => {
    const { owner, batch, a, b, gone } = await withThree()
    const good = { op: 'create', body: { email: 'new@shop.example' } }
    await owner.post('/v1/customers', { external_id: 'once' }, { 'idempotency-key': 'used' })
    const refused: [
      operation: object,
      status: number,
      kind: string,
      holder?: string | null,
      pointer?: string,
    ][] = [
      [{ op: 'patch', id: nobody, body: {} }, 404, 'missing'],
      [{ op: 'patch', id: 'x', body: {} }, 404, 'missing'],
      [{ op: 'patch', id: gone, body: {} }, 404, 'missing'],
      [{ op: 'archive', id: nobody }, 404, 'missing'],
      [{ op: 'upsert', by: by('number', '999999999999'), body: {} }, 404, 'missing'],
      [{ op: 'patch', id: a, body: { city: 'Bonn' }, version: 2 }, 412, 'stale'],
      [{ op: 'archive', id: a, version: 7 }, 412, 'stale'],
      [{ op: 'upsert', by: by('external_id', 'N'), body: {}, version: 1 }, 412, 'stale'],
      [{ op: 'upsert', by: by('email', 'a@shop.example'), body: {}, version: 0 }, 412, 'stale'],
      [{ op: 'create', body: { email: 'A@shop.example' } }, 409, 'taken', a, '/email'],
      [{ op: 'patch', id: b, body: { email: 'a@shop.example' } }, 409, 'taken', a, '/email'],
      [
        { op: 'upsert', by: by('external_id', 'N'), body: { email: 'b@shop.example' } },
        409,
        'taken',
        b,
        '/email',
      ],
      [
        { op: 'upsert', by: by('email', 'a@shop.example'), body: { external_id: 'B' } },
        409,
        'taken',
        b,
        '/external_id',
      ],
      [{ op: 'create', body: { email: 'NEW@shop.example' } }, 409, 'taken', null, '/email'],
      [{ op: 'patch', id: b, body: { email: 'new@shop.example' } }, 409, 'taken', null, '/email'],
      [{ op: 'create', body: {}, idempotency_key: 'used' }, 409, 'reused_idempotency_key'],
    ]
    const before = await stateOf(app, owner)
    for (const [operation, status, kind, holder, pointer] of refused) {
      const what = JSON.stringify(operation)
      const answer = await batch([good, { op: 'patch', id: b, body: { city: 'Bonn' } }, operation])
      assertProblem(answer, status, kind, what)
      assert.equal(answer.body.operation, 2, what)
      if (kind === 'taken') {
        const detail = holder ? 'held by another customer' : 'held twice in this batch'
        const errors = [{ pointer: `/operations/2/body${pointer}`, detail, holder }]
        assert.deepEqual([what, answer.body.errors], [what, errors])
      }
      if (kind === 'stale') assert.equal(answer.body.version, what.includes('"N"') ? 0 : 1)
      assert.deepEqual(await stateOf(app, owner), before, what)
    }
  })

  it('refuses what it cannot read before anything is done, and says where', async () => {
    const { owner, batch, a } = await withThree()
    const good = { op: 'create', body: {} }
    const before = await stateOf(app, owner)
    const wrong: [operation: unknown, pointer: string][] = [
      [{ op: 'create', body: { email: 'nope' } }, '/operations/1/body/email'],
      [{ op: 'create', body: {}, version: 1 }, '/operations/1/version'],
      [{ op: 'create', body: {}, id: a }, '/operations/1/id'],
      [{ op: 'create' }, '/operations/1/body'],
      [{ op: 'remove', id: a }, '/operations/1/op'],
      [{ body: {} }, '/operations/1/op'],
      [{ op: 'patch', body: {} }, '/operations/1/id'],
      [{ op: 'patch', id: a, body: {}, version: 0 }, '/operations/1/version'],
      [{ op: 'patch', id: a, body: {}, version: '1' }, '/operations/1/version'],
      [{ op: 'archive', id: a, body: {} }, '/operations/1/body'],
      [{ op: 'archive', id: a, idempotency_key: '' }, '/operations/1/idempotency_key'],
      [{ op: 'upsert', by: by('name', 'x'), body: {} }, '/operations/1/by/field'],
      [{ op: 'upsert', by: by('email', 'x'), body: {} }, '/operations/1/by/value'],
      [{ op: 'upsert', by: { ...by('email', 'x@y.example'), id: a }, body: {} }, '/operations/1/by/id'],
      [{ op: 'upsert', by: by('phone', '12'), body: {} }, '/operations/1/body/phone'],
      ['create', '/operations/1'],
      [null, '/operations/1'],
    ]
    for (const [operation, pointer] of wrong) {
      const answer = await batch([good, operation, good])
      assertProblem(answer, 400, 'invalid', JSON.stringify(operation))
      assert.deepEqual([operation, ...refusalOf(answer).slice(0, 2)], [operation, 400, pointer])
    }
    for (const body of [
      {},
      { operations: {} },
      { operations: [], mode: 'some' },
      { operations: [], ids: [] },
      [],
    ])
      assertProblem(await owner.post('/v1/customers/batch', body), 400, 'invalid', JSON.stringify(body))
    assert.deepEqual(await stateOf(app, owner), before)
  })

  it('has 500 operations made and 501 refused', async () => {
    const { owner, batch } = await withThree()
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ op: 'create', body: { external_id: `${i}` } }))
    const before = await stateOf(app, owner)
    const answer = await batch(many(501))
    assert.deepEqual(refusalOf(answer), [400, '/operations'])
    assert.deepEqual(await stateOf(app, owner), before)
    const { status, body } = await batch(many(500))
    assert.equal(status, 200)
    assert.deepEqual(
      body.results.map((one: { customer: { external_id: string } }) => one.customer.external_id),
      many(500).map((one) => one.body.external_id),
    )
  })
})
