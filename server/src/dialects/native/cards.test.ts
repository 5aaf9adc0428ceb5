import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { assertProblem } from '../../../test/problems.ts'

const app = await testApp()

const programme = async (owner: Client, name: string) =>
  (await owner.post('/v1/card-programmes', { name })).body.id as string
const customer = async (owner: Client) => (await owner.post('/v1/customers', {})).body.id as string
const patch = (owner: Client, id: string, body: object) =>
  owner.send(`/v1/card-programmes/${id}`, { method: 'PATCH', body })

describe('card programmes', () => {
  it('are set up, read, changed and listed, newest first', async () => {
    const owner = await app.anOwner()
    const created = await owner.post('/v1/card-programmes', { name: ' Visa ', merchant_key: 'VISA' })
    assert.equal(created.status, 201)
    const { id, created_at, created_by, ...rest } = created.body
    assert.deepEqual(rest, { name: 'Visa', merchant_key: 'VISA', updated_at: null, updated_by: null })
    assert.equal(created.headers.get('location'), `/v1/card-programmes/${id}`)
    assert.deepEqual((await owner.get(`/v1/card-programmes/${id}`)).body, created.body)

    const same = await patch(owner, id, { name: 'Visa' })
    assert.deepEqual([same.status, same.body], [200, created.body])
    const changed = await patch(owner, id, { merchant_key: null })
    assert.deepEqual([changed.body.merchant_key, changed.body.updated_by], [null, created_by])
    assert.ok(changed.body.updated_at >= created_at)

    const second = await programme(owner, 'Gold')
    const { body } = await owner.get('/v1/card-programmes?limit=1')
    assert.deepEqual([body.data[0].id, body.has_more], [second, true])
    const next = await owner.get(`/v1/card-programmes?limit=1&after=${body.next}`)
    assert.deepEqual(next.body.data, [changed.body])
  })

  it('have a name of their own, whoever is first', async () => {
    const owner = await app.anOwner()
    const visa = await programme(owner, 'Visa')
    const gold = await programme(owner, 'Gold')
    assertProblem(await owner.post('/v1/card-programmes', { name: 'Visa' }), 409, 'exists')
    assertProblem(await patch(owner, gold, { name: 'Visa' }), 409, 'exists')
    assert.equal((await owner.get(`/v1/card-programmes/${visa}`)).body.name, 'Visa')
  })

  it('refuse what they do not know', async () => {
    const owner = await app.anOwner()
    for (const body of [{}, { name: '' }, { name: 'x', merchant_key: 'two words' }, { name: 'x', colour: 1 }])
      assertProblem(await owner.post('/v1/card-programmes', body), 400, 'invalid')
    assertProblem(await owner.get('/v1/card-programmes/nobody'), 404, 'missing')
  })
})

describe('cards of a customer', () => {
  it('are given, closed and listed; what changes nothing is left alone', async () => {
    const owner = await app.anOwner()
    const [visa, id] = [await programme(owner, 'Visa'), await customer(owner)]
    const at = `/v1/customers/${id}/cards`
    assert.deepEqual((await owner.get(at)).body, { data: [] })
    const given = await owner.put(`${at}/${visa}`, { status: 'OPEN' })
    const { created_at, ...rest } = given.body
    assert.deepEqual(
      [given.status, rest],
      [200, { card_programme_id: visa, name: 'Visa', merchant_key: null, status: 'OPEN', updated_at: null }],
    )
    assert.deepEqual((await owner.put(`${at}/${visa}`, { status: 'OPEN' })).body, given.body)
    const closed = await owner.put(`${at}/${visa.toUpperCase()}`, { status: 'CLOSED' })
    assert.equal(closed.body.status, 'CLOSED')
    assert.ok(closed.body.updated_at >= created_at)
    assert.deepEqual((await owner.get(at)).body, { data: [closed.body] })
  })

  it('are written once for an idempotency key', async () => {
    const owner = await app.anOwner()
    const [visa, id] = [await programme(owner, 'Visa'), await customer(owner)]
    const at = `/v1/customers/${id}/cards/${visa}`
    const first = await owner.put(at, { status: 'OPEN' }, { 'idempotency-key': 'k' })
    await owner.put(at, { status: 'CLOSED' })
    assert.deepEqual((await owner.put(at, { status: 'OPEN' }, { 'idempotency-key': 'k' })).body, first.body)
    assert.equal((await owner.get(`/v1/customers/${id}/cards`)).body.data[0].status, 'CLOSED')
    const other = await owner.put(at, { status: 'CLOSED' }, { 'idempotency-key': 'k' })
    assertProblem(other, 409, 'reused_idempotency_key')
  })

  it('are of live customers and of programmes that are there', async () => {
    const owner = await app.anOwner()
    const [visa, id, gone] = [await programme(owner, 'Visa'), await customer(owner), await customer(owner)]
    await owner.delete(`/v1/customers/${gone}`)
    const put = (customerId: string, programmeId: string, status = 'OPEN') =>
      owner.put(`/v1/customers/${customerId}/cards/${programmeId}`, { status })
    assertProblem(await put(gone, visa), 404, 'missing')
    assertProblem(await put('nobody', visa), 404, 'missing')
    assertProblem(await put(id, gone), 404, 'missing')
    assertProblem(await put(id, visa, 'LOST'), 400, 'invalid')
    const merged = await customer(owner)
    await owner.post(`/v1/customers/${id}/merge`, { victim: merged })
    assertProblem(await put(merged, visa), 409, 'merged')
  })

  it('are exported and erased with the person, and so are links and sessions', async () => {
    const owner = await app.anOwner()
    const [visa, id] = [await programme(owner, 'Visa'), await customer(owner)]
    await owner.put(`/v1/customers/${id}/cards/${visa}`, { status: 'OPEN' })
    await owner.post(`/v2/customers/${id}/link`, { partner_customer_id: 'secret-account' })
    await owner.post('/v2/customer_sessions', { customer_id: id, metadata: { secret: 'word' } })
    const { body } = await owner.get(`/v1/customers/${id}/export`)
    assert.deepEqual([body.cards.length, body.links.length, body.sessions.length], [1, 1, 1])
    assert.equal(body.links[0].external_id, 'secret-account')
    assert.deepEqual(body.sessions[0].metadata, { secret: 'word' })
    assert.equal((await owner.post(`/v1/customers/${id}/erase`, undefined)).status, 200)
    const after = (await owner.get(`/v1/customers/${id}/export`)).body
    assert.deepEqual([after.cards, after.links, after.sessions], [[], [], []])
  })
})
