import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { emptyPlace } from '../../../test/database.ts'
import { aMember, aProgramme, assertAgreed, post, posted, standing } from '../../../test/loyalty.ts'
import { startServer } from '../../../test/process.ts'

const app = await testApp()

/** How many of so many entries, sent at once by turns, were taken; none may be answered otherwise than 201 or 409. */
async function taken(callers: Client[], times: number, id: string, entry: object): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: times }, (_, i) => post(callers[i % callers.length] as Client, id, entry)),
  )
  const statuses = answers.map(({ status }) => status)
  assert.ok(
    statuses.every((status) => status === 201 || status === 409),
    String(statuses),
  )
  return statuses.filter((status) => status === 201).length
}

describe('entries at once', () => {
  it('never overdraw: of 50 that spend, as many are taken as there are points', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const id = await aMember(owner)
    for (let i = 0; i < 5; i++) await posted(owner, id, { kind: 'earn', points: '20' })
    assert.equal(await taken([owner], 50, id, { kind: 'redeem', points: '7' }), 14)
    assert.equal((await standing(owner, id)).balance, '2')
    await assertAgreed(app, owner)
  })

  it('are posted once for a reference, and once for an idempotency key, which all are answered alike', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const id = await aMember(owner)
    assert.equal(await taken([owner], 20, id, { kind: 'earn', points: '5', reference: 'bill-1' }), 1)
    const key = { 'idempotency-key': 'k-1' }
    const all = await Promise.all(
      Array.from({ length: 10 }, () => post(owner, id, { kind: 'earn', points: '3' }, key)),
    )
    assert.deepEqual([...new Set(all.map(({ status, body }) => `${status} ${body.entry.id}`))].length, 1)
    const reused = await post(owner, id, { kind: 'earn', points: '4' }, key)
    assert.deepEqual([reused.status, reused.body.type], [409, 'urn:clientele:problem:reused_idempotency_key'])
    assert.equal((await standing(owner, id)).balance, '8')
    await assertAgreed(app, owner)
  })

  it('go with changes and merges of the same customers', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    const [id, other] = [await aMember(owner), await aMember(owner)]
    for (const one of [id, other]) await posted(owner, one, { kind: 'earn', points: '10' })
    const work = Array.from({ length: 12 }, (_, i) => [
      post(owner, id, { kind: 'earn', points: '1' }),
      post(owner, other, { kind: 'redeem', points: '1' }),
      owner.send(`/v1/customers/${id}`, { method: 'PATCH', body: { city: `C${i}`, loyalty_balance: i } }),
      owner.post(`/v1/customers/${i % 2 ? id : other}/merge`, { victim: i % 2 ? other : id }),
      owner.post(`/v1/customers/${i % 2 ? other : id}/unmerge`, {}),
    ])
    const statuses = (await Promise.all(work.flat())).map(({ status }) => status)
    assert.ok(
      statuses.every((status) => status < 500),
      String(statuses),
    )
    await assertAgreed(app, owner)
  })
})

const skip = !process.env.DATABASE_URL && 'the embedded database admits one process'

describe('two servers over one database', { skip }, () => {
  it('take together no more points than there are', async () => {
    const place = await emptyPlace()
    await using one = await startServer(place)
    await using other = await startServer(place)
    await aProgramme(one.owner)
    const id = await aMember(one.owner)
    await posted(one.owner, id, { kind: 'earn', points: '100' })
    assert.equal(await taken([one.owner, other.owner], 50, id, { kind: 'redeem', points: '9' }), 11)
    assert.equal((await standing(other.owner, id)).balance, '1')
  })
})
