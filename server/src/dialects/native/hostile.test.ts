import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { full } from '../../../test/customers.ts'
import { assertProblem, refusesAll } from '../../../test/problems.ts'

const app = await testApp()

const post = (body: unknown, headers = {}) => ({ path: '/v1/customers', method: 'POST', body, headers })
const unreadable = { kind: 'unreadable' }

/** Every way to write, with this JSON text as a member's value where the member takes text or free members. */
const everywhere = (value: string) => [
  post(`{"full_name":${value}}`),
  post(`{"metadata":{"a":[1,${value}]}}`),
  { path: '/v1/customers/{id}', method: 'PATCH', body: `{"metadata":{"a":{"b":${value}}}}` },
  { path: '/v1/customers/{id}', method: 'PUT', body: `{"city":${value},"custom_fields":{"a":${value}}}` },
  { path: '/v1/customers/by/external_id/x', method: 'PUT', body: `{"extended_fields":{"a":${value}}}` },
  {
    path: '/v1/customers/batch',
    method: 'POST',
    body: `{"operations":[{"op":"create","body":{}},{"op":"upsert","by":{"field":"external_id","value":${value}},"body":{"metadata":{"a":${value}}}}]}`,
  },
]

describe('a body that is not what it seems is refused, and changes nothing', () => {
  const texts: Record<string, string[]> = {
    'a key twice': ['{"city":"a","city":"b"}', '{"metadata":{"a":1,"\\u0061":2}}', '{"x":[{"y":1,"y":1}]}'],
    'keys that reach for the prototype': [
      '{"__proto__":{"email":"a@shop.example"}}',
      '{"constructor":{"prototype":{"x":1}}}',
      '{"metadata":{"\\u005f_proto__":1}}',
    ],
    'deep nesting': [
      '['.repeat(100_000),
      '{"a":'.repeat(100_000),
      `{"metadata":${'['.repeat(32)}${']'.repeat(32)}}`,
    ],
    'half a JSON': [
      '{"city":"x',
      '{,}',
      '}{',
      '"\\',
      '{"a":"\\u12"}',
      '{"a":01}',
      'NaN',
      '\ufeff{}',
      '\0',
      ' ',
    ],
  }
  for (const [what, bodies] of Object.entries(texts))
    it(what, () =>
      refusesAll(
        app,
        bodies.flatMap((body) =>
          ['/v1/customers', '/v1/customers/batch'].map((path) => ({ ...post(body), path, ...unreadable })),
        ),
      ),
    )

  it('another value', () =>
    refusesAll(
      app,
      ['null', 'true', '7', '"x"', '[]', '[{}]', '', undefined].flatMap((body) => [
        post(body),
        { path: '/v1/customers/{id}', method: 'PATCH', body },
        { path: '/v1/customers/{id}', method: 'PUT', body },
        { path: '/v1/customers/batch', method: 'POST', body },
      ]),
    ))

  it('NUL, and halves of surrogate pairs, in values and keys', () =>
    refusesAll(
      app,
      [
        ...['"\\u0000"', '"a\\ud800"', '"\\udc00\\ud800"', '"\\uDBFFx"'].flatMap(everywhere),
        ...['\\u0000', '\\ud800'].map((key) => post(`{"metadata":{"${key}":1}}`)),
      ].map((request) => ({ ...request, ...unreadable })),
    ))

  it('bytes that are not UTF-8', () =>
    refusesAll(
      app,
      [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe2, 0x82]].map((bytes) => ({
        ...post(Buffer.from([...Buffer.from('{"city":"'), ...bytes, ...Buffer.from('"}')])),
        ...unreadable,
      })),
    ))

  it('numbers that JSON does not carry without loss', () =>
    refusesAll(
      app,
      ['1e400', '-1e400', '12345678901234567890', '-9007199254740993', '9'.repeat(1_000_000)].flatMap(
        (number) => [
          ...everywhere(number),
          post(`{"loyalty_balance":${number}}`),
          post(`{"total_orders":${number}}`),
          post(`{"activity_score":${number}}`),
        ],
      ),
    ))

  it('of another content type, or compressed', () =>
    refusesAll(app, [
      ...['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', '*/*', ';'].map((type) => ({
        ...post('{"city":"x"}', { 'content-type': type }),
        ...unreadable,
        status: 415,
      })),
      {
        ...post(Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), { 'content-encoding': 'gzip' }),
        ...unreadable,
        status: 415,
      },
    ]))

  it('10 MB', () =>
    refusesAll(
      app,
      ['/v1/customers', '/v1/customers/batch'].map((path) => ({
        ...post(`{"city":"${'x'.repeat(10_000_000)}"}`),
        path,
        status: 413,
        kind: 'too_large',
      })),
    ))

  it('a member of a wrong type', () => {
    const values = [true, 7, 'x', [], ['x'], [{}], {}, { a: 1 }]
    const fits = (member: string, value: unknown) =>
      typeof value === typeof full[member as keyof typeof full] && !Array.isArray(value)
    return refusesAll(
      app,
      Object.keys(full).flatMap((member) =>
        values
          .filter((value) => !fits(member, value))
          .map((value) => ({ path: '/v1/customers/{id}', method: 'PATCH', body: { [member]: value } })),
      ),
    )
  })
})

it('answers faults with no more than was sent', async () => {
  const owner = await app.anOwner()
  const faulty = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [n, {}]))
  const bodies: [path: string, body: unknown][] = [
    ['/v1/customers', { metadata: faulty(300_000) }],
    ['/v1/customers', { email: '1.'.repeat(2_000_000), status: 'x'.repeat(100_000) }],
    ['/v1/customers', { status: Array(1_500_000).fill([]) }],
    ['/v1/customers/batch', { operations: Array(2_000_000).fill(0) }],
    [
      '/v1/customers/batch',
      { operations: Array(500).fill({ op: 'create', body: { email: 1, phone: 1, x: faulty(40) } }) },
    ],
  ]
  for (const [path, body] of bodies) {
    const text = JSON.stringify(body)
    const answer = await owner.post(path, text)
    assertProblem(answer, 400, 'invalid', text.slice(0, 60))
    assert.ok(JSON.stringify(answer.body).length < 10_000)
  }
  assert.equal((await owner.get('/v1/customers?limit=1')).status, 200)
})
