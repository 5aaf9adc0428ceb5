import assert from 'node:assert/strict'
import { it, type TestContext } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import type { Position } from './cursor.ts'
import { openNews } from './news.ts'

/** News of a database in which these are the newest lines, and what it was asked. */
function newsOf(newest: Map<string, Position>, options: Parameters<typeof openNews>[1] = {}) {
  const asked: string[] = []
  async function query<Row>(_text: string, [organizations = '']: readonly unknown[] = []): Promise<Row[]> {
    asked.push(String(organizations))
    const rows = Array.from(newest, ([organization_id, position]) => ({ organization_id, ...position }))
    // The one statement that news asks has these columns.
    return rows as Row[]
  }
  return { asked, news: openNews({ query, queryWritten: query }, options) }
}

/** Lets so much time pass on the clock of timers, and what it sets off come to its end. */
async function pass({ mock }: TestContext, ms: number) {
  mock.timers.tick(ms)
  await settled()
}

const start = { xid: '1', seq: 1 }
const { signal } = new AbortController()

it('tells whoever waits within 200 ms of the line, and asks once for all in that time', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const newest = new Map([['a', start]])
  const { asked, news } = newsOf(newest)
  const told: string[] = []
  for (const organization of ['a', 'a', 'b'])
    news
      .wait(organization, start, { ms: 60_000, signal })
      .then((hasCome) => told.push(`${organization} ${hasCome}`))
  await pass(t, 199)
  assert.deepEqual(asked, [])
  await pass(t, 1)
  assert.deepEqual([asked, told], [['{a,b}'], []])
  newest.set('a', { xid: '1', seq: 2 })
  await pass(t, 200)
  assert.deepEqual(
    [asked, told],
    [
      ['{a,b}', '{a,b}'],
      ['a true', 'a true'],
    ],
  )
  newest.set('b', { xid: '2', seq: 0 })
  await pass(t, 200)
  assert.deepEqual([asked.at(-1), told.at(-1)], ['{b}', 'b true'])
})

it('lets go whoever has waited long enough, and asks nothing while nobody waits', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { asked, news } = newsOf(new Map())
  news.place('a')
  await pass(t, 60_000)
  assert.equal(asked.length, 0)
  const waiting = news.wait('a', start, { ms: 300, signal })
  await pass(t, 200)
  assert.equal(asked.length, 1)
  await pass(t, 100)
  assert.equal(await waiting, false)
  await pass(t, 60_000)
  assert.equal(asked.length, 1)
})

it('has a place for so many followers and no more', () => {
  const { news } = newsOf(new Map(), { mostFollowers: 3, mostOfOne: 2 })
  const first = news.place('a')
  news.place('a')
  assert.throws(() => news.place('a'), { problem: { kind: 'too_many', retryAfterSeconds: 5 } })
  news.place('b')
  assert.throws(() => news.place('c'), { problem: { kind: 'too_many', retryAfterSeconds: 5 } })
  first[Symbol.dispose]()
  news.place('a')
})
