import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { changeProgramme, createProgramme } from './change-programme.ts'
import { awardProfile } from './complete-profile.ts'
import { getMemberships } from './get.ts'
import { postEntry } from './post.ts'

const { at, aContext } = await testDatabase()
const { onlyPostgres, waits } = sideBySide(at)
const incentive = { fields: ['email'], points: '40' }

/** Somebody who takes part before there is a programme, and then two, of which the first is the default one. */
async function beforeAnyMember() {
  const ctx = await aContext()
  const customer = await createCustomer(ctx, { loyalty_type: 'LOYALTY', email: 'ada@default.example' })
  const first = await createProgramme(ctx, { name: 'First', incentive })
  const second = await createProgramme(ctx, { name: 'Second' })
  return {
    ctx,
    customer,
    first,
    second,
    /** Makes the second the default one, while something else waits for it. */
    changing: <T>(meanwhile: () => Promise<T>) =>
      waits((tx) => changeProgramme({ ...ctx, db: tx }, second.id, { is_default: true }), meanwhile),
    async figures() {
      const { standings } = await getMemberships(ctx, customer.id)
      const balances = standings.map(({ programme, membership }) => [programme.name, membership.balance])
      const { loyalty_balance } = await getCustomer(ctx, customer.id)
      return { ...Object.fromEntries(balances), shown: loyalty_balance }
    },
  }
}

const ofTen = { kind: 'earn', points: '10', purchase: null, reference: null, note: null } as const

describe('while another programme becomes the default one', onlyPostgres, () => {
  it('the first entry of all goes to that one, and its figures are shown', async () => {
    const { ctx, customer, second, changing, figures } = await beforeAnyMember()
    const { entry } = await changing(() => postEntry(ctx, customer.id, { ...ofTen, programmeId: null }))
    assert.equal(entry.programme_id, second.id)
    assert.deepEqual(await figures(), { First: '0', Second: '10', shown: 10 })
  })

  it('the first entry of all in the earlier one leaves what is shown to the later one', async () => {
    const { ctx, customer, first, changing, figures } = await beforeAnyMember()
    await changing(() => postEntry(ctx, customer.id, { ...ofTen, programmeId: first.id }))
    assert.deepEqual(await figures(), { First: '10', Second: '0', shown: 0 })
  })

  it('a complete profile is awarded by that one', async () => {
    const { ctx, customer, first, second, changing, figures } = await beforeAnyMember()
    const setup = { programmes: [first, second] }
    assert.equal(await changing(() => awardProfile(ctx, setup, customer)), null)
    assert.deepEqual(await figures(), { First: '0', Second: '0', shown: 0 })
  })
})
