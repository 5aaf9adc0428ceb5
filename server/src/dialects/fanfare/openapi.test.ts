import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { documentOf, itIsSound } from '../../../test/openapi.ts'
import { fanfare } from './index.ts'

const { check, parametersOf } = documentOf(fanfare)

describe('the document of the consumers contract', () => {
  itIsSound(fanfare)

  it('tells limits as they are checked', () => {
    const list = parametersOf('/api/consumers', 'get')
    assert.deepEqual(list.first, { type: 'integer', minimum: 1, maximum: 100, default: 20 })
    assert.deepEqual(list.include, {
      type: 'array',
      items: { type: 'string', enum: ['audiences', 'orders'] },
    })
    assert.deepEqual(parametersOf('/api/consumers/search', 'get').q, {
      type: 'string',
      minLength: 2,
      maxLength: 255,
    })
    const time = { $ref: '#/components/schemas/TimeInput' }
    assert.deepEqual(list.createdAfter, time)
    for (const [value, isTaken] of [
      ['2026-02-03T04:05:06+02:00', true],
      ['2026-02-03', true],
      ['soon', false],
    ] as const)
      assert.equal(check(time, value) === null, isTaken, value)
    const input = { $ref: '#/components/schemas/ConsumerInput' }
    assert.equal(check(input, { email: null, metadata: { a: [1, 'b', null] } }), null)
    assert.notEqual(check(input, { metadata: { a: { b: 1 } } }), null)
    assert.notEqual(check(input, { smsOptOut: null }), null)
  })
})
