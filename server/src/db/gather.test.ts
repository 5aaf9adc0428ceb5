import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDatabase } from '../../test/database.ts'
import type { Gathered } from './gather.ts'

const { db } = await testDatabase()
await db.query('create table things (id integer primary key, seen integer not null default 0)')
await db.query('insert into things (id) select generate_series(1, 400)')

const sizes: number[] = []
const seeing: Gathered<number, number> = {
  lane: 'writes',
  async run(queryable, ids) {
    sizes.push(ids.length)
    const text = 'update things set seen = seen + 1 where id = any($1::text::integer[]) returning id'
    const rows = await queryable.query<{ id: number }>(text, [`{${ids.join()}}`])
    return ids.map((id) => rows.find((row) => row.id === id)?.id ?? 0)
  },
}
const isDivided = process.env.DATABASE_URL ? false : 'one session has no transactions side by side'

it('gathers those who ask at once, and answers each with its own', async () => {
  sizes.length = 0
  const ids = Array.from({ length: 300 }, (_, i) => i + 1)
  assert.deepEqual(await Promise.all(ids.map((id) => db.gather(seeing, id))), ids)
  assert.deepEqual(sizes, [200, 100])
})

it('begins the next statement before it answers those of the one that is done', async () => {
  const told: string[] = []
  const telling: Gathered<number, number> = {
    lane: 'writes',
    most: 1,
    async run(queryable, items) {
      told.push(`asks ${items}`)
      await queryable.query('select')
      return items
    },
  }
  const answers = [1, 2, 3].map((item) =>
    db.gather(telling, item).then((answer) => {
      told.push(`answers ${answer}`)
    }),
  )
  await Promise.all(answers)
  assert.deepEqual(told.slice(0, 4), ['asks 1', 'asks 2', 'asks 3', 'answers 1'])
})

it('answers with what is known already while the statement still runs', async () => {
  const answered = Promise.withResolvers<string>()
  const early: Gathered<number, string> = {
    lane: 'reads',
    async run(_, items, tell) {
      tell(0, 'early')
      // Without that answer this would never end.
      const first = await answered.promise
      return items.map((item) => `${item} after ${first}`)
    },
  }
  const [one, other] = [1, 2].map((item) => db.gather(early, item))
  answered.resolve(await (one as Promise<string>))
  assert.equal(await one, 'early')
  assert.equal(await other, '2 after early')
})

it('lets whoever has waited longest in a line go next, with those that wait for the same', async () => {
  const runs: string[] = []
  const inLine = (name: string): Gathered<number, number> => ({
    lane: 'inTurn',
    line: 'of a test',
    most: 2,
    async run(queryable, items) {
      runs.push(`${name} ${items.join(' ')}`)
      await queryable.query('select')
      return items
    },
  })
  const [one, other] = [inLine('one'), inLine('other')]
  const statements = [one, one, one, one, one, other, one, other, one]
  const answers = statements.map((statement, i) => db.gather(statement, i + 1))
  assert.deepEqual(await Promise.all(answers), [1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.deepEqual(runs, ['one 1 2', 'one 3 4', 'one 5 7', 'other 6 8', 'one 9'])
})

it('holds nobody up for long who asks behind one that waits for a lock', { skip: isDivided }, async () => {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const holding = db.transaction(async (tx) => {
    await tx.query('select from things where id = 1 for update')
    await held
  })
  await sleep(100)
  let isWaiting = true
  const waiting = db.gather(seeing, 1).finally(() => {
    isWaiting = false
  })
  await sleep(100)
  assert.deepEqual(await Promise.all([2, 3].map((id) => db.gather(seeing, id))), [2, 3])
  assert.ok(isWaiting)
  letGo()
  await holding
  assert.equal(await waiting, 1)
})
