import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aCustomer, assertNoCustomer, nobody, uuidInCapitals } from '../../../test/partner.ts'

const app = await testApp()

describe('a customer', () => {
  it('§6-12: omits what is not known, and has statuses even when there are none', async () => {
    const owner = await app.anOwner()
    const { path, shownId } = await aCustomer(owner, { birth_month: 2 })
    const { status, body } = await owner.get(path)
    const { created_at, updated_at, ...rest } = body
    assert.equal(status, 200)
    assert.deepEqual(rest, { id: shownId, statuses: {}, date_of_birth: { month: 2 } })
    assert.equal(updated_at, created_at)
  })

  it('§6-13: has an id in capitals, and is found by it in any case', async () => {
    const owner = await app.anOwner()
    const { id, shownId } = await aCustomer(owner)
    assert.match(shownId, uuidInCapitals)
    for (const each of [id, shownId, id.slice(0, 18) + shownId.slice(18)]) {
      assert.equal((await owner.get(`/v2/customers/${each}`)).body.id, shownId)
      assert.equal((await owner.post(`/v2/customers/${each}`, {})).body.id, shownId)
    }
  })

  it('§6-13: that is not there, or cannot be, is 404 with the id as it was sent', async () => {
    const owner = await app.anOwner()
    for (const id of [nobody, 'CSMR-v1-123', 'x', '%20', "'"]) {
      const given = decodeURIComponent(id)
      assertNoCustomer(await owner.get(`/v2/customers/${id}`), given)
      assertNoCustomer(await owner.post(`/v2/customers/${id}`, {}), given)
      assertNoCustomer(await owner.get(`/v2/customers/${id}/rewards_balance`), given)
      assertNoCustomer(await owner.post(`/v2/customers/${id}/link`, { partner_customer_id: 'p' }), given)
    }
  })

  it('that is archived is 404, to all operations', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner)
    await owner.delete(`/v1/customers/${id}`)
    assertNoCustomer(await owner.get(path), id)
    assertNoCustomer(await owner.post(path, { city: 'Reno' }), id)
    assertNoCustomer(await owner.get(`${path}/rewards_balance`), id)
    assertNoCustomer(await owner.post(`${path}/link`, { partner_customer_id: 'p' }), id)
    assert.deepEqual((await owner.get('/v2/customers')).body, { data: [], has_more: false, total: 0 })
  })

  it('that was merged answers as the one that it is part of, and is changed as that one', async () => {
    const owner = await app.anOwner()
    const survivor = await aCustomer(owner, { email: 'survivor@shop.example' })
    const victim = await aCustomer(owner, { first_name: 'Mara' })
    await owner.post(`/v1/customers/${survivor.id}/merge`, { victim: victim.id })
    assert.deepEqual((await owner.get(victim.path)).body, (await owner.get(survivor.path)).body)
    const { body } = await owner.post(victim.path, { city: 'Reno' })
    assert.deepEqual([body.id, body.address.city], [survivor.shownId, 'Reno'])
    const link = await owner.post(`${victim.path}/link`, { partner_customer_id: 'p' })
    assert.deepEqual([link.status, link.body.customer_id], [200, survivor.shownId])
  })

  it('has the balance of no programme: 0 points', async () => {
    const owner = await app.anOwner()
    const { path, shownId } = await aCustomer(owner)
    await owner.put(`/api/consumers/batch`, [{ id: shownId, loyaltyBalance: 50 }])
    const { status, body } = await owner.get(`${path}/rewards_balance`)
    assert.equal(status, 200)
    assert.deepEqual(body, { customer_id: shownId, reward_balance: 0, reward_symbol: 'points' })
  })

  it('has the balance of the default programme in whole points, rounded down', async () => {
    const owner = await app.anOwner()
    const { id, path } = await aCustomer(owner)
    await owner.post('/v1/programmes', { name: 'Points', decimals: 2, tiers: [{ serial: 1, name: 'First' }] })
    await owner.post(`/v1/customers/${id}/memberships`, {})
    const earned = await owner.post(`/v1/customers/${id}/points`, { kind: 'earn', points: '41.75' })
    assert.equal(earned.status, 201, JSON.stringify(earned.body))
    assert.equal((await owner.get(`${path}/rewards_balance`)).body.reward_balance, 41)
  })
})
