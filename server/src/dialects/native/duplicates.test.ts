import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { has, merge } from '../../../test/merging.ts'

const app = await testApp()

it('has look-alikes ranked with their reasons', async () => {
  const owner = await app.anOwner()
  const known = {
    email: 'ada.lovelace@gmail.com',
    full_name: 'Ada Lovelace',
    birth_year: 1990,
    birth_month: 5,
    birth_day: 6,
  }
  const id = await has(owner, { ...known, postal_code: 'SW1A 1AA', phone: '+1 415 555 2671' })
  const mailbox = await has(owner, { email: 'AdaLove.lace+news@googlemail.com' })
  const tagged = await has(owner, { email: 'ada.lovelace+shop@gmail.com', full_name: 'A. Nother' })
  const sure = await has(owner, {
    full_name: 'Ada  Lovelace',
    birth_year: 1990,
    birth_month: 5,
    birth_day: 6,
    postal_code: 'sw1a1aa',
  })
  const typo = await has(owner, { full_name: 'Ada Lovelacce' })
  const swapped = await has(owner, { full_name: 'Lovelace, Ada' })
  const phone = await has(owner, { phone: '01 415-555-2671 ext' })
  await has(owner, { full_name: 'Bob Lovell', email: 'ada.lovelace@other.example', phone: '+1 415 555 2672' })
  const { body } = await owner.get(`/v1/customers/${id}/duplicates`)
  const found = body.data.map((each: { customer: { id: string }; reasons: string[] }) => [
    each.customer.id,
    each.reasons,
  ])
  assert.deepEqual(
    new Map(found.slice(0, 2)),
    new Map([
      [mailbox, ['email']],
      [tagged, ['email']],
    ]),
  )
  assert.deepEqual(
    new Map(found.slice(2)),
    new Map([
      [phone, ['phone']],
      [sure, ['name', 'birth_date', 'postal_code']],
      [swapped, ['name']],
      [typo, ['name']],
    ]),
  )
  const scores = body.data.map((each: { score: number }) => each.score)
  assert.deepEqual(
    scores,
    scores.toSorted((a: number, b: number) => b - a),
  )
  const first = await owner.get(`/v1/customers/${id}/duplicates?limit=1`)
  assert.deepEqual([first.body.data.length, first.body.has_more], [1, true])

  await merge(owner, id, sure)
  const followed = await owner.get(`/v1/customers/${sure}/duplicates`)
  assert.equal(followed.headers.get('merged-into'), id)
  assert.equal(followed.body.data.length, 5)
})
