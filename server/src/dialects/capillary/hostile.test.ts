import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { caughtUp } from '../../../test/feed.ts'
import { aShop } from '../../../test/loyalty-shop.ts'
import { tillOf } from '../../../test/tills.ts'
import { methods } from './methods.ts'

const app = await testApp()
const mobile = '447911000101'

const writes = Object.entries(methods).flatMap(([path, known]) =>
  known
    .split(', ')
    .filter((method) => method !== 'GET')
    .map((method) => ({ method, path })),
)
const reads = Object.entries(methods).flatMap(([path, known]) => (known.includes('GET') ? [path] : []))
const nameOf = (path: string) =>
  path.includes('/request/') ? 'request' : path.endsWith('subscriptions') ? 'subscription' : 'customer'

async function aCustomer() {
  const shop = await aShop(app)
  await shop.add({ mobile, firstname: 'Asha' })
  const state = async () => {
    await caughtUp(app.services.db)
    return JSON.stringify((await shop.owner.get('/v1/changes')).body.data)
  }
  return { ...shop, state }
}

describe('a body that cannot be read', () => {
  const bodies: Record<string, string> = {
    'half a JSON': '{"root":{"customer":[{',
    'a key twice': '{"root":{"customer":[]},"root":{}}',
    'keys that reach for the prototype': '{"root":{"__proto__":{"customer":[{}]}}}',
    'deep nesting': `${'{"root":'.repeat(40)}1${'}'.repeat(40)}`,
    NUL: '{"root":{"customer":[{"mobile":"447911000101","firstname":"a\\u0000"}]}}',
    'half a surrogate pair': '{"root":{"customer":[{"mobile":"447911000101","firstname":"\\ud800"}]}}',
    'another value': '[]',
    'nothing within': '{"root":null}',
  }
  for (const [what, body] of Object.entries(bodies))
    it(`is refused by every operation, and changes nothing: ${what}`, async () => {
      const { till, state } = await aCustomer()
      const before = await state()
      for (const { method, path } of writes) {
        const answer = await till.send(path, { method, body })
        assert.equal(answer.status, 400, `${method} ${path} ${JSON.stringify(answer.body)}`)
      }
      assert.equal(await state(), before)
    })
})

it('an item that is anything but one fails alone, in every operation, and changes nothing', async () => {
  const { till, state } = await aCustomer()
  const before = await state()
  const values = [
    null,
    true,
    7,
    'x',
    [],
    [[]],
    { mobile: [] },
    { id: {} },
    { customer: 'x' },
    { subscription: [] },
  ]
  const odd = [
    ...values,
    { mobile: 1e300 },
    { id: '9'.repeat(400) },
    { email: 'x'.repeat(100_000) },
    { fraud_status: [] },
  ]
  for (const { method, path } of writes.filter(({ path }) => path.startsWith('/v1.1/'))) {
    const { status, body } = await till.send(path, { method, body: { root: { [nameOf(path)]: odd } } })
    assert.equal(status, 200, `${method} ${path} ${JSON.stringify(body).slice(0, 200)}`)
    assert.deepEqual(body.response.status.success_count, '0', path)
    assert.ok(JSON.stringify(body).length < 20_000, path)
  }
  assert.equal(await state(), before)
})

it('a query of any kind is answered or refused, and is no fault', async () => {
  const { till } = await aCustomer()
  const values = [
    '%00',
    '%ff',
    '%F0%9F%98%80',
    "'%20or%201=1--",
    'x'.repeat(5_000),
    ',,,',
    '-1',
    '%25',
    '__proto__',
    '1e9',
    '[]',
  ]
  const names = [
    'mobile',
    'email',
    'external_id',
    'id',
    'q',
    'start',
    'rows',
    'scope',
    'type',
    'key',
    'status',
    'base_type',
    'program_id',
    'format',
  ]
  for (const path of reads)
    for (const name of names)
      for (const value of values) {
        const query = `${name}=${value}&${name}=${value}`
        const { status } = await till.get(`${path}?${query}`)
        assert.ok([200, 400].includes(status), `${path}?${query.slice(0, 60)}: ${status}`)
      }
})

it('§1.6 and §7-2: what is beyond the minute of the organization is 429, in the envelope', async () => {
  const limited = await testApp({ RATE_LIMIT: '12' })
  const owner = await limited.anOwner()
  const till = await tillOf(limited, owner)
  const answers = []
  for (let n = 0; n < 12; n++) answers.push(await till.get('/v1.1/customer/get?mobile=1'))
  const refused = answers.at(-1)
  assert.deepEqual([refused?.status, refused?.body.response.status.code], [429, 429])
  assert.ok(Number(refused?.headers.get('retry-after')) > 0)
})

it('§1.6: what the access group forbids is counted like any other request, and told so', async () => {
  const limited = await testApp({ RATE_LIMIT: '5' })
  const till = await tillOf(limited, await limited.anOwner(), 'leeds.till01', {})
  const told = []
  for (let n = 0; n < 4; n++) {
    const { status, headers } = await till.get('/v1.1/customer/get?mobile=1')
    told.push([status, headers.get('x-ratelimit-remaining')])
  }
  // Its access group and its store were two of the five already.
  assert.deepEqual(told, [
    [403, '2'],
    [403, '1'],
    [403, '0'],
    [429, '0'],
  ])
})
