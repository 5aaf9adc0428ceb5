import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { freshly } from './fresh.ts'

it('does not remember what was read before it was forgotten', async () => {
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  let asked = 0
  const rows = freshly(() => answers[asked++]?.promise ?? Promise.resolve('none'))
  const before = rows.find('a')
  rows.forget('a')
  const after = rows.find('a')
  answers[1]?.resolve('new')
  assert.equal(await after, 'new')
  answers[0]?.resolve('old')
  assert.equal(await before, 'old')
  assert.equal(rows.known('a'), 'new')
  rows.forget('a')
  assert.equal(rows.known('a'), undefined)
})

it('holds no more than it may, and nothing longer than that is good', async () => {
  const rows = freshly(async (key) => key, {
    most: 5,
    sizeOf: ({ length }) => length,
    goodForMs: (key) => (key === 'no' ? 0 : 60_000),
  })
  for (const key of ['aa', 'bb', 'no']) await rows.find(key)
  // 'no' was one too many for the others.
  assert.deepEqual([rows.known('aa'), rows.known('bb'), rows.known('no')], [undefined, undefined, undefined])
  await rows.find('aa')
  assert.equal(rows.known('aa'), 'aa')
})

it('counts for how long an answer is good from when it was asked for', async () => {
  const look = async (key: string) => {
    await sleep(50)
    return key
  }
  const rows = freshly(look, { goodForMs: () => 40 })
  assert.equal(await rows.find('a'), 'a')
  assert.equal(rows.known('a'), undefined)
})
