import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { aSetup, doneIn, proposed, rulesIn } from '../../../test/registration.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { createProgramme } from '../loyalty/change-programme.ts'
import { readMemberships } from '../loyalty/memberships.ts'
import { postEntry } from '../loyalty/post.ts'
import type { Setup } from '../setup/setup.ts'
import { addRegistered } from './add.ts'
import { updateRegistered } from './update.ts'

const { aContext } = await testDatabase()
const day = '2024-02-01T10:00:00.000Z'

/** An organization with a programme that promises 40 points for a name and an e-mail. */
async function aClub(): Promise<{ ctx: Context; setup: Setup }> {
  const ctx = await aContext()
  const programme = await createProgramme(ctx, {
    name: 'Club',
    tiers: [{ serial: 1, name: 'Bronze' }],
    incentive: { fields: ['first_name', 'email'], points: '40' },
  })
  return { ctx, setup: aSetup({}, { programmes: [programme] }) }
}

async function membershipOf(ctx: Context, setup: Setup, id: string) {
  const [membership] = (await readMemberships(ctx, setup, [id])).get(id) ?? []
  return membership ?? null
}

describe('who registers in loyalty', () => {
  it('is a member of the programmes from the time of the registration on', async () => {
    const { ctx, setup } = await aClub()
    const said = proposed({ phone: '447911000101', registeredAt: day })
    const { customer, awarded } = doneIn(await addRegistered(ctx, setup, [said]))
    assert.deepEqual([customer.version, awarded], [1, null])
    const membership = await membershipOf(ctx, setup, customer.id)
    assert.deepEqual(
      [membership?.tier, membership?.enrolled_at, membership?.tier_expires_at],
      [1, day, '2124-02-01T23:59:59.000Z'],
    )
  })

  it('is none outside of loyalty, until the type says so', async () => {
    const { ctx, setup } = await aClub()
    const outside = proposed({ phone: '447911000101', type: 'NON_LOYALTY' })
    const { customer } = doneIn(await addRegistered(ctx, setup, [outside]))
    assert.equal(await membershipOf(ctx, setup, customer.id), null)
    const inside = proposed({ phone: '447911000101', type: 'LOYALTY', registeredAt: day })
    const converted = doneIn(await updateRegistered(ctx, setup, [inside]))
    assert.partialDeepStrictEqual(converted.customer, await getCustomer(ctx, customer.id))
    assert.deepEqual([converted.customer.loyalty_type, converted.customer.registered_at], ['LOYALTY', day])
    assert.equal((await membershipOf(ctx, setup, customer.id))?.enrolled_at, day)
  })

  it('is a member once, of as many as convert the same customer at once', async () => {
    const { ctx, setup } = await aClub()
    const { id } = await createCustomer(ctx, { phone: '+447911000101' })
    const said = proposed({ phone: '447911000101', type: 'LOYALTY' })
    const all = await Promise.all(Array.from({ length: 8 }, () => updateRegistered(ctx, setup, [said])))
    assert.deepEqual(new Set(all.flatMap((one) => rulesIn(one))), new Set([null]))
    assert.equal((await readMemberships(ctx, setup, [id])).get(id)?.length, 1)
  })

  it('is one customer, of as many as register at once', async () => {
    const { ctx, setup } = await aClub()
    const said = proposed({ phone: '447911000101' })
    const all = await Promise.all(Array.from({ length: 8 }, () => addRegistered(ctx, setup, [said])))
    const done = all.map((one) => doneIn(one))
    assert.equal(done.filter(({ created }) => created).length, 1)
    assert.equal(new Set(done.map(({ customer }) => customer.id)).size, 1)
  })
})

describe('a profile that is complete', () => {
  it('is awarded its points once, and shown with them', async () => {
    const { ctx, setup } = await aClub()
    const said = { phone: '447911000101', changes: { first_name: 'Asha' } }
    const first = doneIn(await addRegistered(ctx, setup, [proposed(said)]))
    assert.equal(first.awarded, null)
    const email = 'asha@club.example'
    const second = doneIn(await updateRegistered(ctx, setup, [proposed({ ...said, email })]))
    assert.deepEqual(second.awarded, { points: '40', balance: '40' })
    assert.deepEqual(second.customer, await getCustomer(ctx, second.customer.id))
    assert.equal(second.customer.loyalty_balance, 40)
    const again = doneIn(await updateRegistered(ctx, setup, [proposed({ ...said, email })]))
    assert.deepEqual([again.awarded, again.customer.loyalty_balance], [null, 40])
  })

  it('is changed where its points cannot be awarded, which are when they can be', async () => {
    const { ctx, setup } = await aClub()
    const said = { phone: '447911000101', changes: { first_name: 'Asha' } }
    const { customer } = doneIn(await addRegistered(ctx, setup, [proposed(said)]))
    const adjust = (points: string) =>
      postEntry(ctx, customer.id, {
        programmeId: null,
        kind: 'adjust',
        points,
        purchase: null,
        reference: null,
        note: null,
      })
    await adjust('999999999999')
    const email = 'asha@club.example'
    const full = doneIn(await updateRegistered(ctx, setup, [proposed({ ...said, email })]))
    assert.deepEqual([full.awarded, full.customer.email], [null, email])
    assert.partialDeepStrictEqual(full.customer, await getCustomer(ctx, customer.id))
    await adjust('-99')
    const again = doneIn(await updateRegistered(ctx, setup, [proposed({ ...said, email })]))
    assert.deepEqual(again.awarded, { points: '40', balance: '999999999940' })
  })

  it('is awarded its points when it registers', async () => {
    const { ctx, setup } = await aClub()
    const said = { phone: '447911000101', email: 'asha@club.example', changes: { first_name: 'Asha' } }
    const { awarded, customer } = doneIn(await addRegistered(ctx, setup, [proposed(said)]))
    assert.deepEqual(awarded, { points: '40', balance: '40' })
    assert.equal(customer.loyalty_lifetime_points, 40)
  })

  it('changes by its points, at the time of these, also where the registration told one of its own', async () => {
    const { ctx, setup } = await aClub()
    const told = { phone: '447911000101', changes: { first_name: 'Asha' }, updatedAt: day }
    const plain = doneIn(await addRegistered(ctx, setup, [proposed(told)]))
    assert.deepEqual([plain.customer.version, plain.customer.updated_at], [1, day])
    const full = { ...told, phone: '447911000102', email: 'asha@club.example' }
    const { customer } = doneIn(await addRegistered(ctx, setup, [proposed(full)]))
    const { version, updated_at, loyalty_last_activity_at } = customer
    assert.ok(version === 2 && updated_at && loyalty_last_activity_at, JSON.stringify(customer))
    assert.ok(updated_at >= loyalty_last_activity_at && loyalty_last_activity_at > day)
  })
})

it('makes a contact part of somebody who converts, as a whole', async () => {
  const { ctx, setup } = await aClub()
  const { id } = await createCustomer(ctx, { phone: '+447911000101' })
  const contact = await createCustomer(ctx, { email: 'asha@club.example', first_name: 'Old', city: 'Leeds' })
  const said = { phone: '447911000101', email: 'asha@club.example', type: 'LOYALTY', registeredAt: day }
  const { customer, awarded, notices } = doneIn(
    await updateRegistered(ctx, setup, [proposed({ ...said, changes: { first_name: 'Asha' } })]),
  )
  assert.deepEqual(
    [customer.id, customer.email, customer.first_name, customer.city, customer.loyalty_type],
    [id, 'asha@club.example', 'Asha', 'Leeds', 'LOYALTY'],
  )
  assert.deepEqual([awarded, notices], [{ points: '40', balance: '40' }, []])
  assert.equal((await getCustomer(ctx, contact.id)).merged_into, id)
  assert.equal((await membershipOf(ctx, setup, id))?.enrolled_at, day)
})
