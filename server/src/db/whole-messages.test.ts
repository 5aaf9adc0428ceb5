import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { wholeMessages } from './whole-messages.ts'

/** A message as PostgreSQL sends it. */
function message(letter: string, content: Uint8Array): Buffer {
  const head = Buffer.from(`${letter}0000`)
  head.writeUInt32BE(content.length + 4, 1)
  return Buffer.concat([head, content])
}

const messages = fc.array(
  fc
    .tuple(fc.constantFrom('D', 'C', 'Z'), fc.uint8Array({ maxLength: 40 }))
    .map(([letter, content]) => message(letter, content)),
  { maxLength: 12 },
)

it('gives on every byte in order, each message whole, however they arrive', () => {
  fc.assert(
    fc.property(messages, fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (sent, sizes) => {
      const given: Buffer[] = []
      const take = wholeMessages((bytes) => given.push(bytes))
      const all = Buffer.concat(sent)
      const memory = Buffer.alloc(30)
      for (let at = 0, i = 0; at < all.length; i++) {
        const size = sizes[i % sizes.length] ?? 1
        const length = all.copy(memory, 0, at, at + size)
        take(memory.subarray(0, length))
        at += length
        // What is given on does not lie in memory that is used again.
        memory.fill(0)
      }
      assert.deepEqual(Buffer.concat(given), all)
      const ends = endsOf(sent)
      assert.ok(endsOf(given).every((end) => ends.includes(end)))
    }),
    { numRuns: 500 },
  )
})

it('gives on a message of the size of a block alone, however much arrives with it', () => {
  const small = message('D', Buffer.alloc(100, 'a'))
  const page = (letter: string) => message('D', Buffer.alloc(30_000, letter))
  const sent = [small, small, page('b'), page('c'), small, page('d'), small]
  const given: Buffer[] = []
  wholeMessages((bytes) => given.push(bytes))(Buffer.concat(sent))
  assert.deepEqual(given, [Buffer.concat([small, small]), page('b'), page('c'), small, page('d'), small])
  const pages = given.filter(({ length }) => length > 30_000)
  assert.equal(new Set(pages.map(({ buffer }) => buffer)).size, 3)
})

const endsOf = (parts: Buffer[]) => parts.map((_, i) => Buffer.concat(parts.slice(0, i + 1)).length)
