import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from './app.ts'
import { flags } from './consumers.ts'
import { assertRefused, refusesAll } from './refusals.ts'

const app = await testApp()

const post = (body: unknown, headers = {}) => ({ path: '/api/consumers', method: 'POST', body, headers })

/** Every way to write, with this JSON text as a member's value where the member takes text or free members. */
const everywhere = (value: string) => [
  post(`{"fullName":${value}}`),
  post(`{"metadata":{"a":${value}}}`),
  post(`{"metadata":{"a":[1,${value}]}}`),
  { path: '/api/consumers/{id}', method: 'PUT', body: `{"fullName":${value},"metadata":{"a":${value}}}` },
  {
    path: '/api/consumers/batch',
    method: 'POST',
    body: `{"consumers":[{"emailVerified":true,"phoneVerified":true,"status":"ACTIVE"},{"emailVerified":true,"phoneVerified":true,"status":"ACTIVE","lastGeoCity":${value},"metadata":{"a":${value}}}]}`,
  },
  {
    path: '/api/consumers/batch',
    method: 'PUT',
    body: `[{"id":${value}},{"id":"x","metadata":{"a":${value}}}]`,
  },
]

describe('a body that is not what it seems', () => {
  const texts: Record<string, string[]> = {
    'a key twice': [
      '{"fullName":"a","fullName":"b"}',
      '{"metadata":{"a":1,"\\u0061":2}}',
      '{"x":[{"y":1,"y":1}]}',
    ],
    'keys that reach for the prototype': [
      '{"__proto__":{"email":"a@shop.example"}}',
      '{"constructor":{"prototype":{"x":1}}}',
      '{"metadata":{"__proto__":1}}',
      '{"metadata":{"constructor":"x"}}',
      '{"metadata":{"\\u005f_proto__":1}}',
      '{"nonsense":[{"prototype":1}]}',
    ],
    'deep nesting': [
      '['.repeat(100_000),
      '{"a":'.repeat(100_000),
      `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`,
      `{"nonsense":${'['.repeat(32)}${']'.repeat(32)}}`,
    ],
    'half a JSON': [
      '{"fullName":"x',
      '{"fullName":}',
      '{,}',
      '}{',
      '"\\',
      '{"a":"\\u12"}',
      '{"a":01}',
      'NaN',
    ],
    'another value': ['null', 'true', '7', '"x"', '[]', '[{}]', ' ', '\ufeff{}', '\0'],
  }
  for (const [what, bodies] of Object.entries(texts))
    it(what, () =>
      refusesAll(
        app,
        bodies
          .flatMap((body) => [post(body), { path: '/api/consumers/batch', method: 'PUT', body }])
          // A bare list is what a batch update takes.
          .filter(({ method, body }) => method === 'POST' || body !== '[]'),
      ),
    )

  it('NUL, and halves of surrogate pairs', () =>
    refusesAll(app, ['"\\u0000"', '"a\\ud800"', '"\\udc00\\ud800"', '"\\uDBFFx"'].flatMap(everywhere)))

  it('NUL and halves of surrogate pairs in keys', () =>
    refusesAll(app, [
      post('{"metadata":{"\\u0000":1}}'),
      post('{"metadata":{"\\ud800":1}}'),
      post('{"\\udfff":1}'),
    ]))

  it('bytes that are not UTF-8', () =>
    refusesAll(
      app,
      [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82]].map((bytes) =>
        post(Buffer.from([...Buffer.from('{"fullName":"'), ...bytes, ...Buffer.from('"}')])),
      ),
    ))

  it('numbers that JSON does not carry without loss', () =>
    refusesAll(
      app,
      ['1e400', '-1e400', '12345678901234567890', '-9007199254740993', '9'.repeat(1_000_000)].flatMap(
        (number) => [
          ...everywhere(number),
          {
            path: '/api/consumers/batch',
            method: 'POST',
            body: `{"consumers":[{"emailVerified":true,"phoneVerified":true,"status":"ACTIVE","loyaltyBalance":${number},"totalOrders":${number}}]}`,
          },
        ],
      ),
    ))

  it('compressed', () =>
    refusesAll(app, [post(Buffer.from([0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0]), { 'content-encoding': 'gzip' })]))

  it('empty, where one is needed', () =>
    refusesAll(app, [
      post(''),
      post(undefined),
      { path: '/api/consumers/batch', method: 'POST' },
      { path: '/api/consumers/batch', method: 'PUT', body: '' },
    ]))

  it('of another content type', () =>
    refusesAll(
      app,
      [
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'application/jsonx',
        '*/*',
        ';',
      ].map((type) => post('{"fullName":"x"}', { 'content-type': type })),
    ))
})

describe('too much of something', () => {
  it('500 members of metadata', () => {
    const metadata = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`k${n}`, n]))
    return refusesAll(app, [
      post({ metadata }),
      { path: '/api/consumers/{id}', method: 'PUT', body: { metadata } },
      { path: '/api/consumers/batch', method: 'POST', body: { consumers: [{ ...flags, metadata }] } },
    ])
  })

  it('10 MB', () => {
    const body = `{"fullName":"${'x'.repeat(10_000_000)}"}`
    return refusesAll(app, [
      { ...post(body), status: 413 },
      { path: '/api/consumers/{id}', method: 'PUT', body, status: 413 },
      { path: '/api/consumers/batch', method: 'POST', body: body.replace('x', '\\'), status: 413 },
      { ...post('x'.repeat(10_000_000)), status: 413 },
    ])
  })

  it('text of 4 MB, which is not sent back', async () => {
    const owner = await app.anOwner()
    const long = '1.'.repeat(2_000_000)
    for (const member of ['email', 'phone', 'fullName', 'externalId', 'status', 'metadata', 'smsOptOut']) {
      const answer = await owner.post('/api/consumers', { [member]: long })
      assertRefused(answer, 400, member)
      assert.ok(JSON.stringify(answer.body).length < 10_000)
    }
    for (const member of ['ltv', 'lastOrderAt', 'lastGeoCity']) {
      const answer = await owner.post('/api/consumers/batch', { consumers: [{ ...flags, [member]: long }] })
      assertRefused(answer, 400, member)
      assert.ok(JSON.stringify(answer.body).length < 10_000)
    }
  })

  it('faults, which are not answered with more than was sent', async () => {
    const owner = await app.anOwner()
    const faulty = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [n, {}]))
    const bodies: [path: string, body: unknown][] = [
      ['/api/consumers', { metadata: faulty(300_000) }],
      ['/api/consumers', { metadata: { ...faulty(250), large: 'x'.repeat(4_000_000) } }],
      ['/api/consumers', { metadata: { list: Array(1_500_000).fill([]) } }],
      ['/api/consumers/batch', { consumers: Array(2_000_000).fill(0) }],
      ['/api/consumers/batch', { consumers: Array(500).fill({ email: 1, phone: 1, metadata: faulty(40) }) }],
    ]
    for (const [path, body] of bodies) {
      const text = JSON.stringify(body)
      const answer = await owner.post(path, text)
      assertRefused(answer, 400, path)
      assert.ok(JSON.stringify(answer.body).length < 15_000_000)
    }
    assert.equal((await owner.get('/api/consumers')).status, 200)
  })
})
