import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { aMember, aProgramme, assertAgreed, posted, standing, threeTiers } from '../../../test/loyalty.ts'
import { has } from '../../../test/merging.ts'
import { endTiers } from './end-tiers.ts'

const app = await testApp()
const { db } = app.services

/** Silver and Gold are kept by 50 and 200 within 30 days. */
const kept = [
  { serial: 1, name: 'Bronze' },
  { serial: 2, name: 'Silver', threshold: '100', valid_days: 30, keep_threshold: '50' },
  { serial: 3, name: 'Gold', threshold: '500', valid_days: 30, keep_threshold: '200' },
]

/** Lets the time of a tier be over, and what was posted in it lie before or within that time. */
async function letEnd(id: string, posted: 'before' | 'within'): Promise<void> {
  await db.query(
    `update memberships set tier_since = now() - interval '31 days', tier_expires_at = now() - interval '1 hour'
    where customer_id = $1::text::uuid`,
    [id],
  )
  await db.query(
    'update points_ledger set at = now() - $2::text::interval where customer_id = $1::text::uuid',
    [id, posted === 'before' ? '40 days' : '2 days'],
  )
  await endTiers(db)
}

const tierOf = async (owner: Client, id: string) => (await standing(owner, id)).tier?.name
const historyOf = async (owner: Client, id: string) =>
  (await owner.get(`/v1/customers/${id}/tiers`)).body.data
    .toReversed()
    .map(({ kind, from_tier, to_tier }: Record<string, unknown>) => [kind, from_tier, to_tier])

describe('a tier', () => {
  it('begins as soon as its threshold is met, the highest that is, and returns lead nobody down', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { tiers: threeTiers })
    const id = await aMember(owner)
    assert.equal((await posted(owner, id, { kind: 'earn', points: '99' })).tier, 1)
    assert.equal((await posted(owner, id, { kind: 'earn', points: '1' })).tier, 2)
    assert.equal((await posted(owner, id, { kind: 'return', points: '60' })).tier, 2)
    // What was returned counts for nothing on the way up.
    assert.equal((await posted(owner, id, { kind: 'earn', points: '400' })).tier, 2)
    const { next_tier } = await standing(owner, id)
    assert.deepEqual(next_tier, { serial: 3, name: 'Gold', description: '', threshold: '500', missing: '60' })
    assert.equal((await posted(owner, id, { kind: 'earn', points: '60' })).tier, 3)
    assert.equal((await standing(owner, id)).next_tier, null)
    const another = await aMember(owner)
    assert.equal((await posted(owner, another, { kind: 'earn', points: '700' })).tier, 3)
    assert.deepEqual(await historyOf(owner, id), [
      ['UPGRADE', 1, 2],
      ['UPGRADE', 2, 3],
    ])
    assert.deepEqual(await historyOf(owner, another), [['UPGRADE', 1, 3]])
  })

  it('goes by purchases where the programme says so', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { tiers: threeTiers, tiers_by: 'lifetime_purchases' })
    const id = await aMember(owner)
    assert.equal((await posted(owner, id, { kind: 'earn', points: '5000' })).tier, 1)
    assert.equal((await posted(owner, id, { kind: 'earn', points: '0', purchase: '100.00' })).tier, 2)
  })

  it('of whoever enrols is the first, until 100 years after the registration at the end of the day there', async () => {
    const owner = await app.anOwner()
    await db.query("update organizations set time_zone = 'America/New_York' where id = $1::text::uuid", [
      owner.organizationId,
    ])
    await aProgramme(owner, { tiers: threeTiers })
    const id = await has(owner, {})
    const { body } = await owner.post(`/v1/customers/${id}/memberships`, {
      registered_at: '2024-02-01T01:00:00Z',
    })
    assert.deepEqual(body.data[0].tier, {
      serial: 1,
      name: 'Bronze',
      description: '',
      since: '2024-02-01T01:00:00.000Z',
      expires_at: '2124-02-01T04:59:59.000Z',
    })
    assert.equal(body.data[0].enrolled_at, '2024-02-01T01:00:00.000Z')
  })

  it('is renewed at its end where nothing is needed to keep it', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { tiers: threeTiers })
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '100' })
    await letEnd(id, 'before')
    assert.equal(await tierOf(owner, id), 'Silver')
    assert.deepEqual(await historyOf(owner, id), [
      ['UPGRADE', 1, 2],
      ['RENEW', 2, 2],
    ])
  })

  it('is renewed where the figure of its time is enough, from where it ended', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { tiers: kept })
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '500' })
    await letEnd(id, 'within')
    const { tier } = await standing(owner, id)
    assert.equal(tier.name, 'Gold')
    const days = (Date.parse(tier.expires_at) - Date.parse(tier.since)) / 86_400_000
    assert.ok(days >= 30 && days < 31, String(days))
    assert.ok(Date.parse(tier.since) < Date.now())
  })

  it('else goes down by one, and the way up begins at the threshold of that one', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { tiers: kept })
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '900' })
    await letEnd(id, 'before')
    const { tier, next_tier } = await standing(owner, id)
    assert.deepEqual([tier.name, next_tier.missing], ['Silver', '400'])
    assert.equal((await posted(owner, id, { kind: 'earn', points: '399' })).tier, 2)
    assert.equal((await posted(owner, id, { kind: 'earn', points: '1' })).tier, 3)
    assert.deepEqual(await historyOf(owner, id), [
      ['UPGRADE', 1, 3],
      ['DOWNGRADE', 3, 2],
      ['UPGRADE', 2, 3],
    ])
    await assertAgreed(app, owner)
  })

  it('ends once, however many look for what is due', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { tiers: kept })
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '900' })
    await Promise.all([letEnd(id, 'before'), endTiers(db), endTiers(db)])
    assert.equal(await tierOf(owner, id), 'Silver')
  })
})
