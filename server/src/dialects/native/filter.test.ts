import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Client, testApp } from '../../../test/app.ts'
import { chosenBy, customer, filter } from '../../../test/naive-filter.ts'
import { assertProblem, refusalOf } from '../../../test/problems.ts'

const app = await testApp()

const listed = (owner: Client, filter: unknown, more = '') =>
  owner.get(`/v1/customers?limit=100&filter=${encodeURIComponent(JSON.stringify(filter))}${more}`)

describe('filter', () => {
  it('chooses the customers that a naive filter of all of them does, and counts them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(customer, { minLength: 5, maxLength: 25 }),
        fc.array(filter, { minLength: 20, maxLength: 20 }),
        async (bodies, filters) => {
          const owner = await app.anOwner()
          const operations = bodies.map((body) => ({ op: 'create', body }))
          const made = await owner.post('/v1/customers/batch', { operations })
          const all = made.body.results.map((one: { customer: Record<string, unknown> }) => one.customer)
          await Promise.all(
            filters.map(async (filter) => {
              const { status, body } = await listed(owner, filter, '&sort=created_at&count=exact')
              const expected = all.filter((one: Record<string, unknown>) => chosenBy(filter, one))
              const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)
              assert.deepEqual(
                [status, ids(body.data ?? [])],
                [200, ids(expected)],
                JSON.stringify([filter, body]),
              )
              assert.equal(body.count, expected.length)
            }),
          )
        },
      ),
      { numRuns: 15, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
    )
  })

  it('compares e-mails in any case, and texts by the order of their characters', async () => {
    const owner = await app.anOwner()
    for (const one of [
      { email: 'Ana@Shop.example', city: 'Zürich' },
      { email: 'bo@shop.example', city: 'aachen' },
      { email: 'cy@shop.example', city: 'Österreich' },
    ])
      await owner.post('/v1/customers', one)
    const cities = async (filter: object) =>
      (await listed(owner, filter, '&sort=created_at')).body.data.map((one: { city: string }) => one.city)
    assert.deepEqual(await cities({ email: 'ANA@shop.EXAMPLE' }), ['Zürich'])
    assert.deepEqual(await cities({ email: { in: ['BO@shop.example', 'x@y.example'] } }), ['aachen'])
    assert.deepEqual(await cities({ email: { prefix: 'AN' } }), ['Zürich'])
    assert.deepEqual(await cities({ city: { gt: 'Z' } }), ['Zürich', 'aachen', 'Österreich'])
    assert.deepEqual(await cities({ city: { prefix: 'ö' } }), ['Österreich'])
    assert.deepEqual(await cities({ city: { contains: 'ÜRI' } }), ['Zürich'])
    assert.deepEqual(await cities({ city: { contains: '%' } }), [])
  })

  it('refuses what it does not know, with a pointer to it', async () => {
    const owner = await app.anOwner()
    const deep = (levels: number): object => (levels === 0 ? { city: 'Bonn' } : { and: [deep(levels - 1)] })
    const wrong: [filter: unknown, pointer: string][] = [
      [{ nickname: 'Mi' }, '/filter/nickname'],
      [{ ssn_hash: 'x' }, '/filter/ssn_hash'],
      [{ 'city.name': 'x' }, '/filter/city.name'],
      [{ 'metadata.': 'x' }, '/filter/metadata.'],
      [{ 'metadata..a': 'x' }, '/filter/metadata..a'],
      [{ 'metadata.a\0': 'x' }, '/filter/metadata.a\0'],
      [{ constructor: 'x' }, '/filter/constructor'],
      [{ city: { like: 'B%' } }, '/filter/city/like'],
      [{ city: { EQ: 'Bonn' } }, '/filter/city/EQ'],
      [{ metadata: { eq: 'x' } }, '/filter/metadata/eq'],
      [{ metadata: {}, ltv: { prefix: '1' } }, '/filter/ltv/prefix'],
      [{ email_verified: { gt: true } }, '/filter/email_verified/gt'],
      [{ id: { lt: '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71' } }, '/filter/id/lt'],
      [{ city: 7 }, '/filter/city'],
      [{ city: ['Bonn'] }, '/filter/city'],
      [{ city: { gt: null } }, '/filter/city/gt'],
      [{ city: { in: 'Bonn' } }, '/filter/city/in'],
      [{ city: { in: [] } }, '/filter/city/in'],
      [{ city: { in: [null] } }, '/filter/city/in'],
      [{ city: { in: Array(201).fill('x') } }, '/filter/city/in'],
      [{ city: { prefix: '' } }, '/filter/city/prefix'],
      [{ city: 'a\0' }, '/filter/city'],
      [{ city: { exists: 'yes' } }, '/filter/city/exists'],
      [{ total_orders: '7' }, '/filter/total_orders'],
      [{ total_orders: 1.5 }, '/filter/total_orders'],
      [{ ltv: 7 }, '/filter/ltv'],
      [{ ltv: { gte: '1e3' } }, '/filter/ltv/gte'],
      [{ email_verified: 'true' }, '/filter/email_verified'],
      [{ created_at: { gt: 'yesterday' } }, '/filter/created_at/gt'],
      [{ id: 'x' }, '/filter/id'],
      [{ 'metadata.a': { eq: { b: 1 } } }, '/filter/metadata.a/eq'],
      [{ 'metadata.a': 'a\ud800' }, '/filter/metadata.a'],
      [{ 'metadata.a': 2 ** 60 }, '/filter/metadata.a'],
      [{ or: { city: 'Bonn' } }, '/filter/or'],
      [{ or: [] }, '/filter/or'],
      [{ and: [{ city: 'Bonn' }, { or: [7] }] }, '/filter/and/1/or/0'],
      [{ or: [{ city: 'Bonn' }, { nickname: 'Mi' }] }, '/filter/or/1/nickname'],
      [{ not: [{ city: 'Bonn' }] }, '/filter/not'],
      [[{ city: 'Bonn' }], '/filter'],
      ['city', '/filter'],
      [null, '/filter'],
      [deep(6), '/filter/and/0/and/0/and/0/and/0/and/0/and/0'],
      [{ or: Array.from({ length: 51 }, () => ({ city: 'Bonn' })) }, '/filter/or/50/city'],
    ]
    for (const [filter, pointer] of wrong) {
      const answer = await listed(owner, filter)
      assertProblem(answer, 400, 'invalid', JSON.stringify(filter).slice(0, 100))
      assert.deepEqual(refusalOf(answer), [400, pointer])
    }
    for (const text of ['', '{', 'city=Bonn', '{"city":"Bonn"}}', '['.repeat(5_000)]) {
      const answer = await owner.get(`/v1/customers?filter=${encodeURIComponent(text)}`)
      assert.deepEqual([text.slice(0, 20), ...refusalOf(answer)], [text.slice(0, 20), 400, '/filter'])
    }
    assert.equal((await listed(owner, deep(5))).status, 200)
    assert.equal((await listed(owner, {})).status, 200)
  })

  it('never reads its values as SQL', async () => {
    const owner = await app.anOwner()
    await owner.post('/v1/customers', { city: "O'Fallon" })
    const hostile = ["' or true --", "'; drop table customers; --", '$1', '\\', '%', "a'],array['b"]
    for (const text of hostile)
      for (const filter of [
        { city: text },
        { city: { prefix: text } },
        { 'metadata.x': text },
        { [`metadata.${text}`]: 1 },
      ]) {
        const { status, body } = await listed(owner, filter)
        assert.deepEqual([filter, status, body.data], [filter, 200, []])
      }
    assert.equal((await listed(owner, { city: "O'Fallon" })).body.data.length, 1)
  })
})
