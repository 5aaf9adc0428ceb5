import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { minus, over, plus, plusNumber } from './decimal.ts'

it('adds money without losing a digit', () => {
  assert.equal(plus('0.1', '0.2'), '0.3')
  assert.equal(plus('999999999999.99999999', '0.00000001'), '1000000000000.00000000')
  assert.equal(plus('10.50', '1'), '11.50')
  assert.equal(minus('1', '1.25'), '-0.25')
})

it('divides to eight places, rounded half up, without zeros at the end', () => {
  assert.equal(over('10', 3, 8), '3.33333333')
  assert.equal(over('20', 3, 8), '6.66666667')
  assert.equal(over('0.00000001', 2, 8), '0.00000001')
  assert.equal(over('0.00000001', 3, 8), '0')
  assert.equal(over('100.00', 10, 8), '10')
})

it('takes away exactly what it added', () => {
  const decimal = fc
    .tuple(fc.bigInt(0n, 10n ** 12n - 1n), fc.nat({ max: 8 }), fc.bigInt(0n, 10n ** 8n - 1n))
    .map(([whole, places, rest]) =>
      places === 0 ? `${whole}` : `${whole}.${String(rest).padStart(8, '0').slice(0, places)}`,
    )
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      assert.match(minus(minus(plus(a, b), b), a), /^0(\.0+)?$/)
    }),
  )
})

it('adds numbers as a person would write them', () => {
  assert.equal(plusNumber(0.1, 0.2), 0.3)
  assert.equal(plusNumber(1e300, 1), 1e300)
})
