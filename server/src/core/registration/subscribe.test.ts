import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { aSetup, rulesIn } from '../../../test/registration.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { type Subscribing, subscribeRegistered } from './subscribe.ts'
import { subscriptionsOf } from './subscriptions.ts'

const { aContext } = await testDatabase()

const stated = (said: Partial<Subscribing>): Subscribing => ({
  number: null,
  phone: null,
  email: null,
  external_id: null,
  channel: 'SMS',
  priority: 'BULK',
  scope: 'ALL',
  isSubscribed: '1',
  ...said,
})

it('states subscriptions of whoever is named, in order, and each on its own', async () => {
  const ctx = await aContext()
  const { id, number } = await createCustomer(ctx, { phone: '+447911000101', email: 'a@sub.example' })
  const settled = await subscribeRegistered(ctx, aSetup(), [
    stated({ phone: '447911000101', channel: 'sms' }),
    stated({ phone: '447911000999' }),
    stated({
      email: 'A@sub.example',
      channel: 'email',
      priority: 'trans',
      scope: 'all',
      isSubscribed: false,
    }),
    stated({ number: String(number), isSubscribed: '0' }),
  ])
  assert.deepEqual(rulesIn(settled), [null, 'missing', null, null])
  const [first] = settled
  assert.deepEqual(first?.status === 'fulfilled' && first.value.subscription, {
    channel: 'SMS',
    priority: 'BULK',
    isSubscribed: true,
  })
  assert.deepEqual(subscriptionsOf(await getCustomer(ctx, id)), [
    { channel: 'SMS', priority: 'BULK', isSubscribed: false },
    { channel: 'EMAIL', priority: 'TRANS', isSubscribed: false },
  ])
})

it('makes no version of what was stated before', async () => {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, { phone: '+447911000101', sms_promotional_consent: true })
  assert.deepEqual(rulesIn(await subscribeRegistered(ctx, aSetup(), [stated({ phone: '447911000101' })])), [
    null,
  ])
  assert.equal((await getCustomer(ctx, id)).version, 1)
})

it('refuses what is no subscription, and what names nobody', async () => {
  const ctx = await aContext()
  const phone = '447911000101'
  const { id } = await createCustomer(ctx, { phone: `+${phone}` })
  const settled = await subscribeRegistered(ctx, aSetup(), [
    stated({ phone, channel: 'FAX' }),
    stated({ phone, priority: 'SOMETIMES' }),
    stated({ phone, scope: 'STORE' }),
    stated({ phone, isSubscribed: 'yes' }),
    stated({ phone, isSubscribed: null }),
    stated({}),
  ])
  assert.deepEqual(rulesIn(settled), [
    'subscription_channel',
    'subscription_priority',
    'subscription_scope',
    'subscription_status',
    'subscription_status',
    'no_identifier',
  ])
  assert.equal((await getCustomer(ctx, id)).version, 1)
})
