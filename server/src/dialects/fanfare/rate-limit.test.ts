import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { flags, linesOf } from '../../../test/consumers.ts'
import { withKey } from '../../../test/keys.ts'

const app = await testApp({ RATE_LIMIT: '20' })

const counted = (headers: Headers) => [headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]

it('A29: tells on every answer how much of the minute is left', async () => {
  const owner = await app.anOwner()
  const first = await owner.get('/api/consumers')
  assert.deepEqual(counted(first.headers), ['20', '19'])
  const reset = Number(first.headers.get('x-ratelimit-reset')) - Date.now() / 1000
  assert.ok(reset > 55 && reset <= 61, `resets in ${reset} s`)
  const refused = await owner.post('/consumers', { email: 'nope' })
  assert.deepEqual([refused.status, ...counted(refused.headers)], [400, '20', '18'])
  const missing = await owner.get('/api/v1/consumers/cons_1')
  assert.deepEqual([missing.status, ...counted(missing.headers)], [404, '20', '17'])
  const reader = await withKey(app, owner, { scopes: ['customers:read'] })
  const forbidden = await reader.post('/api/consumers', {})
  assert.deepEqual([forbidden.status, ...counted(forbidden.headers)], [403, '20', '15'])
})

it('A29: answers 429 beyond it, says when to come back, and changes nothing', async () => {
  const owner = await app.anOwner()
  for (let n = 0; n < 20; n++) await owner.get('/api/consumers')
  const answer = await owner.post('/api/consumers', {})
  const retryAfter = Number(answer.headers.get('retry-after'))
  assert.ok(retryAfter > 50 && retryAfter <= 60)
  assert.equal(answer.status, 429)
  assert.deepEqual(answer.body, { error: 'Rate limit exceeded', retryAfter })
  assert.deepEqual(counted(answer.headers), ['20', '0'])
  assert.equal(await linesOf(app, owner), 0)
})

it('A29: counts batches for themselves, and allows a tenth of them', async () => {
  const owner = await app.anOwner()
  const one = await owner.post('/api/consumers/batch', { consumers: [flags] })
  assert.deepEqual([one.status, ...counted(one.headers)], [200, '2', '1'])
  const two = await owner.put('/api/v1/consumers/batch', [])
  assert.deepEqual([two.status, ...counted(two.headers)], [200, '2', '0'])
  const three = await owner.post('/consumers/batch', { consumers: [flags] })
  assert.deepEqual([three.status, ...counted(three.headers)], [429, '2', '0'])
  assert.deepEqual(counted((await owner.get('/api/consumers')).headers), ['20', '19'])
})

it('A29: counts each organization for itself', async () => {
  const [one, other] = [await app.anOwner(), await app.anOwner()]
  for (let n = 0; n < 21; n++) await one.get('/consumers')
  assert.equal((await one.get('/consumers')).status, 429)
  assert.equal((await other.get('/consumers')).status, 200)
})
