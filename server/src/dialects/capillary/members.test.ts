import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aShop, told, withHeaders } from '../../../test/loyalty-shop.ts'
import { made, root } from '../../../test/tills.ts'

const app = await testApp()

const mobile = '447911000101'
const done = 'Customer successfully updated'

async function one(options = {}) {
  const shop = await aShop(app, options)
  await shop.add({ mobile, firstname: 'Asha', type: 'NON_LOYALTY', source: 'WEB_ENGAGE' })
  return { ...shop, change: (members: object) => shop.item(shop.update({ mobile, ...members })) }
}

describe('times', () => {
  it('§7-10: updated_on is kept of a customer that is new, and an update has the clock of the server', async () => {
    const { item, add, change } = await one()
    const added = await item(add({ mobile: '447911000102', updated_on: '2020-05-02 08:15:00' }))
    assert.equal(added.updated_on, '2020-05-02 08:15:00')
    const changed = await change({ updated_on: '2020-05-02 08:15:00', firstname: 'Mira' })
    assert.notEqual(changed.updated_on, '2020-05-02 08:15:00')
  })

  it('§7-11: registered_on counts where the customer becomes a loyalty customer, and else not', async () => {
    const { change, rules } = await one()
    await rules({ min_registered_at: '2020-01-01T00:00:00Z' })
    for (const registered_on of ['2019-12-31 23:59:59', '2199-01-01 00:00:00'])
      assert.equal((await change({ type: 'LOYALTY', registered_on })).item_status.code, '1034')
    const registered_on = '2024-02-01 10:00:00'
    assert.equal((await change({ type: 'LOYALTY', registered_on })).registered_on, registered_on)
    const again = await change({ type: 'LOYALTY', registered_on: '2019-12-31 23:59:59' })
    assert.deepEqual([again.registered_on, again.item_status.code], [registered_on, '1000'])
  })

  it('§3.9: are those of the organization’s clocks, and an offset is ignored', async () => {
    const { add, item, owner } = await one()
    await app.services.db.query('update organizations set time_zone = $2 where id = $1::text::uuid', [
      owner.organizationId,
      'Asia/Kolkata',
    ])
    app.services.setups.forget(owner.organizationId)
    const sent = { email: 'k@shop.example', registered_on: '2024-02-01 10:00:00+02:00' }
    const added = await item(add(sent))
    assert.equal(added.registered_on, '2024-02-01 10:00:00')
    const { body } = await owner.get('/v1/customers/by/email/k@shop.example')
    assert.equal(body.registered_at, '2024-02-01T04:30:00.000Z')
  })
})

it('§7-12: an unknown till is a warning, the rest is saved; registered_till fills what is empty alone', async () => {
  const { change, till } = await one()
  const changed = await change({ registered_till: 'nope', associated_with: 'nope', firstname: 'Mira' })
  assert.deepEqual(changed.item_status.warnings.warning, ['91020', '91021'])
  assert.equal(changed.firstname, 'Mira')
  const known = await change({ registered_till: 'leeds.till01', associated_with: 'leeds.till01' })
  assert.deepEqual(told(known), ['1000', done, []])
  const { body } = await till.get(`/v1.1/customer/get?mobile=${mobile}`)
  assert.equal(body.response.customers.customer[0].registered_till.code, 'leeds.till01')
})

it('§7-13: fraud status in any case; another one is a warning 1061; blank leaves it', async () => {
  const { change } = await one()
  assert.equal((await change({ fraud_status: { status: 'confirmed' } })).fraud_status, 'CONFIRMED')
  const invalid = await change({ fraud_status: { status: 'Fraud_Suspected' }, firstname: 'A' })
  assert.deepEqual([invalid.fraud_status, invalid.item_status.warnings.warning], ['CONFIRMED', ['1061']])
  const blank = await change({ fraud_status: { status: '' } })
  assert.deepEqual([blank.fraud_status, blank.reason], ['CONFIRMED', ''])
})

it('§7-14: an invalid field is a warning, once for each kind; an empty custom field is cleared', async () => {
  const { change } = await one()
  const field = (...pairs: [string, string][]) => ({ field: pairs.map(([name, value]) => ({ name, value })) })
  const changed = await change({
    custom_fields: field(['shoe_size', '6'], ['not_configured', 'x'], ['nor_this', 'y']),
    extended_fields: field(['GENDER', 'female'], ['gender', 'nope'], ['no', 'x']),
  })
  const words = `${done}, Provided Custom Field is invalid, Provided Extended Field is invalid`
  assert.deepEqual(told(changed), ['1000', words, ['1017', '91015']])
  assert.deepEqual(changed.custom_fields, field(['shoe_size', '6']))
  assert.deepEqual(changed.extended_fields, field(['gender', 'Female']))
  const cleared = await change({
    custom_fields: field(['shoe_size', '']),
    extended_fields: field(['gender', '']),
  })
  assert.deepEqual(cleared.custom_fields, { field: [] })
  assert.deepEqual(cleared.extended_fields, field(['gender', 'Female']))
})

it('§3.4: a date among the extended fields is looked up with its time', async () => {
  const { owner, till, change } = await one()
  await made(owner, 'fields', { kind: 'extended', name: 'dob', datatype: 'DATETIME' })
  for (const [sent, stored, looked] of [
    ['1998/09/01', '1998-09-01', '1998-09-01 00:00:00'],
    ['1998-09-01T08:15:00+05:30', '1998-09-01T02:45:00Z', '1998-09-01 02:45:00'],
  ]) {
    const { user_id, extended_fields } = await change({
      extended_fields: { field: [{ name: 'dob', value: sent }] },
    })
    assert.deepEqual(extended_fields, { field: [{ name: 'dob', value: stored }] })
    const { body } = await till.get(`/v1.1/customer/get?id=${user_id}`)
    assert.deepEqual(body.response.customers.customer[0].extended_fields, {
      field: [{ name: 'dob', value: looked }],
    })
  }
})

it('§7-15: all stored subscriptions, in their order; a bad one is a warning 91022 and the others are saved', async () => {
  const { change } = await one()
  assert.deepEqual((await change({ firstname: 'A' })).subscriptions, { subscription: [] })
  const say = (channel: string, priority: string, is_subscribed: unknown) => ({
    channel,
    priority,
    scope: 'all',
    is_subscribed,
  })
  const changed = await change({
    subscriptions: {
      subscription: [say('email', 'TRANS', true), say('sms', 'BULK', 0), say('fax', 'BULK', '1')],
    },
  })
  assert.deepEqual(changed.subscriptions.subscription, [
    { channel: 'SMS', priority: 'BULK', scope: 'ALL', status: '0' },
    { channel: 'EMAIL', priority: 'TRANS', scope: 'ALL', status: '1' },
  ])
  assert.deepEqual(told(changed), ['1000', `${done}, Subscription failed for fax BULK`, ['91022']])
})

it('§7-16: loyalty in any case, for good: 1046 and nothing of the item is saved', async () => {
  const { change } = await one()
  assert.equal((await change({ type: 'loyalty' })).type, 'LOYALTY')
  assert.deepEqual(told(await change({ type: 'LOYALTY' })), ['1000', done, []])
  const refused = await change({ type: 'NON_LOYALTY', firstname: 'Changed' })
  assert.equal(refused.item_status.code, '1046')
  assert.equal((await change({ type: 'LOYALTY' })).firstname, 'Asha')
})

it('§7-17: effects are told where an incentive rule fires, once, and not of a call that puts them off', async () => {
  const { change, till, update, item, add } = await one({ programme: true })
  await add({ mobile: '447911000102', firstname: 'Ben', type: 'LOYALTY' })
  assert.deepEqual((await change({ type: 'LOYALTY' })).side_effects, { effect: [] })
  const awarded = await change({ email: 'asha@shop.example' })
  assert.deepEqual(awarded.side_effects.effect, [{ type: 'points', awarded_points: 40, total_points: 40 }])
  assert.deepEqual([awarded.loyalty_points, awarded.current_slab], [40, 'Bronze'])
  assert.deepEqual((await change({ firstname: 'Mira' })).side_effects, { effect: [] })
  const { headers } = await update({ mobile, firstname: 'Mira' })
  assert.ok(headers.get('x-cap-requestid'))
  const put = till.send('/v1.1/customer/update', {
    method: 'POST',
    body: root({ mobile: '447911000102', email: 'ben@shop.example' }),
    headers: { 'x-cap-direct-replay': 'true' },
  })
  const deferred = await item(put)
  assert.deepEqual([deferred.side_effects.effect, deferred.loyalty_points], [[], 40])
})

it('§3.7: a programme is told with its tiers, all of it as text', async () => {
  const { change } = await one({ programme: true })
  const enrolled = await change({ type: 'LOYALTY', registered_on: '2024-02-01 10:00:00' })
  assert.equal(enrolled.tier_expiry_date, '2124-02-01 23:59:59')
  assert.deepEqual(enrolled.points_summaries.points_summary, [
    {
      programId: '1',
      redeemed: '0',
      expired: '0',
      returned: '0',
      adjusted: '0',
      lifetimePoints: '0',
      loyaltyPoints: '0',
      cumulativePurchases: '0',
      currentSlab: 'Bronze',
      nextSlab: 'Silver',
      nextSlabSerialNumber: '2',
      nextSlabDescription: 'Second tier',
      slabSNo: '1',
      slabExpiryDate: '2124-02-01 23:59:59',
      totalPoints: '',
    },
  ])
})

it('§1.5: whom the caller acts for stands in the history, as it was sent, with the id of the request', async () => {
  const { owner, till } = await one()
  const { id } = (await owner.get(`/v1/customers/by/phone/${encodeURIComponent(`+${mobile}`)}`)).body
  const { headers } = await till.send('/v1.1/customer/update', {
    method: 'PUT',
    body: root({ mobile, firstname: 'Mira' }),
    headers: {
      'user-context-entity-type': 'ADMIN_USER',
      'user-context-entity-id': Buffer.from('Zoë 7').toString('latin1'),
      'user-context-entity-source': 'MEMBER_CARE',
    },
  })
  const { body } = await owner.get(`/v1/customers/${id}/history`)
  const [line] = body.data
  assert.equal(line.request_id, headers.get('x-cap-requestid'))
  assert.deepEqual(line.user_context, {
    type: 'ADMIN_USER',
    id: 'Zoë 7',
    source: 'MEMBER_CARE',
    source_id: null,
  })
  const long = { 'user-context-entity-id': 'x'.repeat(256) }
  const refused = await till.send('/v1.1/customer/update', {
    method: 'PUT',
    body: root({ mobile }),
    headers: long,
  })
  assert.equal(refused.status, 400)
})

it('§1.4: a client asks with a token, for the till that its headers name, else for its default till', async () => {
  const { owner, rules } = await one()
  const till = (await owner.get('/v1/tills')).body.data[0]
  const { key, secret } = await made(owner, 'oauth-clients', { name: 'web', default_till_id: till.id })
  const asked = await app.withHeaders({}).post('/v3/oauth/token/generate', { key, secret })
  assert.deepEqual([asked.status, asked.body.errors, asked.body.data.ttlSeconds], [200, null, 3600])
  const token = asked.body.data.accessToken
  for (const name of ['x-cap-api-oauth-token', 'CAP-API-ACCESS-TOKEN']) {
    const web = withHeaders(app, owner, { [name]: token })
    assert.equal((await web.get(`/v1.1/customer/get?mobile=${mobile}`)).status, 200)
    const added = await web.post('/v1.1/customer/add', root({ email: `${name}@shop.example` }))
    assert.equal(added.body.response.status.code, 200)
    const { body } = await owner.get(`/v1/customers/by/email/${name.toLowerCase()}@shop.example`)
    assert.equal(body.registered_till, 'leeds.till01')
  }
  const unknown = withHeaders(app, owner, {
    'x-cap-api-oauth-token': token,
    'x-cap-api-attribution-entity-code': 'nope',
  })
  assert.equal((await unknown.get(`/v1.1/customer/get?mobile=${mobile}`)).status, 400)
  // The rules of an organization may leave passwords no use.
  await rules({ password_sign_in: false })
  const web = withHeaders(app, owner, { 'x-cap-api-oauth-token': token })
  assert.equal((await web.get(`/v1.1/customer/get?mobile=${mobile}`)).status, 200)
})

it('§7-19: the warning 91017 of the published sample, about another product, does not come with 1017', async () => {
  const { change } = await one()
  const custom_fields = { field: { name: 'not_configured', value: 'x' } }
  const changed = await change({ source: 'WEB_ENGAGE', custom_fields })
  assert.deepEqual(changed.item_status.warnings.warning, ['1017'])
})
