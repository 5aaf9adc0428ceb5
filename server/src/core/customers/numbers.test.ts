import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDatabase } from '../../../test/database.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import { openDatabase } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { runEach, runTogether } from './batch.ts'
import { createCustomer, createCustomers } from './create.ts'
import { holdCustomer } from './hold.ts'
import { takeNumbers } from './numbers.ts'
import { insertCustomers } from './sql.ts'
import { updateCustomer } from './update.ts'

const { db, at, aContext } = await testDatabase()
const { onlyPostgres } = sideBySide(at)

it('numbers the customers of an organization as if there were no other', async () => {
  const [one, other] = [await aContext(), await aContext()]
  const numbers = { one: [] as number[], other: [] as number[] }
  for (let i = 0; i < 150; i++) {
    numbers.one.push((await createCustomer(one, {})).number)
    const created = await createCustomers(other, [{}, {}, {}])
    numbers.other.push(...created.map(({ number }) => number))
  }
  assert.deepEqual(numbers.one, upTo(150))
  assert.deepEqual(numbers.other, upTo(450))
})

it('takes numbers for a transaction while others wait for what that holds', onlyPostgres, async () => {
  const ctx = await aContext()
  // So few that those who wait have all of the connections that transactions are on.
  await using few = openDatabase({ at, connections: 9 })
  const { id } = await createCustomer(ctx, {})
  const waiting: Promise<unknown>[] = []
  const numbers = await few.transaction(async (tx) => {
    await holdCustomer({ ...ctx, db: tx }, id)
    for (const city of ['Bonn', 'Graz', 'Leeds', 'Lisbon', 'Ulm', 'Vigo']) {
      waiting.push(updateCustomer({ ...ctx, db: few }, id, { city }))
      // Statements that take longer than this are slow ones, and others run beside them.
      await sleep(50)
    }
    return takeNumbers({ ...ctx, db: tx }, 300)
  })
  await Promise.all(waiting)
  assert.equal(numbers.length, 300)
})

it('numbers every customer that a batch adds, all or nothing or each alone', async () => {
  const ctx = await aContext()
  const create = { op: 'create', changes: {}, terms: {} } as const
  const upsert = (value: string) =>
    ({ op: 'upsert', by: { field: 'external_id', value }, changes: {}, terms: {} }) as const
  const together = await runTogether(ctx, [create, upsert('a'), create], null)
  assert.deepEqual(
    together.map(({ customer }) => customer.number),
    [1, 2, 3],
  )
  const each = await runEach(ctx, [upsert('a'), upsert('b'), create])
  const [known, added, last] = each.map((result) =>
    result.status === 'fulfilled' ? result.value.customer.number : 0,
  )
  assert.deepEqual([known, added, last], [2, 4, 5])
})

it('gives out no number twice, whoever asks at once', async () => {
  const ctx = await aContext()
  const all = await Promise.all([7, 300, 1, 1, 1200, 0, 50].map((count) => takeNumbers(ctx, count)))
  assert.deepEqual(
    all.map(({ length }) => length),
    [7, 300, 1, 1, 1200, 0, 50],
  )
  assert.equal(new Set(all.flat()).size, 1559)
})

it('keeps nobody waiting for a transaction, and gives what it took to nobody else when it fails', async () => {
  const ctx = await aContext()
  const inside: number[] = []
  const failing = db.transaction(async (tx) => {
    inside.push((await createCustomer({ ...ctx, db: tx }, {})).number)
    if (process.env.DATABASE_URL) inside.push(await numberOf(ctx))
    throw new Error('enough')
  })
  await assert.rejects(failing, { message: 'enough' })
  const numbers = [await numberOf(ctx), await numberOf(ctx)]
  // The one connection of the embedded database is the transaction's: what it reserved, it takes back.
  if (process.env.DATABASE_URL) assert.deepEqual([...inside, ...numbers], [1, 2, 3, 4])
  else assert.deepEqual(numbers, [1, 2])
})

it('lets the database refuse a number that is given out already', async () => {
  const ctx = await aContext()
  const { number } = await createCustomer(ctx, {})
  const { organizationId: organization_id, actor, requestId: request_id } = ctx
  const twin = { organization_id, id: randomUUID(), number, actor, request_id, changes: {}, remember: null }
  assert.deepEqual(await insertCustomers(db, [{ ...twin, at: new Date().toISOString() }]), [null])
})

const numberOf = async (ctx: Context) => (await createCustomer(ctx, {})).number

const upTo = (most: number) => Array.from({ length: most }, (_, i) => i + 1)
