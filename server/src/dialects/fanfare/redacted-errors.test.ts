import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testApp } from '../../../test/app.ts'

const app = await testApp({ REDACT_ERRORS: 'on' })

it('A26: leaves out of the issues what was sent, where the operator wishes so', async () => {
  const owner = await app.anOwner()
  const body = { email: 'mira at shop', fullName: 'Mira', metadata: { tags: ['mira'], note: { a: 'Mira' } } }
  const answer = await owner.post('/api/v1/consumers', body)
  assert.equal(answer.status, 400)
  assert.deepEqual(answer.body.issues, [
    {
      kind: 'validation',
      type: 'email',
      expected: 'email',
      received: 'string',
      message: 'Invalid email: Received string',
      path: [{ type: 'object', origin: 'value', input: {}, key: 'email' }],
    },
    {
      kind: 'schema',
      type: 'union',
      expected: '((string | number | boolean | null) | Array)',
      received: 'Object',
      message: 'Invalid type: Expected ((string | number | boolean | null) | Array) but received Object',
      path: ['metadata', 'note'].map((key) => ({ type: 'object', origin: 'value', input: {}, key })),
    },
  ])
  assert.doesNotMatch(JSON.stringify(answer.body), /mira/i)
})

it('A26: leaves out of the issues what was asked', async () => {
  const owner = await app.anOwner()
  const asked = '?first=mira@shop.example&search=m&sortBy=Mira&createdAfter=Mira'
  for (const base of ['/api/v1', '/api', '']) {
    const answer = await owner.get(`${base}/consumers${asked}`)
    assert.equal(answer.status, 400)
    assert.equal(answer.body.issues.length, 5)
    assert.doesNotMatch(JSON.stringify(answer.body), /mira/i)
  }
})
