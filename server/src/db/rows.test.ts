import assert from 'node:assert/strict'
import { it, mock } from 'node:test'
import { emptyPlace, testDatabase } from '../../test/database.ts'
import { openDatabase } from './database.ts'
import { Unreachable } from './failure.ts'
import { openPools } from './pools.ts'
import { rowsOf, writtenRowsOf } from './rows.ts'

const skip = process.env.DATABASE_URL ? false : 'the embedded database has one session, which nobody ends'
const options = { skip, timeout: 60_000 }

it('hands rows over as they come', options, async () => {
  const { db } = await testDatabase()
  const seen: number[] = []
  // The third row waits for a lock that is let go when the first one is here; the second is long and pushes that out.
  const text = `select i, case i when 2 then repeat('x', 20000) when 3 then pg_advisory_xact_lock_shared(1)::text end
    from generate_series(1, $1::text::integer) as i`
  const { reading } = await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(1)')
    const first = Promise.withResolvers<void>()
    const onRow = ({ i }: { i: number }) => {
      seen.push(i)
      first.resolve()
    }
    const reading = db.query(text, ['3'], { onRow })
    await first.promise
    return { reading }
  })
  assert.equal((await reading).length, 3)
  assert.deepEqual(seen, [1, 2, 3])
})

for (const read of ['query', 'queryWritten'] as const)
  it(
    `has all rows of a result and no others by ${read}, after a connection that ended within one`,
    options,
    async () => {
      const place = await emptyPlace()
      assert.ok('databaseUrl' in place)
      await using db = openDatabase({ at: { url: place.databaseUrl }, connections: 1 })
      const cut = `select i, repeat('x', 20000), case i when 3 then pg_terminate_backend(pg_backend_pid()) end
      from generate_series(1, $1::text::integer) as i`
      await assert.rejects(db.query(cut, ['4']), Unreachable)
      // The connection that has ended may take one more with it.
      let rows = null
      while (rows === null)
        rows = await db[read]('select i from generate_series(1, $1::text::integer) as i', ['2']).catch(
          () => null,
        )
      assert.deepEqual(rows, [{ i: 1 }, { i: 2 }])
    },
  )

it('leaves nothing in the query, which lives for longer than its rows', async () => {
  const { at } = await testDatabase()
  const pools = openPools({ at, connections: 1 })
  for (const read of [rowsOf, writtenRowsOf]) {
    const asking = mock.method(pools.shared, 'unsafe')
    const rows = await read(pools.shared, 'select 1 as id, $1::text as json', ['a'])
    assert.equal(rows.length, 1)
    const [query] = asking.mock.calls.map(({ result }) => result)
    assert.equal((await query)?.length, 0)
    const { args, parameters, forEachFn } = { ...query } as Record<string, unknown>
    assert.deepEqual({ args, parameters, forEachFn }, { args: [], parameters: [], forEachFn: null })
    asking.mock.restore()
  }
  await pools.end(1)
})
