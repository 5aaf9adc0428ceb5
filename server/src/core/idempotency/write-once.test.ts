import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import { makeKey } from '../keys/issue.ts'
import { noOrganization } from '../organizations/organization.ts'
import { exportPerson } from '../privacy/export.ts'
import { eraseRows } from '../privacy/sql.ts'
import { Refusal } from '../problem.ts'
import { forgetAllExpired } from './sql.ts'
import { writeOnce } from './write-once.ts'

const { db, aContext } = await testDatabase()
const token = { key: 'k-1', fingerprint: 'one' }
const reused = (error: unknown) => error instanceof Refusal && error.problem.kind === 'reused_idempotency_key'

/** A write that leaves a row, and answers with members whose order is their own. */
async function write({ db: tx, organizationId, actor }: Context) {
  const { key } = await makeKey(tx, organizationId, { name: 'test' }, actor)
  return { zebra: key.id, a: 0.1, none: null, of: [] as string[] }
}

async function rowsOf({ organizationId }: Context): Promise<number> {
  const text = 'select count(*)::integer as rows from keys where organization_id = $1::text::uuid'
  const [row] = await db.query<{ rows: number }>(text, [organizationId])
  return row?.rows ?? 0
}

describe('writeOnce', () => {
  it('does one of 20 writes at a time, and answers all with the same text', async () => {
    const ctx = await aContext()
    const answers = await Promise.all(Array.from({ length: 20 }, () => writeOnce(ctx, token, write)))
    const [first] = answers
    for (const answer of answers) assert.equal(JSON.stringify(answer), JSON.stringify(first))
    assert.equal(JSON.stringify(await writeOnce(ctx, token, write)), JSON.stringify(first))
    assert.equal(await rowsOf(ctx), 1)
  })

  it('writes each time it is asked to without a token', async () => {
    const ctx = await aContext()
    await writeOnce(ctx, null, write)
    await writeOnce(ctx, null, write)
    assert.equal(await rowsOf(ctx), 2)
  })

  it('refuses another request under the same key, also where a list of customers was written under it', async () => {
    const ctx = await aContext()
    await writeOnce(ctx, token, write)
    const another = { ...token, fingerprint: 'another' }
    await assert.rejects(writeOnce(ctx, another, write), reused)
    await assert.rejects(createCustomer(ctx, {}, another), reused)
    await createCustomer(ctx, {}, { key: 'k-2', fingerprint: 'create' })
    await assert.rejects(writeOnce(ctx, { key: 'k-2', fingerprint: 'one' }, write), reused)
    assert.equal(await rowsOf(ctx), 1)
  })

  it('stores nothing of a write that is refused, which may be tried again', async () => {
    const ctx = await aContext()
    const refusal = new Refusal({ kind: 'exists', what: 'store', field: 'code' })
    const refused = writeOnce(ctx, token, async (within) => {
      await write(within)
      throw refusal
    })
    await assert.rejects(refused, refusal)
    assert.equal(await rowsOf(ctx), 0)
    await writeOnce(ctx, token, write)
    assert.equal(await rowsOf(ctx), 1)
  })

  it('answers a twin that is refused for what the first has done', async () => {
    const ctx = await aContext()
    const first = await writeOnce(ctx, token, write)
    const late = writeOnce(ctx, token, async () => {
      throw new Refusal({ kind: 'exists', what: 'store', field: 'code' })
    })
    assert.deepEqual(await late, first)
  })

  it('takes the key for free after a day', async () => {
    const ctx = await aContext()
    await writeOnce(ctx, token, write)
    const age =
      "update idempotency set created_at = now() - interval '25 hours' where organization_id = $1::text::uuid"
    await db.query(age, [ctx.organizationId])
    await writeOnce(ctx, { ...token, fingerprint: 'two' }, write)
    assert.equal(await rowsOf(ctx), 2)
    await db.query(age, [ctx.organizationId])
    await forgetAllExpired(db)
    await writeOnce(ctx, token, write)
    assert.equal(await rowsOf(ctx), 3)
  })

  it('writes once more where the key turned a day old while it was tried, and was removed', async () => {
    const ctx = await aContext()
    await writeOnce(ctx, token, write)
    const forgetful: Context['db'] = {
      ...db,
      transaction: (work) =>
        db.transaction(work).catch(async (error) => {
          await db.query('delete from idempotency where organization_id = $1::text::uuid', [
            ctx.organizationId,
          ])
          throw error
        }),
    }
    await writeOnce({ ...ctx, db: forgetful }, token, write)
    assert.equal(await rowsOf(ctx), 2)
  })

  it('keeps the keys of organizations apart, and those of the administrator, who is at home in none', async () => {
    const [one, other] = [await aContext(), await aContext()]
    const administrator = { ...one, organizationId: noOrganization }
    const make = async ({ organizationId }: Context) => ({ organizationId })
    for (const ctx of [one, other, administrator, one, other, administrator])
      assert.deepEqual(await writeOnce(ctx, token, make), { organizationId: ctx.organizationId })
  })
})

describe('an answer about somebody', () => {
  it('is exported with them, and gone when they are erased; its key stays used', async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, {})
    const { id: otherId } = await createCustomer(ctx, {})
    const about = (of: string) => (key: string) =>
      writeOnce(
        ctx,
        { key, fingerprint: 'one' },
        async () => ({ card: `card of ${of}` }),
        () => [of],
      )
    await about(id)('k-1')
    await about(otherId)('k-2')
    const shown = await exportPerson(ctx, id)
    assert.deepEqual(
      shown.idempotency.map(({ answered }) => answered),
      [[{ card: `card of ${id}` }]],
    )
    await db.transaction((tx) => eraseRows(tx, ctx, [id], new Date().toISOString()))
    assert.deepEqual((await exportPerson(ctx, id)).idempotency, [])
    const left = await db.query('select from idempotency where answer::text like $1', [`%${id}%`])
    assert.equal(left.length, 0)
    await assert.rejects(about(id)('k-1'), reused)
    assert.deepEqual(await about(otherId)('k-2'), { card: `card of ${otherId}` })
  })
})
