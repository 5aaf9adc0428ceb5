import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { at, linesOf, refusal } from '../../../test/consumers.ts'

const app = await testApp()

describe('A26, A27: an issue', () => {
  it('shows what was sent, in text where the validator has null or a number', async () => {
    const owner = await app.anOwner()
    const body = { email: 'nope', metadata: { fine: [1], deep: {} } }
    const answer = await owner.post('/api/consumers', body)
    assert.deepEqual([answer.status, answer.headers.get('content-type')], [400, json])
    assert.deepEqual(answer.body, {
      error: 'validation_error',
      issues: [
        {
          kind: 'validation',
          type: 'email',
          expected: 'email',
          received: '"nope"',
          message: 'Invalid email: Received "nope"',
          path: at('email', body),
        },
        {
          kind: 'schema',
          type: 'union',
          expected: '((string | number | boolean | null) | Array)',
          received: 'Object',
          message: 'Invalid type: Expected ((string | number | boolean | null) | Array) but received Object',
          path: [...at('metadata', body), ...at('deep', body.metadata)],
        },
      ],
    })
  })

  it('A8: stands beside a list of details at /api/v1', async () => {
    const owner = await app.anOwner()
    const body = { email: 'nope', metadata: { a: {} } }
    const current = await owner.post('/api/consumers', body)
    const older = await owner.post('/api/v1/consumers', body)
    assert.equal(older.status, 400)
    assert.deepEqual(older.body, {
      error: 'Validation failed',
      details: [
        { field: 'email', message: 'Invalid email: Received "nope"' },
        { field: 'metadata.a', message: current.body.issues[1].message },
      ],
      issues: current.body.issues,
    })
  })
})

const json = 'application/json; charset=utf-8'

describe('A28: a body that cannot be read', () => {
  const issue = (type: string, expected: string, received: string, message: string) =>
    refusal({ kind: 'validation', type, expected, received, message, path: [] })
  const notJson = issue('json', 'JSON', 'unreadable', 'Invalid JSON in request body')
  const notMedia = issue(
    'media_type',
    'application/json',
    'another content type',
    'Invalid content type: Expected application/json',
  )
  for (const body of [
    '{',
    '{"email":"a@shop.example"',
    "{'a':1}",
    '{"a":1,}',
    'undefined',
    '\ufeff{}',
    ' ',
  ]) {
    it(`is answered 400 in the shape of an issue: ${JSON.stringify(body)}`, async () => {
      const owner = await app.anOwner()
      for (const base of ['/api', '']) {
        const answer = await owner.post(`${base}/consumers`, body)
        assert.deepEqual([answer.status, answer.body], [400, notJson])
      }
      assert.equal(await linesOf(app, owner), 0)
    })
  }

  for (const type of [
    'text/plain',
    'application/xml',
    'application/merge-patch+json',
    'multipart/form-data; boundary=x',
    'nonsense',
    '',
  ]) {
    it(`is answered 400 in the shape of an issue: content type ${type || 'none'}`, async () => {
      const owner = await app.anOwner()
      const body = Buffer.from('{"fullName":"Mira"}')
      const answer = await owner.send('/api/consumers', {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      })
      assert.deepEqual([answer.status, answer.body], [400, notMedia])
      assert.equal(await linesOf(app, owner), 0)
    })
  }

  it('may be absent whatever its type is said to be', async () => {
    const owner = await app.anOwner()
    const { id } = (await owner.post('/api/consumers', {})).body
    for (const method of ['PUT', 'DELETE']) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      assert.equal(
        (await owner.send(`/api/consumers/${id}`, { method, body: undefined, headers })).status,
        200,
      )
    }
  })

  it('is refused where it is compressed, or in another encoding than UTF-8', async () => {
    const owner = await app.anOwner()
    const send = (headers: Record<string, string>) =>
      owner.send('/api/consumers', { method: 'POST', body: Buffer.from('{"fullName":"Mira"}'), headers })
    const json = { 'content-type': 'application/json' }
    for (const coding of ['gzip', 'br', 'x']) {
      const { status, body } = await send({ ...json, 'content-encoding': coding })
      assert.deepEqual([status, body], [400, notMedia])
    }
    for (const charset of ['utf-16', 'latin1', '"iso-8859-1"']) {
      const { status, body } = await send({ 'content-type': `application/json; charset=${charset}` })
      assert.deepEqual([status, body.issues[0].type], [400, 'encoding'])
    }
    assert.equal(await linesOf(app, owner), 0)
    assert.equal((await send({ 'content-type': 'application/json; charset=UTF-8' })).status, 200)
  })

  it('has the older words at /api/v1', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/api/v1/consumers', '{')
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.body, {
      error: 'Validation failed',
      details: [{ field: '', message: 'Invalid JSON in request body' }],
      issues: notJson.issues,
    })
  })

  it('may name the charset', async () => {
    const owner = await app.anOwner()
    const headers = { 'content-type': 'Application/JSON; charset=UTF-8' }
    assert.equal((await owner.post('/api/consumers', '{"fullName":"Mïra"}', headers)).body.fullName, 'Mïra')
  })
})

describe('every answer', () => {
  it('has a request id: the caller’s own where it can be logged, else a new one', async () => {
    const owner = await app.anOwner()
    const own = await owner.send('/consumers/x', { headers: { 'x-request-id': 'req:0001.a-b_c' } })
    assert.equal(own.headers.get('x-request-id'), 'req:0001.a-b_c')
    for (const given of ['has space', 'mira@shop.example', 'x'.repeat(129), '']) {
      const answer = await owner.send('/consumers/x', { headers: { 'x-request-id': given } })
      assert.match(answer.headers.get('x-request-id') ?? '', /^[\da-f]{8}-[\da-f]{4}-[47]/)
    }
    const nobody = await app.withHeaders({}).get('/nothing/here')
    assert.match(nobody.headers.get('x-request-id') ?? '', /^[\da-f]{8}-[\da-f]{4}-[47]/)
  })

  it('is in the contract’s shape where there is no route', async () => {
    const owner = await app.anOwner()
    const asked = [
      ['GET', '/api'],
      ['GET', '/api/v1'],
      ['GET', '/api/nothing'],
      ['PATCH', '/api/consumers/0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'],
      ['DELETE', '/consumers'],
      ['POST', '/api/v1/consumers/search'],
      ['PUT', '/consumers'],
    ] as const
    for (const [method, path] of asked) {
      const answer = await owner.send(path, { method })
      assert.deepEqual(
        [method, path, answer.status, answer.body],
        [method, path, 404, { error: 'Not found' }],
      )
    }
  })
})
