import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import {
  aMember,
  aProgramme,
  assertAgreed,
  letExpire,
  post,
  posted,
  standing,
  threeTiers,
} from '../../../test/loyalty.ts'
import { has, merge, read, unmerge } from '../../../test/merging.ts'
import { expirePoints } from './expire.ts'

const app = await testApp()

/** Two members: 40 points, and 150 and so the next tier. */
async function twoMembers() {
  const owner = await app.anOwner()
  await aProgramme(owner, { tiers: threeTiers, points_valid_days: 30 })
  const survivor = await aMember(owner)
  const victim = await aMember(owner)
  await posted(owner, survivor, { kind: 'earn', points: '40', purchase: '4' })
  await posted(owner, victim, { kind: 'earn', points: '150', purchase: '15' })
  return { owner, survivor, victim }
}

describe('a merge', () => {
  it('gives the survivor all points, the higher tier and the ledger, and shows it in one version', async () => {
    const { owner, survivor, victim } = await twoMembers()
    const before = await standing(owner, victim)
    const preview = await owner.post(`/v1/customers/${survivor}/merge/preview`, { victim })
    const { body } = await merge(owner, survivor, victim)
    assert.deepEqual([body.loyalty_balance, body.loyalty_lifetime_points], [190, 190])
    const { updated_at, updated_by, ...rest } = preview.body.customer
    const { updated_at: _at, updated_by: _by, ...made } = body
    assert.deepEqual(made, rest)
    const { balance, purchases, tier } = await standing(owner, survivor)
    assert.deepEqual([balance, purchases, tier], ['190', '19', before.tier])
    const entries = (await owner.get(`/v1/customers/${survivor}/points`)).body.data
    assert.deepEqual(
      entries.map(({ points, posted_for }: Record<string, string>) => [points, posted_for]),
      [
        ['150', victim],
        ['40', survivor],
      ],
    )
    const followed = await owner.get(`/v1/customers/${victim}/points`)
    assert.equal(followed.headers.get('merged-into'), survivor)
    assert.deepEqual(followed.body.data, entries)
    const late = await post(owner, victim, { kind: 'earn', points: '1' })
    assert.deepEqual([late.status, late.body.merged_into], [409, survivor])
    await assertAgreed(app, owner)
  })

  it('reaches a tier by the sum of both', async () => {
    const { owner, survivor, victim } = await twoMembers()
    await posted(owner, victim, { kind: 'earn', points: '320' })
    await merge(owner, survivor, victim)
    assert.equal((await standing(owner, survivor)).tier.name, 'Gold')
  })

  it('makes a member of who was none, and no more of it when it is taken back', async () => {
    const { owner, victim } = await twoMembers()
    const stranger = await has(owner, { loyalty_balance: 12 })
    const { body } = await merge(owner, stranger, victim)
    assert.deepEqual([body.loyalty_type, body.loyalty_balance], ['LOYALTY', 150])
    await unmerge(owner, victim)
    const { loyalty_type, loyalty_balance } = await read(owner, stranger)
    assert.deepEqual([loyalty_type, loyalty_balance], ['NON_LOYALTY', 12])
    assert.equal(await standing(owner, stranger), undefined)
    await assertAgreed(app, owner)
  })
})

describe('a merge that is taken back', () => {
  it('leaves each with its own, what was posted and has expired since included', async () => {
    const { owner, survivor, victim } = await twoMembers()
    const before = await standing(owner, survivor)
    await merge(owner, survivor, victim)
    await letExpire(app, survivor)
    await expirePoints(app.services.db)
    await posted(owner, survivor, { kind: 'earn', points: '9' })
    const { status } = await unmerge(owner, victim)
    assert.equal(status, 200)
    const mine = await standing(owner, survivor)
    assert.deepEqual([mine.balance, mine.expired, mine.lifetime_points], ['9', '40', '49'])
    assert.deepEqual(mine.tier, before.tier)
    const theirs = await standing(owner, victim)
    assert.deepEqual([theirs.balance, theirs.expired, theirs.tier.name], ['0', '150', 'Silver'])
    assert.equal((await read(owner, survivor)).loyalty_balance, 9)
    assert.equal((await read(owner, victim)).loyalty_balance, 0)
    await assertAgreed(app, owner)
  })

  it('is refused when points of one were spent for the other, and changes nothing', async () => {
    const { owner, survivor, victim } = await twoMembers()
    await merge(owner, survivor, victim)
    await posted(owner, survivor, { kind: 'redeem', points: '41' })
    const { status, body } = await unmerge(owner, victim)
    assert.deepEqual(
      [status, body.rule, body.errors],
      [409, 'changed_since', [{ pointer: '/points', detail: 'changed_since' }]],
    )
    assert.equal((await standing(owner, survivor)).balance, '149')
    await assertAgreed(app, owner)
  })

  it('is not in doubt when the survivor spent no more than its own', async () => {
    const { owner, survivor, victim } = await twoMembers()
    await merge(owner, survivor, victim)
    await posted(owner, survivor, { kind: 'redeem', points: '40' })
    assert.equal((await unmerge(owner, victim)).status, 200)
    assert.equal((await standing(owner, survivor)).balance, '0')
    assert.equal((await standing(owner, victim)).balance, '150')
    await assertAgreed(app, owner)
  })

  it('takes along whoever was part of the victim', async () => {
    const { owner, survivor, victim } = await twoMembers()
    const first = await aMember(owner)
    await posted(owner, first, { kind: 'earn', points: '7' })
    await merge(owner, victim, first)
    await merge(owner, survivor, victim)
    assert.equal((await standing(owner, survivor)).balance, '197')
    await unmerge(owner, victim)
    assert.equal((await standing(owner, survivor)).balance, '40')
    assert.equal((await standing(owner, victim)).balance, '157')
    await unmerge(owner, first)
    assert.equal((await standing(owner, victim)).balance, '150')
    assert.equal((await standing(owner, first)).balance, '7')
    await assertAgreed(app, owner)
  })
})
