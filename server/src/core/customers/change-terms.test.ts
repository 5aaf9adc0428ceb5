import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { Refusal } from '../problem.ts'
import { createCustomer } from './create.ts'
import type { Changes } from './customer.ts'
import { updateCustomer } from './update.ts'

const { aContext } = await testDatabase()

async function updated(first: Changes, changes: Changes, terms: Parameters<typeof updateCustomer>[3]) {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, first)
  return updateCustomer(ctx, id, changes, terms)
}

describe('free members patched at their first level', () => {
  const metadata = { mergeMembers: ['metadata'] } as const

  it('keep what the patch does not name, and let null remove', async () => {
    const first = { metadata: { a: 1, b: { c: 2, d: 3 }, e: null } }
    const customer = await updated(first, { metadata: { b: { c: 4 }, a: null, f: 5 } }, metadata)
    assert.deepEqual(customer.metadata, { b: { c: 4 }, e: null, f: 5 })
  })

  it('leave the other columns to be replaced whole', async () => {
    const changes = { metadata: { b: 1 }, account_history: { y: 1 } }
    const customer = await updated({ metadata: { a: 1 }, account_history: { x: 1 } }, changes, metadata)
    assert.deepEqual([customer.metadata, customer.account_history], [{ a: 1, b: 1 }, { y: 1 }])
  })

  it('make no version of an empty patch, and nothing of nothing', async () => {
    for (const first of [{}, { metadata: {} }, { metadata: { a: 1 } }]) {
      const customer = await updated(first, { metadata: {} }, metadata)
      assert.deepEqual([customer.metadata, customer.version], [first.metadata ?? null, 1])
    }
  })

  it('stay within 16 KiB, however small each patch is; what is larger may shrink', async () => {
    const refused = (error: unknown) =>
      error instanceof Refusal &&
      error.problem.kind === 'invalid' &&
      error.problem.issues[0]?.path[0] === 'metadata'
    const large = (bytes: number) => ({ metadata: { large: 'x'.repeat(bytes) } })
    await assert.rejects(updated(large(16_300), { metadata: { b: 'y'.repeat(100) } }, metadata), refused)
    const { metadata: left } = await updated(
      large(20_000),
      { metadata: { large: 'x'.repeat(19_000) } },
      metadata,
    )
    assert.deepEqual(left, large(19_000).metadata)
  })
})

describe('what is written where there is nothing', () => {
  it('fills an empty column, and leaves another and one that is written anyway', async () => {
    const terms = { whereEmpty: { country: 'USA' } }
    assert.equal((await updated({}, { city: 'Reno' }, terms)).country, 'USA')
    assert.equal((await updated({ country: 'CAN' }, { city: 'Reno' }, terms)).country, 'CAN')
    assert.equal((await updated({}, { country: null }, terms)).country, null)
  })
})
