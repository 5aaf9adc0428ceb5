import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { flags, linesOf, refusal } from '../../../test/consumers.ts'

const app = await testApp()

const key = { 'x-idempotency-key': 'order 66' }

describe('A30: X-Idempotency-Key', () => {
  const operations = [
    ['/api/consumers', { email: 'mira@shop.example', fullName: 'Mira' }],
    ['/api/v1/consumers', { email: 'mira@shop.example' }],
    ['/api/consumers', {}],
    ['/api/consumers/batch', { consumers: [flags, { ...flags, phone: '+14155552671', ltv: '10.00' }] }],
    ['/api/v1/consumers/batch', [{}, {}]],
    ['/api/consumers/batch', { consumers: [] }],
  ] as const
  for (const [path, body] of operations) {
    it(`answers POST ${path} ${JSON.stringify(body).slice(0, 40)} again as the first time`, async () => {
      const owner = await app.anOwner()
      const first = await owner.post(path, body, key)
      const lines = await linesOf(app, owner)
      assert.equal(first.status, path === '/api/v1/consumers' ? 201 : 200)
      for (let n = 0; n < 2; n++) {
        const again = await owner.post(path, body, key)
        assert.deepEqual([again.status, again.body], [first.status, first.body])
      }
      assert.equal(await linesOf(app, owner), lines)
    })
  }

  it('answers what was answered then, whatever has become of the consumer', async () => {
    const owner = await app.anOwner()
    const first = await owner.post('/api/consumers', { fullName: 'Mira' }, key)
    await owner.put(`/api/consumers/${first.body.id}`, { fullName: 'Else' })
    await owner.delete(`/api/consumers/${first.body.id}`)
    assert.deepEqual((await owner.post('/api/consumers', { fullName: 'Mira' }, key)).body, first.body)
  })

  it('answers a batch update again as the first time', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', {})
    const put = (fullName: string) => owner.put('/api/consumers/batch', [{ id: body.id, fullName }], key)
    const first = await put('Mira')
    await owner.put(`/api/consumers/${body.id}`, { fullName: 'Else' })
    const again = await put('Mira')
    assert.deepEqual([again.status, again.body], [200, first.body])
    assert.equal((await owner.get(`/api/consumers/${body.id}`)).body.fullName, 'Else')
  })

  it('answers 409 to another body and to another operation under the same key', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', { fullName: 'Mira' }, key)
    const others = [
      await owner.post('/api/consumers', { fullName: 'Nadia' }, key),
      await owner.post('/api/consumers/batch', { consumers: [flags] }, key),
      await owner.put('/api/consumers/batch', [{ id: body.id, fullName: 'Nadia' }], key),
    ]
    for (const answer of others) {
      const error = 'Idempotency key was used with another request'
      assert.deepEqual([answer.status, answer.body], [409, { error }])
    }
    assert.equal(await linesOf(app, owner), 1)
  })

  it('lets one of many concurrent duplicates win, and answers all alike', async () => {
    const owner = await app.anOwner()
    const email = 'mira@shop.example'
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => owner.post('/api/consumers', { email }, key)),
    )
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1)
    assert.equal(await linesOf(app, owner), 1)
  })

  it('lets one of many concurrent batches win, and answers all alike', async () => {
    const owner = await app.anOwner()
    const batch = { consumers: [flags, { ...flags, email: 'mira@shop.example' }] }
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => owner.post('/api/consumers/batch', batch, key)),
    )
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]))
    assert.equal(new Set(answers.map(({ body }) => JSON.stringify(body))).size, 1)
    assert.equal(await linesOf(app, owner), 2)
  })

  it('keeps a key free while its request is refused', async () => {
    const owner = await app.anOwner()
    await owner.post('/api/consumers', { email: 'mira@shop.example' })
    const refused = [
      await owner.post('/api/consumers', { email: 'nope' }, key),
      await owner.post('/api/consumers', { email: 'mira@shop.example' }, key),
      await owner.post(
        '/api/consumers/batch',
        { consumers: [{ ...flags, email: 'MIRA@shop.example' }] },
        key,
      ),
    ]
    assert.deepEqual(
      refused.map(({ status }) => status),
      [400, 400, 400],
    )
    assert.equal((await owner.post('/api/consumers', { email: 'nadia@shop.example' }, key)).status, 200)
  })

  it('means nothing to another organization', async () => {
    const [one, other] = [await app.anOwner(), await app.anOwner()]
    const first = await one.post('/api/consumers', {}, key)
    const second = await other.post('/api/consumers', {}, key)
    assert.equal(second.status, 200)
    assert.notEqual(second.body.id, first.body.id)
  })

  it('frees the key after a day', async () => {
    const owner = await app.anOwner()
    const first = await owner.post('/api/consumers', {}, key)
    const text = `update idempotency set created_at = created_at - interval '25 hours' where organization_id = $1::text::uuid`
    await app.services.db.query(text, [owner.organizationId])
    const second = await owner.post('/api/consumers', { fullName: 'Nadia' }, key)
    assert.equal(second.status, 200)
    assert.notEqual(second.body.id, first.body.id)
  })

  it('has at most 255 characters; nothing else of the headers is told when it has more', async () => {
    const owner = await app.anOwner()
    const long = 'k'.repeat(256)
    const answer = await owner.post('/api/consumers', {}, { 'x-idempotency-key': long })
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body,
      refusal({
        kind: 'validation',
        type: 'max_length',
        expected: '<=255',
        received: '256',
        message: 'Invalid length: Expected <=255 but received 256',
        path: [
          {
            type: 'object',
            origin: 'value',
            input: { 'x-idempotency-key': long },
            key: 'x-idempotency-key',
          },
        ],
      }),
    )
    const empty = await owner.post('/api/consumers', {}, { 'x-idempotency-key': '' })
    assert.deepEqual([empty.status, empty.body.issues[0].type], [400, 'min_length'])
    assert.equal(await linesOf(app, owner), 0)
  })
})
