import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { aCustomer, aProgramme, assertFlat, assertNoCustomer } from '../../../test/partner.ts'

const app = await testApp()

const ofProduct = (owner: Client, key: string): Client =>
  app.withHeaders({ authorization: `Bearer ${owner.secret}`, 'x-imprint-merchant-key': key })

const give = async (owner: Client, id: string, programme: string, status = 'OPEN') => {
  const answer = await owner.put(`/v1/customers/${id}/cards/${programme}`, { status })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}

const wrong = (words: string) => ({
  error: { type: 'BAD_REQUEST_ERROR', message: `The header x-imprint-merchant-key ${words}` },
})

describe('the merchant key', () => {
  it('§6-18: may be absent where there is one product, and a wrong one is refused', async () => {
    const owner = await app.anOwner()
    const unknown = await ofProduct(owner, 'VISA').get('/v2/customers')
    assert.deepEqual([unknown.status, unknown.body], [400, wrong('must be the key of a product')])
    await aProgramme(owner, { name: 'Acme Visa', merchant_key: 'VISA' })
    assert.equal((await owner.get('/v2/customers')).status, 200)
    assert.equal((await ofProduct(owner, 'VISA').get('/v2/customers')).status, 200)
    const { status, body } = await ofProduct(owner, 'visa').get('/v2/customers')
    assert.deepEqual([status, body], [400, wrong('must be the key of a product')])
  })

  it('§6-18: is needed where there are several products, by every operation but those on keys', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { name: 'Acme Visa', merchant_key: 'VISA' })
    await aProgramme(owner, { name: 'Acme Gold', merchant_key: 'GOLD' })
    const { path } = await aCustomer(owner)
    for (const [method, at] of [
      ['GET', '/v2/customers'],
      ['POST', '/v2/customers'],
      ['GET', path],
      ['POST', path],
      ['GET', `${path}/rewards_balance`],
      ['POST', `${path}/link`],
      ['POST', '/v2/customer_sessions'],
      ['GET', '/v2/customer_sessions/x'],
    ] as const) {
      const answer = await owner.send(at, { method, ...(method === 'POST' ? { body: '{}' } : {}) })
      assert.deepEqual([at, answer.status, answer.body], [at, 400, wrong('must name a product')])
    }
    assert.equal((await owner.post('/v2/keys', undefined)).status, 200)
  })

  it('§6-18: hides customers that are tied to other products alone', async () => {
    const owner = await app.anOwner()
    const visa = await aProgramme(owner, { name: 'Acme Visa', merchant_key: 'VISA' })
    const gold = await aProgramme(owner, { name: 'Acme Gold', merchant_key: 'GOLD' })
    const plain = await aProgramme(owner, { name: 'Acme Store Card' })
    const [free, ofVisa, ofGold, ofBoth] = [
      await aCustomer(owner),
      await aCustomer(owner, { external_id: 'p-1' }),
      await aCustomer(owner),
      await aCustomer(owner),
    ]
    await give(owner, ofVisa.id, visa)
    await give(owner, ofGold.id, gold)
    await give(owner, ofBoth.id, gold, 'CLOSED')
    await give(owner, ofBoth.id, visa)
    await give(owner, ofBoth.id, plain)
    const asGold = ofProduct(owner, 'GOLD')
    const { body } = await asGold.get('/v2/customers')
    assert.deepEqual(
      body.data.map(({ id }: { id: string }) => id),
      [ofBoth, ofGold, free].map(({ shownId }) => shownId),
    )
    assert.equal(body.total, 3)
    assert.deepEqual(body.data[0].statuses, { 'Acme Gold': 'CLOSED', 'Acme Store Card': 'OPEN' })
    assertNoCustomer(await asGold.get(ofVisa.path), ofVisa.id)
    assertNoCustomer(await asGold.post(ofVisa.path, { city: 'Reno' }), ofVisa.id)
    assertNoCustomer(await asGold.post(`${ofVisa.path}/link`, { partner_customer_id: 'p' }), ofVisa.id)
    assertFlat(await asGold.get(`/v2/customers?starting_after=${ofVisa.id}`), 400, '/v2/customers', [
      'starting_after: must be the id of a customer',
    ])
    assert.equal((await asGold.get('/v2/customers?partner_customer_id=p-1')).body.total, 0)
    const session = await asGold.post('/v2/customer_sessions', { customer_id: ofVisa.id })
    assertFlat(session, 400, '/v2/customer_sessions', ['customer_id: must be the id of a customer'])
    const taken = await asGold.post(`${free.path}/link`, { partner_customer_id: 'p-1' })
    assert.deepEqual([taken.status, 'existing_link' in taken.body.error], [409, false])
    assert.equal((await ofProduct(owner, 'VISA').get(ofVisa.path)).status, 200)
  })
})

describe('statuses', () => {
  it('are the cards of the customer by the names of their programmes', async () => {
    const owner = await app.anOwner()
    const visa = await aProgramme(owner, { name: 'Acme Rewards Visa' })
    const gold = await aProgramme(owner, { name: 'Acme Gold' })
    const { id, path } = await aCustomer(owner)
    await give(owner, id, visa)
    await give(owner, id, gold, 'CLOSED')
    const statuses = { 'Acme Rewards Visa': 'OPEN', 'Acme Gold': 'CLOSED' }
    assert.deepEqual((await owner.get(path)).body.statuses, statuses)
    assert.deepEqual((await owner.post(path, { city: 'Reno' })).body.statuses, statuses)
    assert.deepEqual((await owner.get('/v2/customers')).body.data[0].statuses, statuses)
  })

  it('of two customers that are merged are of both, open where either is, and part with them', async () => {
    const owner = await app.anOwner()
    const visa = await aProgramme(owner, { name: 'Visa' })
    const gold = await aProgramme(owner, { name: 'Gold' })
    const [survivor, victim] = [await aCustomer(owner), await aCustomer(owner)]
    await give(owner, survivor.id, visa, 'CLOSED')
    await give(owner, victim.id, visa)
    await give(owner, victim.id, gold, 'CLOSED')
    await owner.post(`/v1/customers/${survivor.id}/merge`, { victim: victim.id })
    assert.deepEqual((await owner.get(survivor.path)).body.statuses, { Visa: 'OPEN', Gold: 'CLOSED' })
    await owner.post(`/v1/customers/${victim.id}/unmerge`, {})
    assert.deepEqual((await owner.get(survivor.path)).body.statuses, { Visa: 'CLOSED' })
    assert.deepEqual((await owner.get(victim.path)).body.statuses, { Visa: 'OPEN', Gold: 'CLOSED' })
  })

  it('of merged customers that are written since are so for both, once they part', async () => {
    const owner = await app.anOwner()
    const visa = await aProgramme(owner, { name: 'Visa' })
    const gold = await aProgramme(owner, { name: 'Gold' })
    const [survivor, victim] = [await aCustomer(owner), await aCustomer(owner)]
    await give(owner, survivor.id, visa)
    await give(owner, victim.id, visa)
    await give(owner, victim.id, gold)
    await owner.post(`/v1/customers/${survivor.id}/merge`, { victim: victim.id })
    await give(owner, survivor.id, visa, 'CLOSED')
    await give(owner, survivor.id, gold, 'CLOSED')
    assert.deepEqual((await owner.get(survivor.path)).body.statuses, { Visa: 'CLOSED', Gold: 'CLOSED' })
    await owner.post(`/v1/customers/${victim.id}/unmerge`, {})
    assert.deepEqual((await owner.get(survivor.path)).body.statuses, { Visa: 'CLOSED' })
    assert.deepEqual((await owner.get(victim.path)).body.statuses, { Visa: 'CLOSED', Gold: 'CLOSED' })
  })
})
