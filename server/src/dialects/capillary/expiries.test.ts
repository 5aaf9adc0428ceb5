import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { letExpire } from '../../../test/loyalty.ts'
import { aShop, type Item } from '../../../test/loyalty-shop.ts'
import { expirePoints } from '../../core/loyalty/expire.ts'

const app = await testApp()

const [asha, ben] = ['447911000101', '447911000102']

/** Two members, of whom the first has credits with an end, two of them with the same, and one without. */
async function members() {
  const shop = await aShop(app, { programme: true })
  await shop.add(...[asha, ben].map((mobile) => ({ mobile, type: 'LOYALTY' })))
  const { id } = (await shop.owner.get(`/v1/customers/by/phone/${encodeURIComponent(`+${asha}`)}`)).body
  const earn = (points: string, expires_at: string | null) =>
    shop.owner.post(`/v1/customers/${id}/points`, { kind: 'earn', points, expires_at })
  return { ...shop, id, earn }
}

const shown = async (till: { get(path: string): Promise<{ body: Item }> }): Promise<Item[]> => {
  const path = `/v1.1/customer/get?mobile=${asha},${ben}&expiry_schedule=true&expired_points=true`
  return (await till.get(path)).body.response.customers.customer
}

it('§4.2: expiry_schedule tells what is left of points by their end, soonest first, of each customer asked for', async () => {
  const { till, owner, id, earn } = await members()
  await earn('30', '2099-12-31T23:59:59Z')
  await earn('20.00', '2098-12-31T23:59:59Z')
  await earn('12', '2099-12-31T23:59:59Z')
  await earn('5', null)
  await owner.post(`/v1/customers/${id}/points`, { kind: 'redeem', points: '1' })
  const [first, second] = await shown(till)
  assert.deepEqual(first.expiry_schedule, {
    schedule: [
      { program_id: '1', points: '19', expiry_date: '2098-12-31 23:59:59' },
      { program_id: '1', points: '42', expiry_date: '2099-12-31 23:59:59' },
    ],
  })
  assert.deepEqual([first.expired_points, second.expiry_schedule], [{ item: [] }, { schedule: [] }])
})

it('§4.2: expired_points tells what has expired, and when', async () => {
  const { till, id, earn } = await members()
  await earn('30', '2099-12-31T23:59:59Z')
  await earn('5', null)
  await letExpire(app, id)
  await expirePoints(app.services.db)
  const [first, second] = await shown(till)
  const [{ expired_on, ...expired }, ...others] = first.expired_points.item
  assert.deepEqual([expired, others], [{ program_id: '1', points: '30' }, []])
  assert.match(expired_on, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  assert.deepEqual([first.expiry_schedule.schedule, first.loyalty_points], [[], 5])
  assert.deepEqual(second.expired_points, { item: [] })
})
