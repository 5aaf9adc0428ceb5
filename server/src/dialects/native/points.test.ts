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
import { has, merge, read } from '../../../test/merging.ts'

const app = await testApp()

/** What an answer refuses, and where. */
const refusalOf = ({ status, body }: Awaited<ReturnType<typeof post>>) => [
  status,
  body.rule ?? body.type,
  (body.errors ?? []).map(({ pointer }: { pointer: string }) => pointer),
]

describe('an entry', () => {
  it('is answered with the membership after it, and shows in the columns of the customer', async () => {
    const owner = await app.anOwner()
    const programme = await aProgramme(owner, { tiers: threeTiers })
    const id = await aMember(owner)
    const sent = { kind: 'earn', points: '120', purchase: '60.50', reference: 'bill-1', note: 'first' }
    const { status, body, headers } = await post(owner, id, sent)
    assert.equal(status, 201)
    assert.equal(headers.get('location'), `/v1/customers/${id}/points`)
    const { id: entryId, at, actor, request_id, ...entry } = body.entry
    assert.deepEqual(entry, {
      programme_id: programme.id,
      kind: 'earn',
      points: '120',
      purchase: '60.5',
      expires_at: null,
      reference: 'bill-1',
      note: 'first',
      balance_after: '120',
      posted_for: id,
    })
    const { enrolled_at, tier_since, tier_expires_at, ...membership } = body.membership
    assert.deepEqual(membership, {
      programme_id: programme.id,
      tier: 2,
      lifetime_points: '120',
      balance: '120',
      redeemed: '0',
      expired: '0',
      returned: '0',
      adjusted: '0',
      purchases: '60.5',
      last_activity_at: at,
      profile_awarded_at: null,
    })
    const customer = await read(owner, id)
    assert.deepEqual(
      [customer.loyalty_type, customer.loyalty_balance, customer.loyalty_lifetime_points],
      ['LOYALTY', 120, 120],
    )
    assert.equal(customer.loyalty_last_activity_at, at)
    await assertAgreed(app, owner)
  })

  it('makes a version of the customer and a line of the change feed in the default programme alone', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const other = await aProgramme(owner, { name: 'Other' })
    const id = await aMember(owner)
    const before = await read(owner, id)
    await posted(owner, id, { kind: 'earn', points: '5', programme_id: other.id })
    assert.equal((await read(owner, id)).version, before.version)
    await posted(owner, id, { kind: 'earn', points: '7' })
    const { version, loyalty_balance } = await read(owner, id)
    assert.deepEqual([version, loyalty_balance], [before.version + 1, 7])
    const [line] = (await owner.get(`/v1/customers/${id}/history`)).body.data
    assert.deepEqual([line.version, line.kind, line.after.loyalty_balance], [version, 'updated', 7])
  })

  it('earns by the purchase, cut to the places of the programme', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { points_per_currency: '0.15', decimals: 1 })
    const id = await aMember(owner)
    const { balance, purchases } = await posted(owner, id, { kind: 'earn', purchase: '9.99' })
    assert.deepEqual([balance, purchases], ['1.4', '9.99'])
  })

  it('keeps decimals exactly, where floats would not', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { decimals: 8 })
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '999999999999.1' })
    const { balance } = await posted(owner, id, { kind: 'redeem', points: '999999999998.80000001' })
    assert.equal(balance, '0.29999999')
    await assertAgreed(app, owner)
  })

  it('spends what expires first, and of what expires together the oldest', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const id = await aMember(owner)
    for (const [points, expires_at] of [
      ['10', null],
      ['20', '2031-01-01T00:00:00Z'],
      ['30', '2030-01-01T00:00:00Z'],
      ['40', '2030-01-01T00:00:00Z'],
    ])
      await posted(owner, id, { kind: 'earn', points, expires_at })
    await posted(owner, id, { kind: 'redeem', points: '75' })
    assert.deepEqual(await left(id), ['10', '15', '0', '0'])
    // The newest first: what is returned was earned last.
    await posted(owner, id, { kind: 'return', points: '5' })
    assert.deepEqual(await left(id), ['10', '10', '0', '0'])
    await assertAgreed(app, owner)
  })

  it('posts what has expired before it', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { points_valid_days: 30 })
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '50' })
    await letExpire(app, id)
    const { balance, expired, last_activity_at } = await posted(owner, id, { kind: 'earn', points: '8' })
    assert.deepEqual([balance, expired], ['8', '50'])
    const { data } = (await owner.get(`/v1/customers/${id}/points`)).body
    const lines = data.map(({ kind, points, balance_after }: Record<string, string>) => [
      kind,
      points,
      balance_after,
    ])
    assert.deepEqual(lines, [
      ['earn', '8', '8'],
      ['expire', '-50', '0'],
      ['earn', '50', '50'],
    ])
    assert.equal(last_activity_at, data[0].at)
    await assertAgreed(app, owner)
  })
})

describe('an entry is refused and changes nothing', () => {
  it('beyond the balance, what was earned, or what was bought', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '10', purchase: '10' })
    await posted(owner, id, { kind: 'adjust', points: '5' })
    const before = await standing(owner, id)
    for (const [entry, field] of [
      [{ kind: 'redeem', points: '16' }, '/points'],
      [{ kind: 'adjust', points: '-16' }, '/points'],
      [{ kind: 'return', points: '11' }, '/points'],
      [{ kind: 'return', points: '1', purchase: '11' }, '/purchase'],
    ] as const)
      assert.deepEqual(refusalOf(await post(owner, id, entry)), [409, 'insufficient_points', [field]])
    assert.deepEqual(await standing(owner, id), before)
    await assertAgreed(app, owner)
  })

  it('beyond what the record holds, of one or of two that become one', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const [id, other] = [await aMember(owner), await aMember(owner)]
    for (const one of [id, other]) await posted(owner, one, { kind: 'earn', points: '999999999999' })
    assert.deepEqual(refusalOf(await post(owner, id, { kind: 'earn', points: '1' })), [
      409,
      'overflow',
      ['/points'],
    ])
    assert.deepEqual(refusalOf(await merge(owner, id, other)), [409, 'overflow', ['/points']])
    assert.equal((await standing(owner, id)).balance, '999999999999')
    await assertAgreed(app, owner)
  })

  it('for somebody who takes no part, or whom the fraud desk has marked', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const stranger = await has(owner, {})
    assert.deepEqual(refusalOf(await post(owner, stranger, { kind: 'earn', points: '1' })), [
      409,
      'not_enrolled',
      [],
    ])
    const id = await aMember(owner, { fraud_status: 'CONFIRMED' })
    await posted(owner, id, { kind: 'earn', points: '9' })
    const spending = await post(owner, id, { kind: 'redeem', points: '1' })
    assert.deepEqual(refusalOf(spending), [409, 'fraud', ['/fraud_status']])
  })

  it('with a reference that this kind of entry has in the programme', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const id = await aMember(owner)
    const another = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '9', reference: 'bill-7' })
    const again = await post(owner, another, { kind: 'earn', points: '9', reference: 'bill-7' })
    assert.deepEqual(refusalOf(again), [409, 'reference_used', ['/reference']])
    await posted(owner, id, { kind: 'return', points: '9', reference: 'bill-7' })
    assert.equal((await standing(owner, another)).balance, '0')
  })

  it('for a customer or a programme that is not there', async () => {
    const owner = await app.anOwner()
    const nobody = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'
    const earn = { kind: 'earn', points: '1' }
    assert.equal((await post(owner, nobody, earn)).body.title, 'There is no such customer.')
    const id = await has(owner, { loyalty_type: 'LOYALTY' })
    assert.equal((await post(owner, id, earn)).body.title, 'There is no such programme.')
    await aProgramme(owner)
    assert.equal((await post(owner, id, { ...earn, programme_id: nobody })).status, 404)
    await owner.delete(`/v1/customers/${id}`)
    assert.equal((await post(owner, id, earn)).status, 404)
  })

  it('where it breaks a rule of its kind', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const id = await aMember(owner)
    for (const [entry, pointer] of [
      [{ kind: 'expire', points: '1' }, '/kind'],
      [{ kind: 'earn', points: 5 }, '/points'],
      [{ kind: 'earn', points: '-5' }, '/points'],
      [{ kind: 'earn', points: '1e3' }, '/points'],
      [{ kind: 'earn', points: '0.5' }, '/points'],
      [{ kind: 'earn', points: '0' }, '/points'],
      [{ kind: 'earn' }, '/points'],
      [{ kind: 'earn', purchase: '10' }, '/points'],
      [{ kind: 'earn', points: '1', expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
      [{ kind: 'adjust', points: '-1', expires_at: '2030-01-01T00:00:00Z' }, '/expires_at'],
      [{ kind: 'redeem', points: '1', purchase: '3' }, '/purchase'],
      [{ kind: 'redeem', points: '1', customer: 'x' }, '/customer'],
      [{ kind: 'earn', points: '1', reference: '' }, '/reference'],
    ] as const)
      assert.deepEqual(
        refusalOf(await post(owner, id, entry)),
        [400, 'urn:clientele:problem:invalid', [pointer]],
        JSON.stringify(entry),
      )
    const inQuery = await owner.post(`/v1/customers/${id}/points?dry=1`, { kind: 'earn', points: '1' })
    assert.deepEqual(refusalOf(inQuery), [400, 'urn:clientele:problem:invalid', ['/dry']])
    assert.equal((await owner.get(`/v1/customers/${id}/points`)).body.data.length, 0)
  })
})

/** What is left of a customer's lots, the oldest first. */
async function left(id: string): Promise<string[]> {
  const rows = await app.services.db.query<{ remaining: string }>(
    'select remaining from points_lots where customer_id = $1::text::uuid order by id',
    [id],
  )
  return rows.map(({ remaining }) => remaining)
}
