import assert from 'node:assert/strict'
import { it } from 'node:test'
import { digitsOf, mailboxOf, namePatterns, phonePatterns, spellingsOf } from './look-alike.ts'

it('takes a mailbox for the same whatever its case, dots and tag', () => {
  assert.equal(mailboxOf('Ada.Love.Lace+news@GoogleMail.com'), 'adalovelace@gmail.com')
  assert.equal(mailboxOf('+odd@a.example'), '+odd@a.example')
})

it('spells a short mailbox in every way, and a long one in a bounded number of ways', () => {
  const short = spellingsOf('ab.c+x@a.example')
  assert.deepEqual(short.addresses.toSorted(), [
    'a.b.c@a.example',
    'a.bc@a.example',
    'ab.c@a.example',
    'abc@a.example',
  ])
  assert.equal(short.tagged.length, 4)
  const long = spellingsOf(`${'abcdefghij'.repeat(6)}@a.example`)
  assert.equal(long.addresses.length, 128)
  assert.equal(new Set(long.addresses).size, 128)
})

it('knows a number by its digits, without what stands before them in another country', () => {
  assert.equal(digitsOf('(0171) 234-567'), '171234567')
  assert.equal(digitsOf('12-34'), null)
  assert.deepEqual(phonePatterns('+1 415 555 2671'), ['%415%555%2671%'])
})

it('looks for no name that would be found everywhere', () => {
  assert.deepEqual(namePatterns('Ada'), [])
  assert.deepEqual(namePatterns('Al Li'), [])
  assert.deepEqual(namePatterns(null), [])
})
