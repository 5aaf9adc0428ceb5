import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { testApp } from './app.ts'
import { linesOf } from './consumers.ts'

const app = await testApp()
const owner = await app.anOwner()
const { body: consumer } = await owner.post('/api/consumers', { email: 'mira@shop.example' })

const url = {
  kind: 'validation',
  type: 'url',
  expected: 'percent-encoded UTF-8',
  received: 'unreadable',
  message: 'Invalid URL: Expected percent-encoded UTF-8',
  path: [],
}

describe('a path', () => {
  for (const id of ['%', '%zz', '%E0%A4%A', 'a%ff', '%c0%af', '%ED%A0%80']) {
    it(`that is malformed is answered 400 in the words of its generation: ${id}`, async () => {
      for (const method of ['GET', 'DELETE', 'PUT']) {
        for (const base of ['/api', '']) {
          const answer = await owner.send(`${base}/consumers/${id}`, { method })
          assert.deepEqual([answer.status, answer.body], [400, { error: 'validation_error', issues: [url] }])
          assert.ok(answer.headers.has('x-request-id'))
        }
        const older = await owner.send(`/api/v1/consumers/${id}`, { method })
        const details = [{ field: '', message: url.message }]
        assert.equal(older.status, 400)
        assert.deepEqual(older.body, { error: 'Validation failed', details, issues: [url] })
      }
    })
  }

  it('with an id that cannot be one is answered 404', async () => {
    const ids = [
      '%00',
      `${consumer.id}%00`,
      '%20',
      `${consumer.id}%0A`,
      'x'.repeat(10_000),
      '%F0%9F%98%80',
      "'%20or%201=1",
      '..%2F..',
      '%25',
      '__proto__',
    ]
    for (const id of ids) {
      for (const method of ['GET', 'DELETE', 'PUT']) {
        const answer = await owner.send(`/api/consumers/${id}`, { method })
        assert.deepEqual([id, answer.status, answer.body], [id, 404, { error: 'Consumer not found' }])
      }
    }
  })

  it('beside the routes is answered 404', async () => {
    for (const path of [
      `/api/consumers/${consumer.id}/x`,
      '/api//consumers',
      '/API/consumers',
      '/consumers%2Fbatch',
    ]) {
      const answer = await owner.get(path)
      assert.deepEqual([path, answer.status, answer.body], [path, 404, { error: 'Not found' }])
    }
  })
})

describe('a query', () => {
  it('with text that no consumer can hold finds nothing', async () => {
    for (const value of [
      'a%00b',
      '%ED%A0%80%ED%A0%80',
      '%ff%fe',
      '%25%25',
      '__',
      '%5C%5C',
      "'%3B--",
      '%zz',
      '😀😀',
    ]) {
      for (const path of [
        `?search=${value}`,
        `/search?q=${value}`,
        `/search?email=${value}`,
        `/search?externalId=${value}`,
      ]) {
        const answer = await owner.get(`/api/consumers${path}`)
        assert.deepEqual([path, answer.status, answer.body.data], [path, 200, []])
      }
    }
  })

  it('with malformed cursors is refused', async () => {
    const { endCursor } = (await owner.get('/api/consumers?sortBy=email')).body.pageInfo
    const real = JSON.parse(Buffer.from(endCursor, 'base64url').toString())
    const forged = [
      { ...real, id: "x' or true" },
      { ...real, id: null },
      { ...real, value: 5 },
      { ...real, value: { a: 1 } },
      { ...real, value: 'a\0b' },
      { ...real, sort: '__proto__' },
      [real],
      '',
      null,
    ].map((body) => Buffer.from(JSON.stringify(body)).toString('base64url'))
    const noise = [
      '%00',
      '%',
      '%2B%2F',
      '=',
      'a'.repeat(5000),
      endCursor.slice(0, -4),
      `${endCursor}.`,
      '[object Object]',
    ]
    for (const cursor of [...forged, ...noise]) {
      for (const parameter of ['after', 'before']) {
        const answer = await owner.get(`/api/consumers?sortBy=email&${parameter}=${cursor}`)
        assert.deepEqual([cursor, answer.status, answer.body.error], [cursor, 400, 'validation_error'])
        assert.equal(answer.body.issues[0].path[0].key, parameter)
      }
    }
    const bound = { ...real, value: `${'9'.repeat(400)}` }
    for (const sort of ['totalOrders', 'totalOrderValue', 'lastOrderAt', 'createdAt']) {
      const cursor = (await owner.get(`/api/consumers?sortBy=${sort}`)).body.pageInfo.endCursor
      const shape = JSON.parse(Buffer.from(cursor, 'base64url').toString())
      for (const value of [bound.value, 'x', '1e400', 'NaN', '', '2026-02-31T00:00:00.000Z']) {
        const body = Buffer.from(JSON.stringify({ ...shape, value })).toString('base64url')
        const answer = await owner.get(`/api/consumers?sortBy=${sort}&after=${body}`)
        assert.deepEqual([sort, value, answer.status], [sort, value, 400])
      }
    }
  })

  it('with a thousand parameters answers as without', async () => {
    const many = Array.from({ length: 1000 }, (_, n) => `p${n}=${n}`).join('&')
    assert.equal((await owner.get(`/api/consumers?${many}`)).body.data.length, 1)
  })

  it('of 100 kB is refused with {error}', async () => {
    for (const base of ['/api/v1', '/api', '']) {
      const answer = await owner.get(`${base}/consumers?search=${'x'.repeat(100_000)}`)
      assert.deepEqual([answer.status, answer.body], [431, { error: 'Request Header Fields Too Large' }])
    }
  })
})

describe('what is not HTTP', () => {
  for (const sent of [
    'nonsense\r\n\r\n',
    'GET /consumers HTTP/1.1\r\nno colon\r\n\r\n',
    'GET  HTTP/9.9\r\n\r\n',
  ]) {
    it(`is answered 400 with {error}: ${JSON.stringify(sent)}`, async () => {
      const { hostname, port } = new URL(app.url)
      const socket = connect(Number(port), hostname)
      await once(socket, 'connect')
      socket.write(sent)
      const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
      assert.match(head, /^HTTP\/1\.1 400 Bad Request\r\n/)
      assert.deepEqual(JSON.parse(body), { error: 'Bad Request' })
    })
  }

  for (const [told, length] of [
    ['in pieces, without a length,', {}],
    ['with its length', { 'content-length': 10_000_000 }],
  ] as const) {
    it(`but 10 MB ${told} is answered 413 to whoever sends all of it first`, async () => {
      const headers = {
        authorization: `Bearer ${owner.secret}`,
        'content-type': 'application/json',
        ...length,
      }
      for (let round = 0; round < 5; round++) {
        const sent = request(`${app.url}/api/consumers`, { method: 'POST', headers })
        const answered = once(sent, 'response')
        for (let n = 0; n < 100; n++) sent.write('x'.repeat(100_000))
        sent.end()
        const [answer] = await answered
        assert.equal(answer.statusCode, 413)
        assert.equal(JSON.parse(await text(answer)).issues[0].type, 'max_bytes')
      }
    })
  }
})

it('nothing of this has changed anything', async () => {
  const { body } = await owner.get('/api/consumers')
  assert.deepEqual(body.data, [{ ...consumer, primarySyncSource: null }])
  assert.equal(await linesOf(app, owner), 1)
})
