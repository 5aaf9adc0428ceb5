import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { aShop, type Item } from '../../../test/loyalty-shop.ts'
import { closed, documentOf } from '../../../test/openapi.ts'
import { made } from '../../../test/tills.ts'
import { capillary } from './index.ts'

const app = await testApp()
const { document, check } = documentOf(capillary)

const [mobile, other] = ['447911000101', '447911000102']

/** Two customers, one of whom takes part in loyalty and has points. */
async function twoCustomers() {
  const shop = await aShop(app, { programme: true })
  await shop.add(
    {
      mobile,
      firstname: 'Asha',
      email: 'asha@shop.example',
      type: 'LOYALTY',
      registered_on: '2024-02-01 10:00:00',
    },
    {
      mobile: other,
      firstname: 'Ben',
      type: 'NON_LOYALTY',
      custom_fields: { field: { name: 'shoe_size', value: '9' } },
    },
  )
  const { id } = (await shop.owner.get('/v1/customers/by/email/asha%40shop.example')).body
  await shop.owner.post(`/v1/customers/${id}/points`, { kind: 'earn', points: '1200', purchase: '3200.5' })
  return shop
}

/** Asks, and holds the answer against the documented schema, which is to name every member. */
async function answered(
  who: Client,
  method: 'GET' | 'POST' | 'PUT',
  address: string,
  body?: unknown,
): Promise<Item> {
  const answer = await who.send(address, { method, body })
  const [path = ''] = address.split('?')
  const reply = document.paths[path]?.[method.toLowerCase()]?.responses[answer.status]
  const { schema = {} } = reply?.content?.['application/json'] ?? {}
  assert.deepEqual(check(closed(schema), answer.body), null, `${address}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

const ask = (name: string, ...items: object[]) => ({ root: { [name]: items } })
const search = async (till: Client, q: string, more = '') => {
  const body = await answered(till, 'GET', `/v1.1/customer/search?q=${encodeURIComponent(q)}${more}`)
  return body.response.customer
}
const names = ({ results }: Item) => results.item.map(({ firstname }: Item) => firstname)

it('§2 and §4.1: every answer of update and add is as documented', async () => {
  const { till } = await twoCustomers()
  const items = [{ mobile, lastname: 'Verne', fraud_status: 'x' }, { mobile: '1' }, {}]
  for (const method of ['PUT', 'POST'] as const)
    await answered(till, method, '/v1.1/customer/update', ask('customer', ...items))
  const added = await answered(
    till,
    'POST',
    '/v1.1/customer/add',
    ask('customer', { mobile }, { external_id: 'new' }),
  )
  const messages = added.response.customers.customer.map(({ item_status }: Item) => item_status.message)
  assert.deepEqual(messages, ['Customer successfully updated', 'Customer registration successful'])
})

describe('customer/get', () => {
  it('§4.2: answers for each in order, with what the flags ask for', async () => {
    const { till } = await twoCustomers()
    const flags =
      'user_id,mlp,points_summary,slab_history,next_slab,fraud_details,subscriptions,expired_points,transactions,coupon_active,segments,card_details,tracker_info,expiry_schedule,user_group,customer_image,ndnc_status,optin_status,promotion_points,delayed_accrual'
    const all = flags
      .split(',')
      .map((flag) => `&${flag}=true`)
      .join('')
    const body = await answered(till, 'GET', `/v1.1/customer/get?mobile=${mobile},440,${other}${all}`)
    const [asha, nobody, ben] = body.response.customers.customer
    assert.equal(body.response.status.code, 201)
    assert.deepEqual([asha.user_id, asha.loyalty_points, asha.lifetime_purchases], ['1', 1240, 3200.5])
    assert.deepEqual([asha.current_slab, asha.next_slab], ['Silver', ''])
    const [{ to, from, type }] = asha.slab_history.history
    assert.deepEqual([to, from, type], ['Silver', 'Bronze', 'UPGRADE'])
    const [summary] = asha.points_summaries.points_summary
    assert.deepEqual(
      [summary.loyaltyPoints, summary.cumulativePurchases, summary.slabSNo],
      ['1240', '3200.5', '2'],
    )
    assert.equal(summary.program_title, 'Club')
    assert.deepEqual([nobody.mobile, nobody.item_status.code], ['440', '1012'])
    assert.deepEqual(ben.points_summaries, { points_summary: [] })
    assert.deepEqual(ben.custom_fields.field, [{ name: 'shoe_size', value: '9' }])
    assert.deepEqual(ben.registered_till, { code: 'leeds.till01', name: 'Till of leeds.till01' })
    assert.deepEqual(ben.registered_store, { code: 'store-of-leeds.till01', name: 'Store of leeds.till01' })
  })

  it('§4.2: without an identifier an item 400, and with all that nobody has an item each', async () => {
    const { till } = await twoCustomers()
    const body = await answered(till, 'GET', '/v1.1/customer/get')
    assert.equal(body.response.status.code, 500)
    assert.equal(body.response.customers.customer[0].item_status.code, '400')
    for (const by of ['id=9,x', 'email=%00,y', 'external_id=%00', 'card_number=7', 'mobile=abc'])
      assert.equal((await answered(till, 'GET', `/v1.1/customer/get?${by}`)).response.status.code, 500, by)
  })

  it('§4.2: an erased customer is 8109', async () => {
    const { till, owner } = await twoCustomers()
    const { id } = (await owner.get('/v1/customers/by/email/asha%40shop.example')).body
    assert.ok((await owner.post(`/v1/customers/${id}/erase`, undefined)).status < 300)
    const body = await answered(till, 'GET', '/v1.1/customer/get?id=1')
    assert.equal(body.response.customers.customer[0].item_status.code, '8109')
  })
})

describe('customer/search', () => {
  it('§4.3: finds by each operator, and all conditions together', async () => {
    const { till } = await twoCustomers()
    const found: [string, string[]][] = [
      ['(firstname:STARTS:as)', ['Asha']],
      ['(firstname:EXACT:Ben)', ['Ben']],
      ['(mobile:ENDS:0102)', ['Ben']],
      ['(mobile:STARTS:44)', ['Ben', 'Asha']],
      [`(mobile:IN:${mobile};${other})`, ['Ben', 'Asha']],
      [`(mobile:EQUALS:${mobile} & email:ENDS:SHOP.example)`, ['Asha']],
      ['(loyalty_points:GREATER:1000)', ['Asha']],
      ['(loyalty_points:LESS:1000)', ['Ben']],
      ['(lifetime_points:RANGE:1;2000)', ['Asha']],
      ['(registered_date:ON:2024-02-01)', ['Asha']],
      ['(registered_date:GREATER:2024-02-02)', ['Ben']],
      ['(registered_date:RANGE:2024-01-01;2024-12-31 & loyalty_points:GREATER:0)', ['Asha']],
      ['(shoe_size:EXACT:9)', ['Ben']],
      ['(firstname:EXACT:Nobody & co)', []],
    ]
    for (const [q, expected] of found) assert.deepEqual(names(await search(till, q)), expected, q)
  })

  it('§4.3: a day is as long as the clocks of the organization make it, and the last one has no end', async () => {
    const { owner, till, add } = await twoCustomers()
    const text = "update organizations set time_zone = 'Europe/London' where id = $1::text::uuid"
    await app.services.db.query(text, [owner.organizationId])
    app.services.setups.forget(owner.organizationId)
    await add(
      { email: 'late@shop.example', firstname: 'Late', registered_on: '2023-10-29 23:30:00' },
      { email: 'next@shop.example', firstname: 'Next', registered_on: '2023-03-27 00:30:00' },
    )
    const found: [string, string[]][] = [
      ['2023-10-29', ['Late']],
      ['2023-10-30', []],
      ['2023-03-26', []],
      ['2023-03-27', ['Next']],
      ['9999-12-31', []],
    ]
    for (const [day, expected] of found)
      assert.deepEqual(names(await search(till, `(registered_date:ON:${day})`)), expected, day)
  })

  it('§4.3: counts what there is, shows a page of it as text, and `None` for an external id', async () => {
    const { till } = await twoCustomers()
    const first = await search(till, '(mobile:STARTS:44)', '&start=1&rows=1')
    assert.deepEqual([first.count, first.start, first.rows], ['2', '1', '1'])
    assert.deepEqual([first.results.item[0].external_id, first.results.item[0].user_id], ['None', '1'])
  })

  it('§4.3: refuses what is no query, or asks for what cannot be searched', async () => {
    const { till } = await twoCustomers()
    const bad = [
      '',
      '()',
      'x',
      '(firstname:LIKE:x)',
      '(slab:ON:Silver)',
      '(last_trans_value:GREATER:1)',
      '(firstname:EXACT:)',
      '(constructor:EXACT:x)',
      '(loyalty_points:GREATER:many)',
      '(loyalty_points:RANGE:1)',
      '(registered_date:ON:soon)',
      '(firstname:EXACT:a;b)',
      '(a:EXACT:\0)',
      `(${'firstname:EXACT:x & '.repeat(21)}firstname:EXACT:x)`,
      '(lifetime_purchases:STARTS:1)',
      '(lifetime_purchases:GREATER:many)',
      '(loyalty_points:STARTS:1)',
      '(registered_store:ON:x)',
    ]
    for (const q of bad) {
      const { status, body } = await till.get(`/v1.1/customer/search?q=${encodeURIComponent(q)}`)
      assert.deepEqual([status, body.response.status.code], [400, 400], q)
    }
    assert.equal((await till.get('/v1.1/customer/search?q=(firstname:EXACT:x)&rows=101')).status, 400)
  })
})

it('§4.6: subscriptions are stated and told by channel and priority; what was never stated counts as subscribed', async () => {
  const { till } = await twoCustomers()
  const row = { channel: 'sms', priority: 'BULK', scope: 'all', is_subscribed: '0' }
  const wrong = [
    { channel: 'fax' },
    { priority: 'X' },
    { scope: 'one' },
    { is_subscribed: 'maybe' },
    { mobile: '44' },
  ]
  const items = [{}, ...wrong].map((one) => ({ mobile, ...row, ...one }))
  const stated = await answered(till, 'POST', '/v1.1/customer/subscriptions', ask('subscription', ...items))
  const codes = stated.response.subscriptions.subscription.map(({ item_status }: Item) => item_status.code)
  assert.deepEqual(codes, ['1000', '1101', '1102', '1103', '1106', '1012'])
  const told = await answered(till, 'GET', `/v1.1/customer/subscriptions?mobile=${mobile}&channel=SMS`)
  assert.deepEqual(told.response.subscriptions.subscription[0].channel, [
    {
      name: 'SMS',
      priority: [
        { name: 'BULK', subscribed: '', unsubscribed: 'ALL', user_preference: 'UNSUBSCRIBED' },
        { name: 'TRANS', subscribed: 'ALL', unsubscribed: '', user_preference: 'NOT_SET' },
      ],
    },
  ])
})

describe('requests', () => {
  it('§4.4: update_identity answers one object, 9028 for a duplicate, 1041 for what fails', async () => {
    const { till } = await twoCustomers()
    const change = { identifier: 'email', old_value: 'asha@shop.example', new_value: 'new@shop.example' }
    const path = '/v1.1/customer/update_identity'
    const { response } = await answered(till, 'POST', path, ask('customer', change))
    assert.deepEqual(response.customers.customer, {
      ...change,
      updated: 'true',
      item_status: {
        success: 'true',
        code: '1040',
        message: 'Customer Identity change request added successfully',
        warnings: { warning: [] },
      },
    })
    const again = await answered(till, 'POST', path, ask('customer', change))
    assert.equal(again.response.customers.customer.item_status.code, '9028')
    const unknown = ask('customer', { ...change, old_value: 'nobody@shop.example' })
    assert.equal(
      (await answered(till, 'POST', path, unknown)).response.customers.customer.item_status.code,
      '1041',
    )
    for (const sent of [
      {},
      { ...change, identifier: 'card' },
      { ...change, old_value: '' },
      { identifier: 'email' },
    ]) {
      const { response } = await answered(till, 'POST', path, ask('customer', sent))
      assert.equal(response.customers.customer.item_status.code, '1041', JSON.stringify(sent))
    }
  })

  it('§4.5: are added, shown, approved and rejected, with flags and numbers in their item status', async () => {
    const { till } = await twoCustomers()
    const items = [
      { base_type: 'EMAIL', customer: { mobile }, new_value: 'new@shop.example', reference_id: 'r1' },
      { base_type: 'EXTERNAL_ID', customer: { mobile }, new_value: 'crm-7' },
      { base_type: 'NOPE', customer: { mobile } },
      { base_type: 'EMAIL', customer: {}, new_value: 'x@shop.example' },
      { base_type: 'EMAIL', customer: { mobile: '44' }, new_value: 'x@shop.example' },
      { type: 'NOPE', base_type: 'EMAIL', customer: { mobile } },
      { base_type: 'MOBILE', customer: { mobile }, new_value: 'no phone' },
    ]
    const added = await answered(till, 'POST', '/v1.1/request/add', ask('request', ...items))
    const all = added.response.requests.request
    assert.deepEqual(all[0].item_status, {
      success: true,
      code: 9000,
      message: 'Change Request added successfully',
      warnings: { warning: [] },
    })
    assert.deepEqual(
      all.slice(2).map(({ item_status }: Item) => item_status.code),
      ['9008', '9019', '9013', '9006', '9003'],
    )
    const shown = await answered(till, 'GET', `/v1.1/request/get?mobile=${mobile}&status=PENDING`)
    assert.deepEqual(
      shown.response.requests.request.map(({ base_type }: Item) => base_type),
      ['EXTERNAL_ID', 'EMAIL'],
    )
    for (const misspelt of ['status=PENDIN', 'base_type=E-MAIL']) {
      const refused = await answered(till, 'GET', `/v1.1/request/get?${misspelt}`)
      assert.deepEqual([refused.response.status.success, refused.response.requests], ['false', undefined])
    }
    const approved = await answered(till, 'POST', '/v1.1/request/approve', ask('request', { id: all[0].id }))
    const [one] = approved.response.requests.request
    assert.deepEqual([one.status, one.customer.email], ['APPROVED', 'new@shop.example'])
    const rejected = await answered(
      till,
      'POST',
      '/v1.1/request/reject',
      ask('request', { id: String(all[1].id) }),
    )
    assert.equal(rejected.response.requests.request[0].status, 'REJECTED')
    const again = await answered(
      till,
      'POST',
      '/v1.1/request/approve',
      ask('request', { id: all[1].id }, { id: 99 }),
    )
    assert.deepEqual(
      again.response.requests.request.map(({ item_status }: Item) => item_status.code),
      ['9052', '9050'],
    )
  })

  it('§4.5: logs tell when each was made and decided, and by whom', async () => {
    const { till } = await twoCustomers()
    const change = { base_type: 'EMAIL', customer: { mobile }, new_value: 'new@shop.example' }
    const added = await answered(till, 'POST', '/v1.1/request/add', ask('request', change))
    const [{ id }] = added.response.requests.request
    const logsOf = async (query: string) =>
      (await answered(till, 'GET', `/v1.1/request/logs${query}`)).response.requests.request
    const statuses = ({ logs }: Item) => logs.log.map(({ status }: Item) => status)
    assert.deepEqual((await logsOf(`?id=${id}`)).map(statuses), [['PENDING']])
    await till.post('/v1.1/request/reject', ask('request', { id }))
    const [rejected, ...others] = await logsOf(`?id=${id},99,x`)
    assert.deepEqual([rejected.status, statuses(rejected)], ['REJECTED', ['PENDING', 'REJECTED']])
    for (const { changed_on, changed_by } of rejected.logs.log)
      assert.ok(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(changed_on) && changed_by !== '')
    const codes = (all: Item[]) => all.map(({ item_status }: Item) => item_status.code)
    assert.deepEqual([codes(others), codes(await logsOf(''))], [['9050', '9050'], ['400']])
  })

  it('§4.5: client_auto_approve approves at once: a merge, whose survivor is the target', async () => {
    const { till } = await twoCustomers()
    const merge = {
      base_type: 'MERGE',
      customer: { mobile: other },
      misc_info: { target_customer: { mobile } },
    }
    const body = await answered(
      till,
      'POST',
      '/v1.1/request/add?client_auto_approve=true',
      ask('request', merge),
    )
    const [request] = body.response.requests.request
    assert.deepEqual([request.status, request.customer.id], ['APPROVED', 2])
    const gone = await answered(till, 'GET', '/v1.1/customer/get?id=2&user_id=true')
    assert.equal(gone.response.customers.customer[0].user_id, '1')
  })
})

describe('what is set up', () => {
  it('§4.7: fields, rules and tills are told', async () => {
    const { till } = await twoCustomers()
    const fields = await answered(till, 'GET', '/v1.1/organization/customfields?scope=loyalty_registration')
    const { custom_fields, item_status } = fields.response.organization
    assert.deepEqual([custom_fields.field[0].name, item_status.code], ['shoe_size', '3200'])
    const none = await answered(till, 'GET', '/v1.1/organization/customfields?scope=customer_feedback')
    assert.equal(none.response.organization.item_status.code, '3203')
    const config = await answered(till, 'GET', '/v1.1/organization/configs?key=CONF_REGISTRATION_PRIMARY_KEY')
    assert.equal(config.response.organization.configs.config[0].value, 'MOBILE')
    const tills = await answered(till, 'GET', '/v1.1/organization/entities?type=TILL')
    assert.deepEqual(tills.response.organization.entities.entity[0].parent.code, 'store-of-leeds.till01')
    const extended = await answered(till, 'GET', '/v2/extendedFields')
    assert.deepEqual(
      extended.entity.CUSTOMER.map(({ name, dataType }: Item) => [name, dataType]),
      [['gender', 'CUSTOM_ENUM']],
    )
    assert.match((await till.get('/v2/extendedFields')).headers.get('x-cap-requestid') ?? '', /^.+$/)
  })

  it('§1.4: a token is refused for a wrong secret, and for what is no key at all', async () => {
    const { owner } = await twoCustomers()
    const { key, secret } = await made(owner, 'oauth-clients', { name: 'web' })
    const nobody = app.withHeaders({})
    for (const [sent, status] of [
      [{ key, secret: 'wrong' }, 401],
      [{ key: 'nobody', secret: 'x' }, 401],
      [{ key: 7 }, 400],
      ['{', 400],
    ] as const) {
      const answer = await nobody.post('/v3/oauth/token/generate', sent)
      assert.deepEqual([answer.status, answer.body.data, answer.body.errors[0].code], [status, null, status])
    }
    const { headers } = await nobody.post('/v3/oauth/token/generate', { key, secret })
    assert.equal(headers.get('x-cap-requestid'), headers.get('x-request-id'))
  })
})
