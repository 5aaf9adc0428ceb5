import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { aField, aSetup, aTill, doneIn, proposed, rulesIn } from '../../../test/registration.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import type { Changes } from '../customers/customer.ts'
import { getCustomer } from '../customers/get.ts'
import type { Proposal } from './proposal.ts'
import { subscriptionsOf } from './subscriptions.ts'
import { updateRegistered } from './update.ts'

const { aContext } = await testDatabase()
const phone = '447911000101'

async function aCustomer(has: Changes = {}, setup = aSetup()) {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, { phone: `+${phone}`, ...has })
  const update = (said: Partial<Proposal>) => updateRegistered(ctx, setup, [proposed({ phone, ...said })])
  return { ctx, id, update }
}

const now = (ctx: Context, id: string) => getCustomer(ctx, id)

describe('custom and extended fields', () => {
  const setup = aSetup(
    {},
    {
      customFields: new Map([
        ['shoe_size', aField({ name: 'shoe_size', datatype: 'Integer' })],
        ['colour', aField({ name: 'colour' })],
        ['gone', aField({ name: 'gone', disabled: true })],
      ]),
      extendedFields: new Map([
        [
          'gender',
          aField({ kind: 'extended', name: 'gender', datatype: 'CUSTOM_ENUM', options: ['Male', 'Female'] }),
        ],
      ]),
    },
  )

  it('are saved one by one, and those that are invalid are told of once', async () => {
    const { ctx, id, update } = await aCustomer({ custom_fields: { colour: 'red' } }, setup)
    const { notices } = doneIn(
      await update({
        changes: { first_name: 'Asha' },
        customFields: [
          { name: 'shoe_size', value: '6' },
          { name: 'gone', value: 'x' },
          { name: 'not_configured', value: 'x' },
        ],
        extendedFields: [
          { name: 'GENDER', value: 'female' },
          { name: 'other', value: 'x' },
        ],
      }),
    )
    assert.deepEqual(notices, [{ kind: 'custom_field_invalid' }, { kind: 'extended_field_invalid' }])
    const { custom_fields, extended_fields, first_name } = await now(ctx, id)
    assert.deepEqual(custom_fields, { colour: 'red', shoe_size: '6' })
    assert.deepEqual([extended_fields, first_name], [{ gender: 'Female' }, 'Asha'])
  })

  it('are cleared by an empty value where they are custom, and left where they are extended', async () => {
    const has = { custom_fields: { colour: 'red', shoe_size: '6' }, extended_fields: { gender: 'Male' } }
    const { ctx, id, update } = await aCustomer(has, setup)
    const empty = {
      customFields: [{ name: 'colour', value: '' }],
      extendedFields: [{ name: 'gender', value: '' }],
    }
    assert.deepEqual(doneIn(await update(empty)).notices, [])
    const { custom_fields, extended_fields } = await now(ctx, id)
    assert.deepEqual([custom_fields, extended_fields], [{ shoe_size: '6' }, { gender: 'Male' }])
  })
})

describe('subscriptions', () => {
  it('are saved by channel and priority in any case, and bad ones are told of while the others are saved', async () => {
    const { ctx, id, update } = await aCustomer({ email_promotional_consent: true })
    const sent = [
      { channel: 'sms', priority: 'TRANS', scope: 'all', isSubscribed: '1' },
      { channel: 'EMAIL', priority: 'bulk', scope: 'ALL', isSubscribed: '0' },
      { channel: 'fax', priority: 'BULK', scope: 'all', isSubscribed: '1' },
      { channel: 'sms', priority: 'BULK', scope: 'all', isSubscribed: 'maybe' },
      { channel: 'sms', priority: 'BULK', scope: 'some', isSubscribed: '1' },
    ]
    const { customer, notices } = doneIn(await update({ subscriptions: sent }))
    assert.deepEqual(notices, [
      { kind: 'subscription_invalid', channel: 'fax', priority: 'BULK' },
      { kind: 'subscription_invalid', channel: 'sms', priority: 'BULK' },
      { kind: 'subscription_invalid', channel: 'sms', priority: 'BULK' },
    ])
    assert.deepEqual(subscriptionsOf(customer), [
      { channel: 'SMS', priority: 'TRANS', isSubscribed: true },
      { channel: 'EMAIL', priority: 'BULK', isSubscribed: false },
    ])
    assert.deepEqual(subscriptionsOf(await now(ctx, id)), subscriptionsOf(customer))
  })

  it('are on or off as "1", "0", 1, 0, true or false', async () => {
    for (const [isSubscribed, expected] of [
      ['1', true],
      ['0', false],
      [1, true],
      [0, false],
      [true, true],
      [false, false],
    ]) {
      const { update } = await aCustomer()
      const sent = [{ channel: 'sms', priority: 'BULK', scope: 'all', isSubscribed }]
      assert.equal(doneIn(await update({ subscriptions: sent })).customer.sms_promotional_consent, expected)
    }
  })
})

describe('fraud status', () => {
  it('is taken in any case, left alone by a blank, and told of where there is no such', async () => {
    const { ctx, id, update } = await aCustomer({ fraud_status: 'MARKED' })
    assert.deepEqual(doneIn(await update({ fraudStatus: ' ' })).notices, [])
    const unknown = doneIn(await update({ fraudStatus: 'Fraud_Suspected' }))
    assert.deepEqual(unknown.notices, [{ kind: 'fraud_status_invalid' }])
    assert.equal((await now(ctx, id)).fraud_status, 'MARKED')
    assert.deepEqual(doneIn(await update({ fraudStatus: 'confirmed' })).notices, [])
    assert.equal((await now(ctx, id)).fraud_status, 'CONFIRMED')
  })
})

describe('tills', () => {
  it('are told of where they are unknown, and the rest is saved', async () => {
    const { ctx, id, update } = await aCustomer()
    const said = { registeredTill: 'nowhere.1', associatedTill: 'nowhere.2', changes: { first_name: 'Asha' } }
    assert.deepEqual(doneIn(await update(said)).notices, [
      { kind: 'registered_till_unknown' },
      { kind: 'associated_till_unknown' },
    ])
    const { registered_till, associated_till, first_name } = await now(ctx, id)
    assert.deepEqual([registered_till, associated_till, first_name], [null, null, 'Asha'])
  })

  it('associate anew each time, and say where a customer registered once only', async () => {
    const { ctx, id, update } = await aCustomer()
    const codes = [await aTill(ctx, 'leeds.till01'), await aTill(ctx, 'leeds.till02')]
    for (const code of codes) {
      const said = { registeredTill: code, associatedTill: code, source: `SHOP_${code}`, account: code }
      assert.deepEqual(doneIn(await update(said)).notices, [])
    }
    const { registered_till, associated_till, registered_source, registered_account } = await now(ctx, id)
    assert.deepEqual(
      [registered_till, associated_till, registered_source, registered_account],
      ['leeds.till01', 'leeds.till02', 'shop_leeds.till01', 'leeds.till01'],
    )
  })
})

describe('loyalty type', () => {
  const day = '2024-02-01T10:00:00.000Z'

  it('becomes LOYALTY in any case, with the time and place of the registration that is told', async () => {
    const { ctx, id, update } = await aCustomer({
      registered_till: 'old',
      registered_at: '2020-01-01T00:00:00.000Z',
    })
    const registeredTill = await aTill(ctx, 'leeds.till01')
    assert.deepEqual(doneIn(await update({ type: 'loyalty', registeredAt: day, registeredTill })).notices, [])
    const { loyalty_type, registered_at, registered_till } = await now(ctx, id)
    assert.deepEqual([loyalty_type, registered_at, registered_till], ['LOYALTY', day, 'leeds.till01'])
  })

  it('stays LOYALTY, with the time of its registration, however often that is said', async () => {
    const { ctx, id, update } = await aCustomer({ loyalty_type: 'LOYALTY', registered_at: day })
    doneIn(await update({ type: 'LOYALTY', registeredAt: '2999-01-01T00:00:00.000Z' }))
    const { version, registered_at } = await now(ctx, id)
    assert.deepEqual([version, registered_at], [1, day])
  })

  it('is never taken back, and nothing of such an item is saved', async () => {
    for (const type of ['NON_LOYALTY', 'not_interested']) {
      const { ctx, id, update } = await aCustomer({ loyalty_type: 'LOYALTY' })
      assert.deepEqual(rulesIn(await update({ type, changes: { first_name: 'Asha' } })), ['loyalty_for_good'])
      assert.equal((await now(ctx, id)).version, 1)
    }
  })

  it('is refused where there is no such', async () => {
    const { update } = await aCustomer()
    assert.deepEqual(rulesIn(await update({ type: 'GOLD' })), ['loyalty_type_unknown'])
  })

  it('changes only with a time after the first day of the organization and not to come', async () => {
    const setup = aSetup({ min_registered_at: '2020-01-01T00:00:00.000Z' })
    const { ctx, id, update } = await aCustomer({}, setup)
    for (const registeredAt of ['2019-12-31T23:59:59.000Z', '2999-01-01T00:00:00.000Z'])
      assert.deepEqual(rulesIn(await update({ type: 'LOYALTY', registeredAt })), [
        'registered_at_out_of_range',
      ])
    assert.equal((await now(ctx, id)).version, 1)
  })

  it('changes only for whom has the identifiers that loyalty needs, or is given them', async () => {
    const setup = aSetup({ enrolment_requires: ['phone', 'email'] })
    const { update } = await aCustomer({}, setup)
    assert.deepEqual(rulesIn(await update({ type: 'LOYALTY' })), ['enrolment_requires email'])
    assert.deepEqual(rulesIn(await update({ type: 'LOYALTY', email: 'a@type.example' })), [null])
  })
})

describe('what is said in the item that makes a contact part of the customer', () => {
  const email = 'asha@contact.example'
  const setup = aSetup(
    {},
    { customFields: new Map(['colour', 'size'].map((name) => [name, aField({ name })])) },
  )
  const subscribed = { channel: 'email', priority: 'BULK', scope: 'all', isSubscribed: '1' }

  it('holds against what the contact refused, and what it has where a field is cleared', async () => {
    const { ctx, id, update } = await aCustomer({}, setup)
    await createCustomer(ctx, {
      email,
      email_promotional_consent: false,
      sms_promotional_consent: false,
      custom_fields: { colour: 'red', size: '6' },
    })
    const customFields = [{ name: 'colour', value: '' }]
    const { customer } = doneIn(await update({ email, subscriptions: [subscribed], customFields }))
    const { email_promotional_consent, sms_promotional_consent, custom_fields } = customer
    assert.deepEqual([email_promotional_consent, sms_promotional_consent], [true, false])
    assert.deepEqual(custom_fields, { size: '6' })
    assert.partialDeepStrictEqual(customer, await now(ctx, id))
  })

  it('makes no version of its own where the contact has nothing against it', async () => {
    const { ctx, id, update } = await aCustomer({}, setup)
    await createCustomer(ctx, { email, custom_fields: { size: '6' } })
    const customFields = [{ name: 'colour', value: 'red' }]
    doneIn(await update({ email, subscriptions: [subscribed], customFields }))
    // It was added, changed, and merged.
    assert.equal((await now(ctx, id)).version, 3)
  })

  it('leaves the graver verdict of the fraud desk', async () => {
    const { ctx, update } = await aCustomer({ fraud_status: 'MARKED' }, setup)
    await createCustomer(ctx, { email, fraud_status: 'CONFIRMED' })
    assert.equal(doneIn(await update({ email, fraudStatus: 'NONE' })).customer.fraud_status, 'CONFIRMED')
  })
})
