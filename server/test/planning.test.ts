import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Context } from '../src/core/context.ts'
import { lookUp } from '../src/core/customers/find.ts'
import { listCustomers } from '../src/core/customers/list.ts'
import { resolve } from '../src/core/registration/resolve.ts'
import type { Queryable } from '../src/db/database.ts'
import { testDatabase } from './database.ts'
import { newestFirst } from './listing.ts'

const { db, aContext } = await testDatabase()

const customers = 500
const identityOf = (n: number) => ({
  number: String(n),
  phone: `+447911${100_000 + n}`,
  email: `c${n}@planning.example`,
  external_id: `planning-${n}`,
})

const insertText = `
insert into customers (organization_id, id, number, created_at, created_by, phone, phone_e164, email, external_id)
select $1::text::uuid, gen_random_uuid(), n, now(), 'test', '+447911' || 100000 + n, '+447911' || 100000 + n,
  'c' || n || '@planning.example', 'planning-' || n
from generate_series(1, $2::text::integer) n`

/** Rows of customers that the statements of this transaction have looked at, in the table of the search, too. */
async function looks(tx: Queryable): Promise<number> {
  const [row] = await tx.query<{ looks: number }>(`
    select sum(seq_tup_read + idx_tup_fetch)::integer as looks from pg_stat_xact_user_tables
    where relname in ('customers', 'customer_search')`)
  return row?.looks ?? Number.NaN
}

/** Asks once of an empty table that nobody has analyzed, for which the plan is made, and again when it is full. */
async function looksOf(ask: (ctx: Context, n: number) => Promise<unknown>): Promise<number> {
  const ctx = await aContext()
  return db.transaction(async (tx) => {
    const within = { ...ctx, country: 'GB', db: tx }
    assert.ok(!(await ask(within, 7)))
    await tx.query(insertText, [ctx.organizationId, String(customers)])
    const before = await looks(tx)
    assert.ok(await ask(within, 7))
    const seen = (await looks(tx)) - before
    await tx.query('delete from customers where organization_id = $1::text::uuid', [ctx.organizationId])
    return seen
  })
}

describe('a look-up that was planned before there were customers, and statistics, looks at its row alone', () => {
  for (const by of ['email', 'phone', 'external_id', 'number'] as const)
    it(by, async () => {
      assert.ok((await looksOf((ctx, n) => lookUp(ctx, by, identityOf(n)[by]))) <= 2)
    })

  it('an e-mail beside a term that everybody has', async () => {
    const ask = async (ctx: Context, n: number) => {
      const criteria = { email: identityOf(n).email, search: 'planning' }
      return (await listCustomers(ctx, { ...newestFirst, ...criteria })).customers[0]
    }
    assert.ok((await looksOf(ask)) <= 4)
  })

  it('all that may name a customer at once', async () => {
    const ask = async (ctx: Context, n: number) => (await resolve(ctx, identityOf(n))).holders.phone
    assert.ok((await looksOf(ask)) <= 8)
  })
})
