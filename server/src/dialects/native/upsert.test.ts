import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { blank, changed, named } from '../../../test/customers.ts'
import { assertProblem, refusalOf, stateOf } from '../../../test/problems.ts'

const app = await testApp()
const upsert = (owner: Client, at: string, body: object, headers = {}) =>
  owner.put(`/v1/customers/by/${at}`, body, headers)

describe('PUT /v1/customers/by/{identifier}/{value}', () => {
  const identifiers = [
    { field: 'email', value: 'mira@shop.example', other: 'MIRA@Shop.example' },
    { field: 'phone', value: '+14155552671', other: '(415) 555-2671' },
    { field: 'external_id', value: 'crm/1 ü', other: 'crm/1 ü' },
  ]
  for (const { field, value, other } of identifiers) {
    const at = `${field}/${encodeURIComponent(value)}`
    const follows = field === 'phone' ? { phone_e164: value } : {}

    it(`adds the customer with a new ${field}, and changes it from then on as PATCH does`, async () => {
      const owner = await app.anOwner()
      const added = await upsert(owner, at, { full_name: 'Mira Okafor', metadata: { a: 1 } })
      assert.equal(added.headers.get('location'), `/v1/customers/${added.body.id}`)
      const name = { full_name: 'Mira Okafor', first_name: 'Mira', last_name: 'Okafor' }
      const one = { ...blank, ...follows, ...name, [field]: value, metadata: { a: 1 } }
      assert.deepEqual([added.status, named(added.body)], [201, one])
      const spelled = `${field}/${encodeURIComponent(other)}`
      const again = await upsert(owner, spelled, { city: 'Bonn', metadata: { b: 2 } })
      assert.deepEqual(
        [again.status, named(again.body)],
        [200, { ...one, ...changed, city: 'Bonn', metadata: { a: 1, b: 2 } }],
      )
      assert.equal(again.headers.get('location'), null)
      assert.equal(again.body.id, added.body.id)
    })

    it(`makes one customer of many concurrent calls with a new ${field}`, async () => {
      const owner = await app.anOwner()
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, i) => upsert(owner, at, { metadata: { [`m${i}`]: i } })),
      )
      assert.deepEqual(answers.map(({ status }) => status).toSorted(), [...Array(39).fill(200), 201])
      assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
      const { body } = await owner.get('/v1/customers?count=exact')
      assert.equal(body.count, 1)
      assert.equal(Object.keys(body.data[0].metadata).length, 40)
      assert.equal(body.data[0].version, 40)
    })

    it(`takes the same ${field} in the body, in its spelling, and refuses another`, async () => {
      const owner = await app.anOwner()
      const added = await upsert(owner, at, { [field]: other })
      assert.deepEqual([added.status, added.body[field]], [201, field === 'phone' ? value : other])
      const before = await stateOf(app, owner)
      for (const different of [null, field === 'email' ? 'else@shop.example' : '+442071838750'])
        for (const place of [
          at,
          `${field}/${encodeURIComponent(field === 'email' ? 'x@shop.example' : '+4930901820')}`,
        ])
          assert.deepEqual(refusalOf(await upsert(owner, place, { [field]: different })), [400, `/${field}`])
      assert.deepEqual(await stateOf(app, owner), before)
    })

    it(`says who holds another identifier that it would give the customer with the ${field}`, async () => {
      const owner = await app.anOwner()
      const taken = field === 'email' ? { external_id: 'held' } : { email: 'held@shop.example' }
      const holder = await owner.post('/v1/customers', taken)
      for (const status of ['new', 'there']) {
        const answer = await upsert(owner, at, taken)
        assertProblem(answer, 409, 'taken', status)
        const [pointer] = Object.keys(taken)
        assert.deepEqual(answer.body.errors, [
          { pointer: `/${pointer}`, detail: 'held by another customer', holder: holder.body.id },
        ])
        await upsert(owner, at, {})
      }
    })
  }

  it('changes the customer with a number, and adds none', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/v1/customers', {})
    const answer = await upsert(owner, `number/${body.number}`, { city: 'Bonn' })
    assert.deepEqual([answer.status, answer.body.id, answer.body.city], [200, body.id, 'Bonn'])
    for (const number of [body.number + 1_000_000, 0, 'x', '1e2', '9'.repeat(30)])
      assertProblem(await upsert(owner, `number/${number}`, {}), 404, 'missing', String(number))
  })

  it('refuses a value that would tell nobody, or that no body could hold', async () => {
    const owner = await app.anOwner()
    const before = await stateOf(app, owner)
    const wrong: [at: string, pointer: string][] = [
      ['email/nope', '/value'],
      ['email/%20', '/value'],
      ['email/a%00@shop.example', '/value'],
      ['phone/12', '/phone'],
      ['phone/ask', '/phone'],
      ['external_id/a%00b', '/external_id'],
      [`external_id/${'x'.repeat(256)}`, '/value'],
      ['name/Mira', '/field'],
    ]
    for (const [at, pointer] of wrong) {
      const answer = await upsert(owner, at, { city: 'Bonn' })
      assertProblem(answer, 400, 'invalid', at)
      assert.deepEqual([at, ...refusalOf(answer)], [at, 400, pointer])
    }
    assert.deepEqual(await stateOf(app, owner), before)
  })

  it('adds anew after the customer was archived', async () => {
    const owner = await app.anOwner()
    const at = 'email/mira@shop.example'
    const first = await upsert(owner, at, {})
    await owner.delete(`/v1/customers/${first.body.id}`)
    const second = await upsert(owner, at, {})
    assert.deepEqual([second.status, second.body.id === first.body.id], [201, false])
  })

  it('keeps every change while the customer is archived and added again all the time', async () => {
    const owner = await app.anOwner()
    const at = 'email/mira@shop.example'
    const upserts = Array.from({ length: 30 }, (_, i) => upsert(owner, at, { city: `C${i}` }))
    const archivals = Array.from({ length: 10 }, async () => {
      const found = await owner.get(`/v1/customers/by/${at}`)
      if (found.status === 200) await owner.delete(`/v1/customers/${found.body.id}`)
    })
    const answers = await Promise.all(upserts)
    await Promise.all(archivals)
    for (const [i, { status, body }] of answers.entries()) {
      assert.ok(status === 200 || status === 201, JSON.stringify(body))
      assert.equal(body.city, `C${i}`)
    }
  })
})
