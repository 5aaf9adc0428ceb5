import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from './app.ts'
import { aCustomer, assertNoCustomer } from './partner.ts'

const app = await testApp()

/** Every way to write through the customer contract, with this text as a body. */
const writes = (id: string) => [
  `/v2/customers/${id}`,
  `/v2/customers/${id}/link`,
  '/v2/customers',
  '/v2/customer_sessions',
]

/** Refuses every write with the shape of the contract, and keeps all as it was. */
async function refusesAll(bodies: (string | Buffer)[], headers = {}): Promise<void> {
  const owner = await app.anOwner()
  const { id } = await aCustomer(owner, { email: 'hostile@shop.example' })
  const before = await stateOf(owner)
  for (const body of bodies)
    for (const path of writes(id)) {
      const answer = await owner.post(path, body, headers)
      const { details, status, timestamp, ...rest } = answer.body
      const what = `${path} ${String(body).slice(0, 60)} ${JSON.stringify(answer.body).slice(0, 200)}`
      assert.ok([400, 413, 415].includes(answer.status) && status === answer.status && timestamp, what)
      assert.deepEqual([Object.keys(rest), rest.path, details.length], [['path', 'error'], path, 1], what)
      assert.ok(JSON.stringify(answer.body).length < 1_000, what)
    }
  assert.deepEqual(await stateOf(owner), before)
}

const stateOf = async (owner: Client) => (await owner.get('/v1/customers')).body.data

describe('a body that is not what it seems', () => {
  it('has a key twice', () =>
    refusesAll(['{"first_name":"a","first_name":"b"}', '{"metadata":{"a":1,"\\u0061":2}}']))

  it('reaches for the prototype', () =>
    refusesAll(['{"__proto__":{"email":"a@b.example"}}', '{"metadata":{"constructor":"x"}}']))

  it('is nested deep', () =>
    refusesAll(['['.repeat(100_000), `{"metadata":${'{"a":'.repeat(33)}1${'}'.repeat(33)}}`]))

  it('is no JSON, or no object', () =>
    refusesAll(['{"first_name":"x', '{,}', 'NaN', 'null', 'true', '7', '"x"', '[]', '[{}]', ' ', '\ufeff{}']))

  it('holds NUL or halves of surrogate pairs', () =>
    refusesAll(
      ['"\\u0000"', '"a\\ud800"', '"\\udfff"'].flatMap((text) => [
        `{"first_name":${text}}`,
        `{"metadata":{"a":${text}}}`,
        `{"metadata":{${text}:1}}`,
      ]),
    ))

  it('is no UTF-8, or compressed', async () => {
    const bytes = [0xff, 0xc0, 0xaf]
    await refusesAll([Buffer.from([...Buffer.from('{"first_name":"'), ...bytes, ...Buffer.from('"}')])])
    await refusesAll([Buffer.from([0x1f, 0x8b, 8, 0, 0])], { 'content-encoding': 'gzip' })
  })

  it('is of another content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])
      await refusesAll(['{"first_name":"x"}'], { 'content-type': type })
  })

  it('has 10 MB, or 4 MB of text in one member', async () => {
    await refusesAll([`{"first_name":"${'x'.repeat(10_000_000)}"}`])
    const owner = await app.anOwner()
    const { path } = await aCustomer(owner)
    const long = '1.'.repeat(2_000_000)
    for (const body of [
      { email: long },
      { phone: long },
      { preferred_language: long },
      { street_line1: long },
      { metadata: { [long]: 1 } },
      { customer_history: { account_created_at: long } },
      { customer_history: { ltv_currency: long } },
    ]) {
      const answer = await owner.post(path, body)
      assert.equal(answer.status, 400)
      assert.ok(JSON.stringify(answer.body).length < 500)
    }
  })

  it('holds free members by the hundred thousand', async () => {
    const owner = await app.anOwner()
    const { path } = await aCustomer(owner)
    const metadata = Object.fromEntries(Array.from({ length: 300_000 }, (_, n) => [n, {}]))
    for (const at of [path, `${path}/link`, '/v2/customer_sessions']) {
      const answer = await owner.post(at, { partner_customer_id: 'p', metadata })
      assert.deepEqual(
        [answer.status, answer.body.details],
        [400, ['metadata: size must be at most 16384 bytes']],
      )
    }
  })
})

describe('an address', () => {
  it('with an id that cannot be one is 404', async () => {
    const owner = await app.anOwner()
    const { id } = await aCustomer(owner)
    for (const strange of ['%00', `${id}%00`, `${id}%0A`, '%F0%9F%98%80', "'%20or%201=1", '__proto__', '%25'])
      assertNoCustomer(await owner.get(`/v2/customers/${strange}`), decodeURIComponent(strange))
  })

  it('with text that no customer can hold finds nothing', async () => {
    const owner = await app.anOwner()
    await aCustomer(owner, { external_id: 'p-1' })
    for (const value of ['a%00b', '%ff%fe', '__', "'%3B--", '%zz', '😀'])
      assert.equal((await owner.get(`/v2/customers?partner_customer_id=${value}`)).body.total, 0, value)
  })

  it('with a parameter more than once is refused', async () => {
    const owner = await app.anOwner()
    for (const query of ['limit=1&limit=2', 'partner_customer_id=a&partner_customer_id=b'])
      assert.equal((await owner.get(`/v2/customers?${query}`)).status, 400)
  })
})

it('headers that are not what they should be are refused with the shape of the contract', async () => {
  const owner = await app.anOwner()
  for (const key of ['x'.repeat(5_000), '__proto__', "' or true"]) {
    const headers = { 'x-imprint-merchant-key': key }
    const answer = await owner.send('/v2/customers', { headers })
    assert.deepEqual([answer.status, answer.body.error.type], [400, 'BAD_REQUEST_ERROR'])
    assert.ok(!JSON.stringify(answer.body).includes(key))
  }
  for (const authorization of [`Basic ${'A'.repeat(9_000)}`, 'Basic ====', 'Bearer  ', 'Basic OnM='])
    assert.equal((await app.withHeaders({ authorization }).get('/v2/customers')).status, 401)
})
