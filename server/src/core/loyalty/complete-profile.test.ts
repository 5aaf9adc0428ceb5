import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import type { Changes, Customer } from '../customers/customer.ts'
import { getCustomer } from '../customers/get.ts'
import { updateCustomer } from '../customers/update.ts'
import { mergeCustomers } from '../merges/merge.ts'
import { changeProgramme, createProgramme } from './change-programme.ts'
import { awardProfile } from './complete-profile.ts'
import { enrol } from './enrol.ts'
import type { Programmes } from './programme.ts'

const { aContext } = await testDatabase()

const incentive = { fields: ['email', 'custom_fields.shoe_size'], points: '40' }
const complete: Changes = { email: 'ada@profile.example', custom_fields: { shoe_size: '6' } }

async function aClub(): Promise<{ ctx: Context; setup: Programmes }> {
  const ctx = await aContext()
  return { ctx, setup: { programmes: [await createProgramme(ctx, { name: 'Club', incentive })] } }
}

const aMember = async (ctx: Context, setup: Programmes, changes: Changes): Promise<Customer> =>
  enrol(ctx, setup, await createCustomer(ctx, changes), null)

describe('the points for a complete profile', () => {
  it('are given when the last field is filled, and never again', async () => {
    const { ctx, setup } = await aClub()
    const { id } = await aMember(ctx, setup, { email: 'ada@profile.example' })
    const award = async (changes: Changes) => awardProfile(ctx, setup, await updateCustomer(ctx, id, changes))
    assert.equal(await award({ custom_fields: { shoe_size: '' } }), null)
    assert.deepEqual(await award({ custom_fields: { shoe_size: '6' } }), { points: '40', balance: '40' })
    assert.equal(await award({ custom_fields: { shoe_size: '7' } }), null)
    assert.equal(await award({ custom_fields: null }), null)
    assert.equal(await award({ custom_fields: { shoe_size: '6' } }), null)
    assert.equal((await getCustomer(ctx, id)).loyalty_balance, 40)
  })

  it('are given once to many who ask at once', async () => {
    const { ctx, setup } = await aClub()
    const customer = await aMember(ctx, setup, complete)
    const all = await Promise.all(Array.from({ length: 20 }, () => awardProfile(ctx, setup, customer)))
    assert.deepEqual(
      all.filter((one) => one !== null),
      [{ points: '40', balance: '40' }],
    )
  })

  it('are for whoever takes part, and once for one person that was two', async () => {
    const { ctx, setup } = await aClub()
    const stranger = await createCustomer(ctx, complete)
    assert.equal(await awardProfile(ctx, setup, stranger), null)
    const member = await enrol(ctx, setup, stranger, null)
    await awardProfile(ctx, setup, member)
    const twin = await aMember(ctx, setup, { ...complete, email: 'twin@profile.example' })
    const merged = await mergeCustomers(ctx, { survivorId: twin.id, victimId: member.id })
    assert.equal(await awardProfile(ctx, setup, merged), null)
    assert.equal(merged.loyalty_balance, 40)
  })

  it('are not promised by what is remembered of a programme, but by what it says now', async () => {
    const { ctx, setup } = await aClub()
    const member = await aMember(ctx, setup, complete)
    await changeProgramme(ctx, setup.programmes[0]?.id ?? '', { incentive: null })
    assert.equal(await awardProfile(ctx, setup, member), null)
  })
})
