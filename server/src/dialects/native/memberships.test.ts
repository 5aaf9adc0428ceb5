import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import {
  aMember,
  aProgramme,
  assertAgreed,
  post,
  posted,
  standing,
  threeTiers,
} from '../../../test/loyalty.ts'
import { has, historyOf, read } from '../../../test/merging.ts'

const app = await testApp()

describe('POST /v1/customers/{id}/memberships', () => {
  it('makes a member of every programme, in its first tier, and changes nothing the second time', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { tiers: threeTiers })
    await aProgramme(owner, { name: 'Second' })
    const id = await has(owner, {})
    const { status, body } = await owner.post(`/v1/customers/${id}/memberships`, {})
    assert.equal(status, 200)
    const { enrolled_at, ...first } = body.data[0]
    assert.deepEqual(Object.keys(first.tier), ['serial', 'name', 'description', 'since', 'expires_at'])
    assert.deepEqual(
      { ...first, programme: first.programme.name, tier: first.tier.name },
      {
        programme: 'Club',
        tier: 'Bronze',
        next_tier: { serial: 2, name: 'Silver', description: '', threshold: '100', missing: '100' },
        lifetime_points: '0',
        balance: '0',
        redeemed: '0',
        expired: '0',
        returned: '0',
        adjusted: '0',
        purchases: '0',
        last_activity_at: null,
        profile_awarded_at: null,
      },
    )
    assert.deepEqual([body.data[1].programme.name, body.data[1].tier], ['Second', null])
    const customer = await read(owner, id)
    assert.deepEqual([customer.loyalty_type, customer.version], ['LOYALTY', 2])
    const again = await owner.post(`/v1/customers/${id}/memberships`, {
      registered_at: '2020-01-01T00:00:00Z',
    })
    assert.deepEqual(again.body, body)
    assert.equal((await read(owner, id)).version, 2)
    assert.deepEqual((await owner.get(`/v1/customers/${id}/memberships`)).body, body)
  })

  it('makes the ledger the source of the loyalty columns, which nobody else writes from then on', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const id = await has(owner, { loyalty_balance: 70, loyalty_lifetime_points: 90 })
    assert.equal((await read(owner, id)).loyalty_balance, 70)
    await owner.post(`/v1/customers/${id}/memberships`, {})
    assert.equal((await read(owner, id)).loyalty_balance, 0)
    await posted(owner, id, { kind: 'adjust', points: '70' })
    const { version } = await read(owner, id)

    const wrong = { loyalty_balance: 1, loyalty_lifetime_points: 2, loyalty_last_activity_at: null }
    await owner.send(`/v1/customers/${id}`, { method: 'PATCH', body: wrong })
    assert.equal((await read(owner, id)).version, version)
    await owner.put(`/v1/customers/${id}`, { ...wrong, city: 'Leeds', loyalty_type: 'LOYALTY' })
    const other = await owner.put(`/api/consumers/${id}`, { fullName: 'Ada', loyaltyBalance: 5 })
    assert.deepEqual([other.status, other.body.loyaltyBalance], [200, 70])
    const batch = { mode: 'each', operations: [{ op: 'patch', id, body: wrong }] }
    assert.equal((await owner.post('/v1/customers/batch', batch)).status, 200)
    const customer = await read(owner, id)
    assert.deepEqual([customer.city, customer.loyalty_balance], ['Leeds', 70])
    await assertAgreed(app, owner)
    const lines = (await historyOf(owner, id)).slice(-2)
    assert.ok(lines.every(({ after }: { after: object }) => !('loyalty_balance' in after)))
  })

  it('is not needed by who is LOYALTY already: the first entry makes the membership', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { tiers: threeTiers })
    const id = await has(owner, { loyalty_type: 'LOYALTY', registered_at: '2024-02-01T10:00:00Z' })
    assert.equal(await standing(owner, id), undefined)
    assert.equal((await post(owner, id, { kind: 'earn', points: '5' })).status, 201)
    const { tier, enrolled_at } = await standing(owner, id)
    assert.deepEqual([tier.expires_at, enrolled_at], ['2124-02-01T23:59:59.000Z', '2024-02-01T10:00:00.000Z'])
  })
})

describe('the ledger of a customer', () => {
  it('is read page by page, newest first, of one programme or of all', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const { id: programme_id } = await aProgramme(owner, { name: 'Second' })
    const id = await aMember(owner)
    for (const points of ['1', '2', '3']) await posted(owner, id, { kind: 'earn', points })
    await posted(owner, id, { kind: 'earn', points: '9', programme_id })
    const path = `/v1/customers/${id}/points`
    const pointsOf = ({ data }: { data: { points: string }[] }) => data.map(({ points }) => points)
    const first = (await owner.get(`${path}?limit=3`)).body
    assert.deepEqual([pointsOf(first), first.has_more], [['9', '3', '2'], true])
    const second = (await owner.get(`${path}?limit=3&after=${first.next}`)).body
    assert.deepEqual([pointsOf(second), second.has_more, second.next], [['1'], false, null])
    assert.deepEqual(pointsOf((await owner.get(`${path}?before=${second.previous}`)).body), ['9', '3', '2'])
    assert.deepEqual(pointsOf((await owner.get(`${path}?programme_id=${programme_id}`)).body), ['9'])
    const another = await aMember(owner)
    for (const wrong of [
      `${path}?programme_id=${programme_id}&after=${first.next}`,
      `/v1/customers/${another}/points?after=${first.next}`,
    ])
      assert.equal((await owner.get(wrong)).status, 400)
    assert.equal((await owner.get(`${path}?programme_id=x`)).status, 400)
    assert.equal((await owner.get(`${path}?page=2`)).status, 400)
  })
})
