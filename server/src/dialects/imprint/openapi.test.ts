import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { documentOf, itIsSound } from '../../../test/openapi.ts'
import { imprint } from './index.ts'

const { check, document, parametersOf } = documentOf(imprint)

describe('the document of the customer contract', () => {
  itIsSound(imprint)

  it('offers the merchant key to every operation but those on keys, which do not read it', () => {
    for (const [path, item] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(item)) {
        const isOffered = 'x-imprint-merchant-key' in parametersOf(path, method)
        const isRefused = JSON.stringify(operation.responses[400]).includes('x-imprint-merchant-key')
        const isAbsent = path === '/v2/keys'
        assert.deepEqual([path, isOffered, isRefused], [path, !isAbsent, !isAbsent])
      }
  })

  it('tells limits as they are checked', () => {
    const list = parametersOf('/v2/customers', 'get')
    assert.deepEqual(list.limit, { type: 'integer', minimum: 1, default: 10 })
    const update = { $ref: '#/components/schemas/CustomerUpdate' }
    for (const [body, isTaken] of [
      [{}, true],
      [{ phone: '12', nickname: 'x', metadata: { a: [null, { b: 1 }] } }, true],
      [{ phone: '+1' }, false],
      [{ email: null }, false],
      [{ metadata: [] }, false],
      [{ customer_history: { account_tenure: 1.5 } }, false],
    ] as const)
      assert.equal(check(update, body) === null, isTaken, JSON.stringify(body))
    const search = { $ref: '#/components/schemas/CustomerSearch' }
    for (const [body, isTaken] of [
      [{ date_of_birth: { year: 1900 } }, true],
      [{ date_of_birth: { year: 1899 } }, false],
      [{ ssn: '900-12-4821' }, false],
      [{ limit: 0 }, false],
    ] as const)
      assert.equal(check(search, body) === null, isTaken, JSON.stringify(body))
  })
})
