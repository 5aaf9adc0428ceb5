import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { archive, insert } from '../../../test/listing.ts'
import type { Context } from '../context.ts'
import { mergeCustomers } from '../merges/merge.ts'
import { unmergeCustomer } from '../merges/unmerge.ts'
import { Refusal } from '../problem.ts'
import { archiveCustomer, restoreCustomer } from './archive.ts'
import { updateCustomer } from './update.ts'

const { db, aContext } = await testDatabase()

/** What the table of the search has of customers, and where each row lies. */
async function rowsOf({ organizationId }: Context) {
  const text = `
select id, search_key, ctid::text as place from customer_search where organization_id = $1::text::uuid order by id`
  return db.query<{ id: string; search_key: string; place: string }>(text, [organizationId])
}

async function assertInStep(ctx: Context, live: string[]): Promise<void> {
  const text = `
select id, search_key from customers where organization_id = $1::text::uuid and archived_at is null order by id`
  const expected = await db.query<{ id: string; search_key: string }>(text, [ctx.organizationId])
  assert.deepEqual(
    (await rowsOf(ctx)).map(({ id, search_key }) => ({ id, search_key })),
    expected,
  )
  assert.deepEqual(
    expected.map(({ id }) => id),
    live.toSorted(),
  )
}

async function three(): Promise<{ ctx: Context; ids: [string, string, string] }> {
  const ctx = await aContext()
  const people = await insert(ctx, [
    { full_name: 'Mira Okafor' },
    { phone: '+14155552671' },
    { full_name: 'Bela' },
  ])
  return { ctx, ids: people.map(({ id }) => id) as [string, string, string] }
}

describe('the table of the search', () => {
  it('has the live customers with their keys, whatever becomes of them', async () => {
    const { ctx, ids } = await three()
    const [mira, callable, bela] = ids
    await assertInStep(ctx, ids)
    await updateCustomer(ctx, mira, { full_name: 'Mira Falk', email: 'mira@shop.example' })
    await updateCustomer(ctx, callable, { phone: null })
    await assertInStep(ctx, ids)
    await archive(ctx, [bela])
    await assertInStep(ctx, [mira, callable])
    await restoreCustomer(ctx, bela)
    await assertInStep(ctx, ids)
    await mergeCustomers(ctx, { survivorId: mira, victimId: bela })
    await assertInStep(ctx, [mira, callable])
    await unmergeCustomer(ctx, bela)
    await assertInStep(ctx, ids)
    await db.query('delete from customers where organization_id = $1::text::uuid and id = $2::text::uuid', [
      ctx.organizationId,
      bela,
    ])
    await assertInStep(ctx, [mira, callable])
  })

  it('is left alone by a change of anything else', async () => {
    const { ctx, ids } = await three()
    const before = await rowsOf(ctx)
    for (const id of ids) await updateCustomer(ctx, id, { ltv: '12.50', metadata: { tier: 'gold' } })
    assert.deepEqual(await rowsOf(ctx), before)
  })

  it('is in step after changes of one customer in transactions beside each other', async () => {
    const { ctx, ids } = await three()
    const [mira] = ids
    const changes = Array.from({ length: 60 }, (_, n) =>
      db
        .transaction((tx) => {
          const within = { ...ctx, db: tx }
          if (n % 3 === 0) return archiveCustomer(within, mira)
          if (n % 3 === 1) return restoreCustomer(within, mira)
          return updateCustomer(within, mira, { full_name: `Mira ${n}` })
        })
        .catch((error: unknown) => assert.ok(error instanceof Refusal)),
    )
    await Promise.all(changes)
    await restoreCustomer(ctx, mira)
    await assertInStep(ctx, ids)
  })
})
