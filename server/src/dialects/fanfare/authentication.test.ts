import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { linesOf } from '../../../test/consumers.ts'

const app = await testApp()

const id = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'
const operations = [
  ['GET', '/consumers'],
  ['GET', '/consumers/search?q=mi'],
  ['GET', `/consumers/${id}`],
  ['POST', '/consumers'],
  ['POST', '/consumers/batch'],
  ['PUT', '/consumers/batch'],
  ['PUT', `/consumers/${id}`],
  ['DELETE', `/consumers/${id}`],
] as const

describe('A14: every operation demands a secret key', () => {
  const unknown = `sk_live_${'x'.repeat(32)}`
  const cases: [what: string, headers: Record<string, string>, error: string][] = [
    ['nothing', {}, 'Authentication required'],
    ['an unknown key', { authorization: `Bearer ${unknown}` }, 'Authentication required'],
    ['an empty token', { authorization: 'Bearer ' }, 'Authentication required'],
    ['another scheme', { authorization: `Basic ${btoa('a:b')}` }, 'Authentication required'],
    ['a token of two words', { authorization: 'Bearer a b' }, 'Authentication required'],
    ['text beyond ASCII', { authorization: 'Bearer ключ'.normalize() }, 'Authentication required'],
    ['a publishable key', { authorization: 'Bearer pk_live_1234' }, 'Secret key required'],
    ['a publishable key in its header', { 'x-publishable-key': 'pk_live_1234' }, 'Secret key required'],
  ]
  for (const [what, headers, error] of cases) {
    it(`and answers 401 to ${what}`, async () => {
      const nobody = app.withHeaders(latin1(headers))
      for (const base of ['/api/v1', '/api', '']) {
        for (const [method, path] of operations) {
          const body = method === 'POST' || method === 'PUT' ? { email: 'nope' } : undefined
          const answer = await nobody.send(base + path, { method, body })
          assert.deepEqual([answer.status, answer.body], [401, { error }])
          assert.equal(answer.headers.get('www-authenticate'), 'Bearer')
        }
      }
    })
  }

  it('and takes the scheme in any letters', async () => {
    const { secret } = await app.anOwner()
    for (const scheme of ['bearer', 'BEARER', 'Bearer '])
      assert.equal(
        (await app.withHeaders({ authorization: `${scheme} ${secret}` }).get('/consumers')).status,
        200,
      )
  })

  it('and never takes it from the query', async () => {
    const { secret } = await app.anOwner()
    const answer = await app.withHeaders({}).get(`/consumers?api_key=${secret}&access_token=${secret}`)
    assert.deepEqual([answer.status, answer.body], [401, { error: 'Authentication required' }])
  })
})

describe('A14: a key that may not', () => {
  it('is answered 403 when its organization is suspended', async () => {
    const owner = await app.anOwner()
    const text = 'update organizations set suspended_at = now() where id = $1::text::uuid'
    await app.services.db.query(text, [owner.organizationId])
    for (const [method, path] of operations) {
      const body = method === 'POST' || method === 'PUT' ? {} : undefined
      const answer = await owner.send(`/api${path}`, { method, body })
      assert.deepEqual(
        [method, path, answer.status, answer.body],
        [method, path, 403, { error: 'Forbidden' }],
      )
    }
    assert.equal(await linesOf(app, owner), 0)
  })

  it('is answered 401 within a second of its revocation', async () => {
    const owner = await app.anOwner()
    assert.equal((await owner.get('/consumers')).status, 200)
    const text = 'update keys set revoked_at = now() where organization_id = $1::text::uuid'
    await app.services.db.query(text, [owner.organizationId])
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const answer = await owner.get('/consumers')
    assert.deepEqual([answer.status, answer.body], [401, { error: 'Authentication required' }])
  })
})

/** `fetch` sends header text byte by byte. */
function latin1(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]),
  )
}
