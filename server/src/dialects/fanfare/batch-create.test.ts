import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { at, blank, flags, full, linesOf, named, refusal, taken } from '../../../test/consumers.ts'

const app = await testApp()

const rowOf = (row: number) => [
  { type: 'object', origin: 'value', input: {}, key: 'consumers' },
  { type: 'array', origin: 'value', input: [], key: String(row) },
]

describe('POST /consumers/batch', () => {
  it('A12, A32, A33: keeps every member of a row as it was sent', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/api/consumers/batch', { consumers: [full] })
    assert.deepEqual([answer.status, named(answer.body)], [200, [{ ...blank, ...full }]])
  })

  it('A25: takes a verification code and never tells it', async () => {
    const owner = await app.anOwner()
    const secret = { verificationCode: '271828', verificationCodeExpiresAt: 'in ten minutes' }
    const { status, body } = await owner.post('/api/consumers/batch', {
      consumers: [{ ...flags, ...secret }],
    })
    assert.deepEqual([status, named(body)], [200, [blank]])
    const text = 'select before, after from changes where organization_id = $1::text::uuid'
    const lines = await app.services.db.query(text, [owner.organizationId])
    assert.doesNotMatch(JSON.stringify(lines), /271828/)
  })

  it('A2: takes externalId, and tells the older members at /api/v1', async () => {
    const owner = await app.anOwner()
    const consumers = [{ ...flags, externalId: 'crm-1', ltv: '12.5' }]
    const { body } = await owner.post('/api/v1/consumers/batch', { consumers })
    const older = { primaryExternalId: 'crm-1', externalId: 'crm-1', ltv: '12.5', totalOrderValue: 12.5 }
    assert.deepEqual(named(body), [{ ...blank, ...older }])
  })

  it('A9: answers an empty batch with an empty list', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/api/consumers/batch', { consumers: [] })
    assert.deepEqual([answer.status, answer.body], [200, []])
  })

  it('A9, A10: takes 500 rows and answers them in their order', async () => {
    const owner = await app.anOwner()
    const consumers = Array.from({ length: 500 }, (_, n) => ({ ...flags, email: `c${n}@shop.example` }))
    const answer = await owner.post('/api/consumers/batch', { consumers })
    assert.equal(answer.status, 200)
    assert.deepEqual(
      answer.body.map((row: { email: string }) => row.email),
      consumers.map(({ email }) => email),
    )
    assert.equal(await linesOf(app, owner), 500)
  })

  it('A8, A9: refuses the 501st row, in the words of either generation', async () => {
    const owner = await app.anOwner()
    const body = { consumers: Array.from({ length: 501 }, () => flags) }
    const message = 'Max batch size is 500'
    const issue = {
      kind: 'validation',
      type: 'max_length',
      expected: '<=500',
      received: '501',
      message,
      path: at('consumers', body),
    }
    const current = await owner.post('/api/consumers/batch', body)
    assert.deepEqual([current.status, current.body], [400, refusal(issue)])
    const older = await owner.post('/api/v1/consumers/batch', body.consumers)
    assert.equal(older.status, 400)
    assert.deepEqual(older.body, {
      error: message,
      details: [{ field: '', message }],
      issues: [{ ...issue, path: [] }],
    })
    assert.equal(await linesOf(app, owner), 0)
  })

  it('A11: takes a bare list at /api/v1 only, where the three flags have defaults', async () => {
    const owner = await app.anOwner()
    const older = await owner.post('/api/v1/consumers/batch', [{ email: 'a@shop.example' }])
    assert.equal(older.status, 200)
    assert.deepEqual(named(older.body), [
      { ...blank, email: 'a@shop.example', externalId: null, totalOrderValue: 0 },
    ])
    const wrapped = await owner.post('/api/v1/consumers/batch', { consumers: [{}] })
    assert.equal(wrapped.status, 200)
    for (const base of ['/api', '']) {
      const answer = await owner.post(`${base}/consumers/batch`, [flags])
      const message = 'Invalid type: Expected Object but received Array'
      const issue = {
        kind: 'schema',
        type: 'object',
        expected: 'Object',
        received: 'Array',
        message,
        path: [],
      }
      assert.deepEqual([answer.status, answer.body], [400, refusal(issue)])
    }
  })

  it('A11: demands the three flags in the current generation', async () => {
    const owner = await app.anOwner()
    const consumers = [flags, { email: 'a@shop.example' }]
    const answer = await owner.post('/api/consumers/batch', { consumers })
    assert.equal(answer.status, 400)
    const missing = (key: string) => ({
      kind: 'schema',
      type: 'object',
      expected: `"${key}"`,
      received: 'undefined',
      message: `Invalid key: Expected "${key}" but received undefined`,
      path: [...rowOf(1), ...at(key, { email: 'a@shop.example' }, 'key')],
    })
    assert.deepEqual(answer.body, {
      error: 'validation_error',
      issues: [missing('emailVerified'), missing('phoneVerified'), missing('status')],
    })
  })

  it('A10: adds none when one breaks a rule', async () => {
    const owner = await app.anOwner()
    const consumers = [flags, { ...flags, activityRank: 9.5 }]
    const answer = await owner.post('/api/consumers/batch', { consumers })
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body.issues.map(({ type, path }: { type: string; path: { key: string }[] }) => [
        type,
        path.map(({ key }) => key).join('.'),
      ]),
      [
        ['integer', 'consumers.1.activityRank'],
        ['max_value', 'consumers.1.activityRank'],
      ],
    )
    assert.equal(await linesOf(app, owner), 0)
  })

  it('A7, A10: adds none when an identifier is taken, and names each row that claims one', async () => {
    const owner = await app.anOwner()
    await owner.post('/api/consumers', { email: 'a@shop.example', externalId: 'crm-1' })
    const rows = [flags, { ...flags, email: 'A@shop.example' }, { ...flags, externalId: 'crm-1' }]
    const issues = (prefix: (row: number) => object[]) => [
      taken('email', 'Email already exists', prefix(1)),
      taken('externalId', 'External id already exists', prefix(2)),
    ]
    const current = await owner.post('/api/consumers/batch', { consumers: rows })
    assert.deepEqual([current.status, current.body.issues], [400, issues(rowOf)])
    const older = await owner.post('/api/v1/consumers/batch', rows)
    assert.equal(older.status, 400)
    assert.deepEqual(older.body, {
      error: 'Email already exists',
      details: [
        { field: '1.email', message: 'Email already exists' },
        { field: '2.externalId', message: 'External id already exists' },
      ],
      issues: issues((row) => rowOf(row).slice(1)),
    })
    assert.equal(await linesOf(app, owner), 1)
  })

  it('A7, A10: never merges two rows of one request: the later one is named', async () => {
    const owner = await app.anOwner()
    const emails = ['a@shop.example', 'b@shop.example', ' A@shop.example']
    const consumers = emails.map((email) => ({ ...flags, email }))
    const answer = await owner.post('/api/consumers/batch', { consumers })
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.body, refusal(taken('email', 'Email already exists', rowOf(2))))
    assert.equal(await linesOf(app, owner), 0)
  })

  it('A7: names what is there already beside what comes twice, in the order of rows and members', async () => {
    const owner = await app.anOwner()
    const held = { email: 'a@shop.example', phone: '+14155550100', externalId: 'crm-1' }
    await owner.post('/api/consumers', held)
    const consumers = [
      { ...flags, email: 'b@shop.example' },
      { ...flags, ...held },
      { ...flags, email: 'B@shop.example' },
    ]
    const { status, body } = await owner.post('/api/consumers/batch', { consumers })
    assert.equal(status, 400)
    assert.deepEqual(body.issues, [
      taken('email', 'Email already exists', rowOf(1)),
      taken('phone', 'Phone already exists', rowOf(1)),
      taken('externalId', 'External id already exists', rowOf(1)),
      taken('email', 'Email already exists', rowOf(2)),
    ])
    assert.equal(await linesOf(app, owner), 1)
  })
})
