import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Answer, testApp } from '../../test/app.ts'
import { withKey } from '../../test/keys.ts'

const app = await testApp({ RATE_LIMIT: '20' })
const unlimited = await testApp()

const legacy = ({ headers }: Answer) => [
  headers.get('x-ratelimit-limit'),
  headers.get('x-ratelimit-remaining'),
]
const fields = ({ headers }: Answer) => [headers.get('ratelimit-policy'), headers.get('ratelimit')]

it('tells the count of the organization in structured fields, in every contract', async () => {
  const owner = await app.anOwner()
  await owner.get('/v1/customers')
  const [policy, left] = fields(await owner.get('/api/consumers'))
  assert.equal(policy, '"organization";q=20;w=60')
  assert.match(String(left), /^"organization";r=18;t=(60|59|58)$/)
})

it('counts what one key asks for within what its organization may, and tells both', async () => {
  const owner = await app.anOwner()
  const clerk = await withKey(app, owner, { requests_per_minute: 2 })
  const first = await clerk.get('/v1/customers')
  assert.deepEqual(legacy(first), ['2', '1'])
  assert.equal(fields(first)[0], '"organization";q=20;w=60, "key";q=2;w=60')
  assert.match(String(fields(first)[1]), /^"organization";r=18;t=\d+, "key";r=1;t=\d+$/)
  await clerk.get('/v1/customers')
  const refused = await clerk.get('/v1/customers')
  assert.equal(refused.status, 429)
  assert.deepEqual(refused.body.type, 'urn:clientele:problem:too_many')
  assert.deepEqual(legacy(refused), ['2', '0'])
  const retryAfter = Number(refused.headers.get('retry-after'))
  assert.ok(retryAfter > 50 && retryAfter <= 60, `retry after ${retryAfter}`)
  // What is refused uses nothing up: the key that issued, the two requests, and this one.
  assert.deepEqual(legacy(await owner.get('/v1/customers')), ['20', '16'])
})

it('refuses a key that has requests left when its organization has none', async () => {
  const owner = await app.anOwner()
  const clerk = await withKey(app, owner, { requests_per_minute: 1000 })
  for (let n = 0; n < 19; n++) await owner.get('/v1/customers')
  const refused = await clerk.get('/v1/customers')
  assert.deepEqual([refused.status, ...legacy(refused)], [429, '20', '0'])
  assert.match(String(fields(refused)[1]), /^"organization";r=0;t=\d+, "key";r=1000;t=\d+$/)
})

it('holds a key to its own limit where organizations have none, and tells nothing to the others', async () => {
  const owner = await unlimited.anOwner()
  const clerk = await withKey(unlimited, owner, { requests_per_minute: 1 })
  const statuses = [(await clerk.get('/consumers')).status, (await clerk.get('/consumers')).status]
  assert.deepEqual(statuses, [200, 429])
  assert.deepEqual(
    [...legacy(await owner.get('/consumers')), ...fields(await owner.get('/v1/customers'))],
    [null, null, null, null],
  )
})
