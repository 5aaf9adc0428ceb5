import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, type Sent, testApp } from '../../../test/app.ts'
import { patch } from '../../../test/customers.ts'
import { assertProblem } from '../../../test/problems.ts'
import { makeKey } from '../../core/keys/issue.ts'
import type { Scope } from '../../core/keys/key.ts'

const app = await testApp()
const nobody = '/v1/customers/0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'
const posted = (body: unknown, headers = {}): Sent => ({ method: 'POST', body, headers })

/** A caller of the organization with these scopes alone. */
async function withScopes({ organizationId }: Client, scopes: Scope[]): Promise<Client> {
  const { secret } = await makeKey(app.services.db, organizationId, { name: 'test', scopes }, 'test')
  return app.withHeaders({ authorization: `Bearer ${secret}` })
}

describe('a problem document', () => {
  it('tells what is wrong with a request: type, title, status and the id of the request', async () => {
    const owner = await app.anOwner()
    const { body: held } = await owner.post(
      '/v1/customers',
      { email: 'mira@shop.example' },
      { 'idempotency-key': 'k' },
    )
    const mira = `/v1/customers/${held.id}`
    const requests: [path: string, sent: Sent, status: number, type: string, more?: object][] = [
      ['/v1/customers', posted({ email: 'nope' }), 400, 'invalid'],
      ['/v1/customers', posted('{"email":'), 400, 'unreadable', { reason: 'syntax' }],
      ['/v1/customers', posted('{"city":"a\\u0000"}'), 400, 'unreadable', { reason: 'encoding' }],
      ['/v1/customers', posted('['.repeat(50)), 400, 'unreadable', { reason: 'depth' }],
      ['/v1/customers', posted('{"city":"a","city":"b"}'), 400, 'unreadable', { reason: 'duplicate_key' }],
      ['/v1/customers', posted('{"__proto__":{}}'), 400, 'unreadable', { reason: 'forbidden_key' }],
      [
        '/v1/customers',
        posted('x', { 'content-type': 'text/plain' }),
        415,
        'unreadable',
        { reason: 'media_type' },
      ],
      ['/v1/customers/%ff', {}, 400, 'unreadable', { reason: 'url' }],
      ['/v1/customers', posted(`"${'x'.repeat(6_000_000)}"`), 413, 'too_large'],
      [nobody, {}, 404, 'missing', { title: 'There is no such customer.' }],
      ['/v1/nothing', {}, 404, 'missing', { title: 'There is nothing at this path.' }],
      ['/v1/customers', { method: 'PATCH', body: {} }, 405, 'method'],
      [mira, { method: 'POST', body: {} }, 405, 'method'],
      ['/v1/customers', posted({ email: 'MIRA@shop.example' }), 409, 'taken'],
      ['/v1/customers', posted({}, { 'idempotency-key': 'k' }), 409, 'reused_idempotency_key'],
      [mira, { method: 'DELETE', headers: { 'if-match': '"2"' } }, 412, 'stale', { version: 1 }],
    ]
    for (const [path, sent, status, kind, more = {}] of requests) {
      const answer = await owner.send(path, {
        ...sent,
        headers: { ...sent.headers, 'x-request-id': 'mine-1' },
      })
      assertProblem(answer, status, kind, path)
      assert.equal(answer.body.request_id, 'mine-1')
      assert.deepEqual({ ...answer.body, ...more }, answer.body)
      const members = ['type', 'title', 'status', 'errors', 'request_id', ...Object.keys(more)]
      assert.deepEqual(
        Object.keys(answer.body).filter((name) => !members.includes(name)),
        [],
      )
    }
    assert.equal((await owner.get(mira)).body.version, 1)
  })

  it('tells whoever has no working key, with the scheme', async () => {
    const owner = await app.anOwner()
    const headers = [
      {},
      { authorization: 'Bearer sk_live_of-nobody-at-all-000000' },
      { authorization: `Basic ${owner.secret}` },
      { authorization: owner.secret },
      { authorization: 'Bearer pk_live_0123456789abcdefghijklmn' },
      { authorization: 'Bearer' },
    ]
    for (const sent of headers)
      for (const path of [
        '/v1/customers',
        '/v1/customers/search?q=ab',
        nobody,
        `${nobody}/export`,
        '/v1/changes',
      ]) {
        const answer = await app.withHeaders(sent).get(path)
        assertProblem(answer, 401, 'unauthenticated', path)
        assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/)
      }
  })

  it('tells a key what is beyond its scopes, whether or not there is such a customer', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/v1/customers', { email: 'mira@shop.example' })
    const reader = await withScopes(owner, ['customers:read'])
    const writer = await withScopes(owner, ['customers:write'])
    for (const path of [`/v1/customers/${body.id}`, nobody]) {
      for (const answer of [
        await patch(reader, path, {}),
        await reader.put(path, {}),
        await reader.delete(path),
        await reader.send(`${path}/restore`, { method: 'POST' }),
        await reader.put('/v1/customers/by/email/mira@shop.example', {}),
        await reader.post('/v1/customers', {}),
        await reader.post('/v1/customers/batch', { operations: [] }),
        await reader.get(`${path}/export`),
        await reader.post(`${path}/erase`, undefined),
        await writer.post(`${path}/erase`, undefined),
        await writer.get(path),
        await writer.get('/v1/customers/by/email/mira@shop.example'),
        await writer.get('/v1/customers'),
        await writer.get('/v1/customers/search?q=mira'),
      ])
        assertProblem(answer, 403, 'forbidden', path)
    }
    assert.equal((await reader.get(`/v1/customers/${body.id}`)).status, 200)
    assert.equal((await patch(writer, `/v1/customers/${body.id}`, { city: 'Bonn' })).status, 200)
  })

  it('tells a suspended organization', async () => {
    const owner = await app.anOwner()
    const text = 'update organizations set suspended_at = now() where id = $1::text::uuid'
    await app.services.db.query(text, [owner.organizationId])
    assertProblem(await owner.get('/v1/customers'), 403, 'forbidden')
  })

  it('tells when to come back whoever asks too often', async () => {
    const limited = await testApp({ RATE_LIMIT: '2' })
    const owner = await limited.anOwner()
    const answers = []
    for (let n = 0; n < 3; n++) answers.push(await owner.get('/v1/customers'))
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 429],
    )
    const last = answers.at(-1)
    if (last) assertProblem(last, 429, 'too_many')
    assert.match(last?.headers.get('retry-after') ?? '', /^\d+$/)
  })

  it('tells nothing of what broke inside', async () => {
    const lines: string[] = []
    const broken = await testApp({}, (line) => lines.push(line))
    const owner = await broken.anOwner()
    await broken.services.db.query('alter table customers rename to lost')
    const email = 'mira@shop.example'
    assertProblem(await owner.post('/v1/customers', { email }), 500, 'internal')
    assert.ok(lines.some((line) => line.includes('request failed')))
    assert.ok(!lines.some((line) => line.includes(email)))
    await owner.get('/v1/customers/nobody')
    await broken.services.db[Symbol.asyncDispose]()
    const answer = await owner.get('/v1/customers')
    assertProblem(answer, 503, 'unavailable')
    assert.equal(answer.headers.get('retry-after'), '1')
  })
})

describe('a path', () => {
  it('tells the methods that it takes, asked by OPTIONS or by another', async () => {
    const owner = await app.anOwner()
    const allowed: [path: string, methods: string][] = [
      ['/v1/customers', 'GET, HEAD, OPTIONS, POST'],
      ['/v1/customers/', 'GET, HEAD, OPTIONS, POST'],
      ['/v1/customers/x?y=1', 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT'],
      ['/v1/customers/by/email/mira@shop.example', 'GET, HEAD, OPTIONS, PUT'],
      ['/v1/customers/x/erase', 'OPTIONS, POST'],
    ]
    for (const [path, methods] of allowed) {
      const options = await owner.send(path, { method: 'OPTIONS' })
      assert.deepEqual([options.status, options.headers.get('allow'), options.body], [204, methods, ''], path)
      const wrong = await owner.send(path.replace('?y=1', ''), {
        method: methods.includes('DELETE') ? 'POST' : 'DELETE',
      })
      assertProblem(wrong, 405, 'method', path)
      assert.equal(wrong.headers.get('allow'), methods)
    }
    assertProblem(await owner.send('/v1/nothing', { method: 'OPTIONS' }), 404, 'missing')
  })

  it('answers HEAD as GET, without the body', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/v1/customers', {})
    for (const path of ['/v1/customers', `/v1/customers/${body.id}`, '/v1/keys']) {
      const [get, head] = [await owner.get(path), await owner.send(path, { method: 'HEAD' })]
      assert.deepEqual([head.status, head.body], [200, ''])
      for (const name of ['etag', 'content-type', 'content-length'])
        assert.equal(head.headers.get(name), get.headers.get(name), `${path} ${name}`)
    }
  })
})
