import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aShop, told } from '../../../test/loyalty-shop.ts'
import { documentOf } from '../../../test/openapi.ts'
import { root } from '../../../test/tills.ts'
import { capillary } from './index.ts'

const app = await testApp()
const mobile = '447911000101'

it('§2.3 and §2.4: the sheet’s example request is answered in the shape of its example, member by member', async () => {
  const { add, item, till } = await aShop(app, { programme: true })
  await add({ mobile, email: 'Asha@Example.org', type: 'LOYALTY', registered_on: '2024-02-01 10:00:00' })
  const sent = {
    mobile,
    email: '',
    external_id: '',
    firstname: 'Asha',
    lastname: 'Verne',
    updated_on: '2024-05-02 08:15:00',
    registered_till: '',
    associated_with: 'leeds.till01',
    type: 'LOYALTY',
    fraud_status: { status: '' },
    subscriptions: {
      subscription: [
        { priority: 'TRANS', scope: 'all', is_subscribed: '1', channel: 'sms' },
        { priority: 'BULK', scope: 'all', is_subscribed: '0', channel: 'email' },
      ],
    },
    extended_fields: { field: [{ name: 'gender', value: 'female' }] },
    custom_fields: {
      field: [
        { name: 'shoe_size', value: '6' },
        { name: 'not_configured', value: 'x' },
      ],
    },
  }
  const answer = till.send('/v1.1/customer/update', { method: 'PUT', body: root(sent) })
  assert.deepEqual((await answer).body.response.status, {
    success: 'true',
    code: 200,
    message: 'Success',
    total: '1',
    success_count: '1',
  })
  const customer = await item(answer)
  assert.deepEqual(Object.keys(customer), [
    'user_id',
    'firstname',
    'lastname',
    'mobile',
    'email',
    'external_id',
    'lifetime_points',
    'loyalty_points',
    'current_slab',
    'tier_expiry_date',
    'points_summaries',
    'lifetime_purchases',
    'registered_on',
    'updated_on',
    'type',
    'source',
    'fraud_status',
    'reason',
    'custom_fields',
    'extended_fields',
    'subscriptions',
    'side_effects',
    'item_status',
  ])
  assert.deepEqual(told(customer), [
    '1000',
    'Customer successfully updated, Provided Custom Field is invalid',
    ['1017'],
  ])
  assert.deepEqual([customer.email, customer.external_id], ['asha@example.org', null])
  assert.deepEqual(customer.side_effects.effect, [{ type: 'points', awarded_points: 40, total_points: 40 }])
})

describe('a call with items', () => {
  it('§2.5, §7-3 and §7-4: some done is 201 over HTTP 200, success is text, counts are text', async () => {
    const { add, update } = await aShop(app)
    await add({ mobile, firstname: 'Asha' })
    const { status, body } = await update({ mobile, firstname: 'Mira' }, { mobile: '440000000000' })
    assert.equal(status, 200)
    assert.deepEqual(body.response.status, {
      success: 'true',
      code: 201,
      message: 'Some requests have failed due to errors',
      total: '2',
      success_count: '1',
    })
    const [first, second] = body.response.customers.customer
    assert.deepEqual([first.firstname, first.item_status.success], ['Mira', 'true'])
    assert.deepEqual(Object.keys(second), ['mobile', 'item_status'])
  })

  it('§7-1: is taken by PUT and by POST alike, and by nothing else', async () => {
    const { add, till } = await aShop(app)
    await add({ mobile })
    for (const method of ['PUT', 'POST']) {
      const { body } = await till.send('/v1.1/customer/update', {
        method,
        body: root({ mobile, firstname: method }),
      })
      assert.equal(body.response.customers.customer[0].firstname, method)
    }
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      const { status, body, headers } = await till.send('/v1.1/customer/update', { method })
      assert.deepEqual([status, body.response.status.code], [405, 405])
      assert.equal(headers.get('allow'), 'PUT, POST')
    }
  })

  it('§7-5: one item may stand without a list, and so may each thing within it', async () => {
    const { add, till } = await aShop(app)
    await add({ mobile })
    const sent = {
      mobile: Number(mobile),
      subscriptions: { subscription: { channel: 'sms', priority: 'BULK', is_subscribed: 1 } },
      custom_fields: { field: { name: 'shoe_size', value: 6 } },
    }
    const { body } = await till.post('/v1.1/customer/update', { root: { customer: sent } })
    const [customer] = body.response.customers.customer
    assert.deepEqual(customer.custom_fields.field, [{ name: 'shoe_size', value: '6' }])
    assert.equal(customer.subscriptions.subscription.length, 1)
  })

  it('§7-6: more items than the limit are refused with 1060, and nothing is done', async () => {
    const { add, update, rules, owner } = await aShop(app)
    await add({ mobile, firstname: 'Asha' })
    await rules({ batch_limit: 2 })
    const { status, body } = await update(...Array(3).fill({ mobile, firstname: 'Changed' }))
    assert.deepEqual([status, body.response.status.code, body.response.customers], [400, 1060, undefined])
    const kept = await owner.get(`/v1/customers/by/phone/${encodeURIComponent(`+${mobile}`)}`)
    assert.equal(kept.body.first_name, 'Asha')
  })

  it('§7-22: the same customer twice is changed in order, each on what the one before it left', async () => {
    const { add, update } = await aShop(app)
    await add({ mobile, firstname: 'Asha' })
    const { body } = await update(
      { mobile, email: 'asha@shop.example' },
      { email: 'asha@shop.example', firstname: 'Mira' },
      { mobile, lastname: 'Verne' },
    )
    const [, second, third] = body.response.customers.customer
    assert.deepEqual([second.firstname, second.mobile], ['Mira', mobile])
    assert.deepEqual([third.firstname, third.lastname, third.email], ['Mira', 'Verne', 'asha@shop.example'])
  })

  it('§7-4: an item of another shape fails alone, with 400', async () => {
    const { add, update } = await aShop(app)
    await add({ mobile })
    const wrong = [
      { mobile: {} },
      { mobile, firstname: ['x'] },
      { mobile, registered_on: 'soon' },
      'x',
      7,
      null,
    ]
    const { body } = await update(...(wrong as object[]), { mobile, firstname: 'Mira' })
    const codes = body.response.customers.customer.map(
      (one: { item_status: { code: string } }) => one.item_status.code,
    )
    assert.deepEqual(codes, [...wrong.map(() => '400'), '1000'])
  })
})

it('§7-2: what fails as a whole is told in the same envelope, under the status of HTTP', async () => {
  const { till } = await aShop(app)
  const { check } = documentOf(capillary)
  const send = (body: unknown, type = 'application/json', path = '/v1.1/customer/update') =>
    till.send(path, { method: 'POST', body, headers: { 'content-type': type } })
  for (const [expected, sent] of [
    [400, send('{')],
    [400, send('{}')],
    [400, send('{"root":{}}')],
    [400, send('{"root":{"customer":[]}}')],
    [400, send('{"root":{"customer":[{"mobile":"1","mobile":"2"}]}}')],
    [400, send('<root>', 'application/xml')],
    [400, send('<!DOCTYPE root [<!ENTITY x "y">]><root>&x;</root>', 'text/xml')],
    [404, send('{}', 'application/json', '/v1.1/customer/nope')],
    [413, send(`{"x":"${'x'.repeat(6_000_000)}"}`)],
    [415, send('{}', 'text/plain')],
    [415, send('{}', 'application/merge-patch+json')],
  ] as const) {
    const { status, body, headers } = await sent
    assert.equal(status, expected, JSON.stringify(body))
    assert.equal(body.response.status.success, 'false')
    assert.equal(check({ $ref: '#/components/schemas/Failure' }, body), null)
    assert.ok(headers.get('x-cap-requestid'))
  }
})

it('§7-18: ?format goes before the suffix, the suffix before Accept, and JSON is what there is else', async () => {
  const { till, add } = await aShop(app)
  await add({ mobile })
  const typeOf = async (path: string, accept?: string) => {
    const headers = accept === undefined ? {} : { accept }
    const answer = await till.send(`/v1.1/customer/get${path}`, { headers })
    return String(answer.headers.get('content-type')).split(';')[0]
  }
  const [json, xml] = ['application/json', 'application/xml']
  const query = `?mobile=${mobile}`
  for (const [path, accept, expected] of [
    ['', undefined, json],
    ['', '*/*', json],
    ['', 'text/html', json],
    ['', xml, xml],
    ['', 'text/xml', xml],
    ['', `${xml};q=0.5, ${json}`, json],
    ['.xml', json, xml],
    ['.json', xml, json],
  ] as const)
    assert.equal(await typeOf(path + query, accept), expected, `${path} ${accept}`)
  assert.equal(await typeOf(`.xml${query}&format=json`, xml), json)
  assert.equal(await typeOf(`${query}&format=xml`, json), xml)
})
