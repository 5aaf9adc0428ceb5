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
import { has, read } from '../../../test/merging.ts'

const app = await testApp()

describe('an entry', () => {
  it('is answered with the membership after it, and shows in the columns of the customer', async () => {
    const owner = await app.anOwner()
    const programme = await aProgramme(owner, { tiers: threeTiers })
    const id = await aMember(owner)
    const { status, body, headers } = await post(owner, id, {
      kind: 'earn',
      points: '120',
      purchase: '60.50',
      reference: 'bill-1',
      note: 'first',
    })
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
      [
        customer.loyalty_type,
        customer.loyalty_balance,
        customer.loyalty_lifetime_points,
        customer.loyalty_last_activity_at,
      ],
      ['LOYALTY', 120, 120, at],
    )
    await assertAgreed(app, owner)
  })
})
