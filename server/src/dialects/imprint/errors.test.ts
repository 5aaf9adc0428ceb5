import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aCustomer, assertFlat, assertNoCustomer, nobody } from '../../../test/partner.ts'
import { makeKey } from '../../core/keys/issue.ts'

const app = await testApp()
const owner = await app.anOwner()
const { path } = await aCustomer(owner, { email: 'first@shop.example' })

describe('errors', () => {
  it('§6-14: the key comes first, then the JSON, then the fields, then the customer', async () => {
    const stranger = app.withHeaders({})
    const missing = `/v2/customers/${nobody}`
    assert.equal((await stranger.post(missing, '{')).status, 401)
    assertFlat(await owner.post(missing, '{'), 400, missing, ['body: must be well-formed JSON'])
    assertFlat(await owner.post(missing, { phone: 'x' }), 400, missing, [
      String.raw`phone: must match "^\+?[1-9]\d{1,14}$"`,
    ])
    assertNoCustomer(await owner.post(missing, {}), nobody)
  })

  it('§6-15: name the path that was asked, without its query, and each broken field once in the order of the schema', async () => {
    const body = {
      metadata: 5,
      customer_history: { address: { country: 'x' }, email: 'x' },
      city: 5,
      email: 'no',
    }
    assertFlat(
      await owner.post(`${path.toUpperCase().replace('/V2/CUSTOMERS', '/v2/customers')}?a=1`, body),
      400,
      path.toUpperCase().replace('/V2/CUSTOMERS', '/v2/customers'),
      [
        'email: must be a well-formed email address',
        'city: must be a string',
        'customer_history.email: must be a well-formed email address',
        'customer_history.address.country: must be an ISO 3166-1 alpha-3 country code',
        'metadata: must be an object',
      ],
    )
  })

  it('§6-15: never repeat what was sent', async () => {
    const secret = 'Zanzibar-7731'
    const body = {
      email: secret,
      phone: secret,
      preferred_language: secret,
      customer_history: { email: secret, ltv_currency: secret, account_created_at: secret },
      metadata: secret,
    }
    for (const answer of [
      await owner.post(path, body),
      await owner.post(path, `{"first_name":"${secret}`),
      await owner.get(`/v2/customers?limit=${secret}&starting_after=${secret}`),
      await owner.post('/v2/customers', { ssn: secret, date_of_birth: secret }),
      await owner.post('/v2/customer_sessions', { transaction_currency: secret, customer_id: secret }),
    ]) {
      assert.equal(answer.status, 400)
      assert.ok(!JSON.stringify(answer.body).includes(secret), JSON.stringify(answer.body))
    }
  })

  it('§6-16: of a missing or unknown key are 401, wrapped, with the ways to authenticate', async () => {
    for (const authorization of ['', 'Bearer sk_live_nobody-has-this-key-000000', 'Basic x', 'Digest x']) {
      const answer = await app.withHeaders(authorization ? { authorization } : {}).get(path)
      assert.deepEqual(
        [answer.status, answer.body, answer.headers.get('www-authenticate')],
        [
          401,
          { error: { type: 'UNAUTHORIZED_ERROR', message: 'A working API key is required' } },
          'Basic, Bearer',
        ],
      )
    }
  })

  it('§6-16: of a key without the scope are 403, wrapped', async () => {
    const { secret } = await makeKey(
      app.services.db,
      owner.organizationId,
      { name: 'reads', scopes: ['customers:read'] },
      'test',
    )
    const { status, body } = await app.withHeaders({ authorization: `Bearer ${secret}` }).post(path, {})
    const error = { type: 'FORBIDDEN_ERROR', message: 'The API key does not permit this' }
    assert.deepEqual([status, body], [403, { error }])
  })

  it('§6-16: of a path that is not there are 404, and of a method 405 with those that are', async () => {
    for (const at of ['/v2', '/v2/', '/v2/nothing', '/v2/customers/x/y', '/v2/customer_sessions/a/b'])
      assertFlat(await owner.get(at), 404, at, [])
    for (const [at, method, allow] of [
      ['/v2/customers', 'DELETE', 'GET, HEAD, POST'],
      [path, 'PUT', 'GET, HEAD, POST'],
      [`${path}/link`, 'GET', 'POST'],
      [`${path}/rewards_balance`, 'POST', 'GET, HEAD'],
      ['/v2/customer_sessions', 'GET', 'POST'],
      ['/v2/keys', 'PATCH', 'POST, DELETE'],
    ] as const) {
      const answer = await owner.send(at, { method })
      assertFlat(answer, 405, at, [])
      assert.equal(answer.headers.get('allow'), allow)
    }
  })

  it('§6-16: of a body that is too large, or of another type, are 413 and 415', async () => {
    const large = `{"first_name":"${'x'.repeat(6_000_000)}"}`
    assertFlat(await owner.post(path, large), 413, path, ['body: size must be at most 5242880 bytes'])
    const text = await owner.post(path, 'x', { 'content-type': 'text/plain' })
    assertFlat(text, 415, path, ['body: must be application/json'])
  })

  it('§6-16: of a path that cannot be read are 400', async () => {
    assertFlat(await owner.get('/v2/customers/%zz'), 400, '/v2/customers/%zz', [
      'path: must be percent-encoded UTF-8',
    ])
  })

  it('§6-30: of too many requests are 429, with when to come again', async () => {
    const limited = await testApp({ RATE_LIMIT: '1' })
    const busy = await limited.anOwner()
    assert.equal((await busy.get('/v2/customers')).status, 200)
    const answer = await busy.get('/v2/customers')
    assertFlat(answer, 429, '/v2/customers', [])
    assert.ok(Number(answer.headers.get('retry-after')) > 0)
  })

  it('§6-31: transaction intents are not served', async () => {
    assertFlat(await owner.get(`${path}/transaction_intents`), 404, `${path}/transaction_intents`, [])
  })

  it('§6-16: of a fault of the server are 500, and without the database 503', async () => {
    const broken = await testApp()
    const somebody = await broken.anOwner()
    await somebody.get('/v2/customers')
    await broken.services.db.query('alter table customers rename to customers_elsewhere')
    assertFlat(await somebody.get('/v2/customers'), 500, '/v2/customers', [])
    await broken.services.db[Symbol.asyncDispose]()
    const answer = await somebody.get('/v2/customers')
    assertFlat(answer, 503, '/v2/customers', [])
    assert.equal(answer.headers.get('retry-after'), '1')
  })
})
