import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { runInTurn } from './in-turn.ts'

/** What began and ended, in order; each item is its place among the items. */
async function told(keys: string[][], failing: number[] = []) {
  const events: string[] = []
  const items = keys.map((of, place) => ({ of, place }))
  const results = await runInTurn(
    items,
    ({ of }) => of,
    async ({ place }, isFirst) => {
      events.push(`${isFirst ? 'first ' : ''}${place}`)
      // Whoever came earlier takes longer: the order is nobody's luck.
      for (let left = keys.length - place; left > 0; left--) await setImmediate()
      events.push(`${place} done`)
      if (failing.includes(place)) throw new Error(`${place}`)
      return place
    },
  )
  return { events, results }
}

describe('items in turn', () => {
  it('begin at once where they share nothing', async () => {
    const { events } = await told([['a'], ['b'], []])
    assert.deepEqual(events, ['first 0', 'first 1', 'first 2', '2 done', '1 done', '0 done'])
  })

  it('wait for the one before them where they share a key', async () => {
    const { events } = await told([['a'], ['a'], ['a']])
    assert.deepEqual(events, ['first 0', '0 done', '1', '1 done', '2', '2 done'])
  })

  it('wait for one with which they share nothing but a neighbour', async () => {
    const inLine = ['first 0', '0 done', '1', '1 done', '2', '2 done']
    assert.deepEqual((await told([['a', 'b'], ['b'], ['a']])).events, inLine)
    assert.deepEqual((await told([['a'], ['b'], ['a', 'b']])).events, inLine)
  })

  it('go on after one that failed, and are told each for itself', async () => {
    const { results } = await told([['a'], ['a'], ['b']], [0])
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'fulfilled', 'fulfilled'],
    )
  })

  it('stand in one line however long the chain of what they share', async () => {
    const count = 200
    const chain = Array.from({ length: count }, (_, i) => [`${i}`, `${i + 1}`])
    const { events } = await told(chain.reverse())
    assert.deepEqual(
      events.filter((event) => !event.endsWith('done')),
      ['first 0', ...Array.from({ length: count - 1 }, (_, i) => `${i + 1}`)],
    )
  })
})
