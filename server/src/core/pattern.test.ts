import assert from 'node:assert/strict'
import { it } from 'node:test'
import { matches, patternFault } from './pattern.ts'

it('finds a pattern anywhere in a text, or where it says', () => {
  assert.deepEqual(
    [matches('\\d{2}', 'a12b'), matches('^\\d{2}$', 'a12b'), matches('^\\d{2}$', '12'), matches('^$', '')],
    [true, false, true, true],
  )
})

it('comes to an end with patterns that would keep others busy for ever', () => {
  // A backtracking engine would not be done this year.
  for (const pattern of ['^(a+)+$', '^(a|a)*$', '^(.*)*[!?]$', '^(a|b)*a(a|b){200}[!?]$']) {
    assert.equal(patternFault(pattern), null)
    assert.equal(matches(pattern, `${'a'.repeat(249)}#`), false)
  }
})

it('says what keeps a text from being a pattern', () => {
  const syntax = 'Expected RE2 syntax, which has no look-around and no back-references'
  const faults = ['(a', '(?=a)b', '(a)\\1', '*', '.{600}x{600}', 'a'.repeat(251)].map(patternFault)
  assert.deepEqual(faults, [
    syntax,
    syntax,
    syntax,
    syntax,
    'Expected fewer repetitions',
    'Expected at most 250 characters',
  ])
})
