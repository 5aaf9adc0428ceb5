import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { at, blank, named, refusal } from '../../../test/consumers.ts'

const app = await testApp()

describe('GET /consumers/{id}', () => {
  it('A1, A2: answers the consumer with its sync source, in the generation of the path', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', { email: 'mira@shop.example', externalId: 'crm-1' })
    const current = {
      ...blank,
      email: 'mira@shop.example',
      primaryExternalId: 'crm-1',
      primarySyncSource: null,
    }
    for (const base of ['/api', '']) {
      const answer = await owner.get(`${base}/consumers/${body.id}`)
      assert.deepEqual([answer.status, named(answer.body)], [200, current])
    }
    const older = await owner.get(`/api/v1/consumers/${body.id}`)
    assert.equal(older.status, 200)
    assert.deepEqual(named(older.body), { ...current, externalId: 'crm-1', totalOrderValue: 0 })
  })

  it('finds an id in upper case', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', {})
    const answer = await owner.get(`/api/consumers/${body.id.toUpperCase()}`)
    assert.deepEqual([answer.status, answer.body.id], [200, body.id])
  })

  it('A13: answers 404 alike for an unknown id, one of another organization and one that is no id', async () => {
    const [owner, other] = [await app.anOwner(), await app.anOwner()]
    const { body } = await other.post('/api/consumers', {})
    const ids = [
      '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71',
      body.id,
      'cons_01H',
      '%00',
      'x'.repeat(500),
      'search%2F',
    ]
    for (const base of ['/api/v1', '/api', '']) {
      for (const id of ids) {
        const answer = await owner.get(`${base}/consumers/${id}`)
        assert.deepEqual([id, answer.status, answer.body], [id, 404, { error: 'Consumer not found' }])
      }
    }
  })

  it('A20: still answers an archived consumer', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', {})
    await owner.delete(`/api/consumers/${body.id}`)
    const answer = await owner.get(`/api/consumers/${body.id}`)
    assert.deepEqual([answer.status, answer.body.archived], [200, true])
  })

  it('A23: adds the relations asked for, and none otherwise', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', {})
    const ask = (query: string) => owner.get(`/api/consumers/${body.id}${query}`)
    const bare = { ...blank, primarySyncSource: null }
    assert.deepEqual(named((await ask('')).body), bare)
    assert.deepEqual(named((await ask('?include=audiences')).body), { ...bare, audiences: [] })
    const both = { ...bare, audiences: [], orders: [] }
    assert.deepEqual(named((await ask('?include=audiences,%20orders,audiences')).body), both)
  })

  it('A23: refuses a relation that does not exist', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', {})
    const answer = await owner.get(`/api/consumers/${body.id}?include=orders,friends`)
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body,
      refusal({
        kind: 'schema',
        type: 'picklist',
        expected: '("audiences" | "orders")',
        received: '"friends"',
        message: 'Invalid type: Expected ("audiences" | "orders") but received "friends"',
        path: [
          ...at('include', { include: 'orders,friends' }),
          { type: 'array', origin: 'value', input: [], key: '1' },
        ],
      }),
    )
  })

  it('ignores parameters that it does not know', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', {})
    assert.equal((await owner.get(`/api/consumers/${body.id}?expand=all&first=0`)).status, 200)
  })
})
