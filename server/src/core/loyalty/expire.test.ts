import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aMember, aProgramme, assertAgreed, letExpire, posted, standing } from '../../../test/loyalty.ts'
import { read } from '../../../test/merging.ts'
import { expirePoints } from './expire.ts'

const app = await testApp()
const { db } = app.services

describe('points', () => {
  it('expire by the clock, once, and the customer shows it', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { points_valid_days: 10 })
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '50' })
    await posted(owner, id, { kind: 'redeem', points: '20' })
    await posted(owner, id, { kind: 'earn', points: '7', expires_at: null })
    await letExpire(app, id)
    await Promise.all([expirePoints(db), expirePoints(db), expirePoints(db)])
    const { balance, expired } = await standing(owner, id)
    assert.deepEqual([balance, expired], ['7', '30'])
    const { loyalty_balance, updated_by } = await read(owner, id)
    assert.deepEqual([loyalty_balance, updated_by], [7, 'system'])
    await assertAgreed(app, owner)
  })

  it('are good until the end of the day, where the organization is', async () => {
    const owner = await app.anOwner()
    await db.query("update organizations set time_zone = 'Asia/Kolkata' where id = $1::text::uuid", [
      owner.organizationId,
    ])
    await aProgramme(owner, { points_valid_days: 1 })
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '1' })
    const [entry] = (await owner.get(`/v1/customers/${id}/points`)).body.data
    assert.match(entry.expires_at, /T18:29:59\.000Z$/)
    const hours = (Date.parse(entry.expires_at) - Date.parse(entry.at)) / 3_600_000
    assert.ok(hours >= 24 && hours < 48, String(hours))
  })

  it('of an archived customer wait until it is restored', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner, { points_valid_days: 10 })
    const id = await aMember(owner)
    await posted(owner, id, { kind: 'earn', points: '50' })
    await letExpire(app, id)
    await owner.delete(`/v1/customers/${id}`)
    await expirePoints(db)
    assert.equal((await standing(owner, id)).balance, '50')
    await owner.send(`/v1/customers/${id}/restore`, { method: 'POST' })
    await expirePoints(db)
    assert.equal((await standing(owner, id)).balance, '0')
    await assertAgreed(app, owner)
  })
})
