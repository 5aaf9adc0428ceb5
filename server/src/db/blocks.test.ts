import assert from 'node:assert/strict'
import { it } from 'node:test'
import { borrow, giveBack } from './blocks.ts'

it('lends a block again only once it is given back, and to one borrower', () => {
  const [first, second] = [borrow(40_000), borrow(40_000)]
  assert.deepEqual([first.length, second.length], [40_000, 40_000])
  assert.notEqual(first.buffer, second.buffer)
  giveBack(first)
  giveBack(first)
  const [third, fourth] = [borrow(20_000), borrow(20_000)]
  assert.equal(third.buffer, first.buffer)
  assert.equal(third.length, 20_000)
  assert.ok(![first.buffer, second.buffer].includes(fourth.buffer))
})

it('keeps nothing that was not lent', () => {
  for (const bytes of [Buffer.alloc(100), Buffer.alloc(40_000), borrow(100), borrow(70_000)]) {
    giveBack(bytes)
    assert.notEqual(borrow(40_000).buffer, bytes.buffer)
  }
})
