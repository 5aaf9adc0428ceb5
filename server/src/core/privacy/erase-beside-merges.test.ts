import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import type { Store } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { archiveCustomer, restoreCustomer } from '../customers/archive.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { updateCustomers } from '../customers/update.ts'
import { mergeCustomers } from '../merges/merge.ts'
import { unmergeCustomer } from '../merges/unmerge.ts'
import { type Problem, Refusal } from '../problem.ts'
import { erasePerson } from './erase.ts'
import { erasedListIn } from './erased-list.ts'
import { eraseRows, lockRows, selectErasures } from './sql.ts'

const { at, aContext } = await testDatabase()
const { onlyPostgres, waits } = sideBySide(at)
const list = erasedListIn(join(await mkdtemp(join(tmpdir(), 'clientele-erased-')), 'erased.ndjson'))

async function aPair() {
  const ctx = await aContext()
  const [one, other] = [
    await createCustomer(ctx, { email: 'one@beside.example' }),
    await createCustomer(ctx, { email: 'other@beside.example' }),
  ]
  return { ctx, one: one.id, other: other.id }
}

const merge = (ctx: Context, survivorId: string, victimId: string) =>
  mergeCustomers(ctx, { survivorId, victimId })

const emailsOf = (ctx: Context, ids: string[]) =>
  Promise.all(ids.map(async (id) => (await getCustomer(ctx, id)).email))

/** Which of these are erased: by their tombstones, and by the list as well. */
async function erasedOf(ctx: Context, ids: string[]): Promise<string[]> {
  const listed = (await list.read()).map(({ customer_id }) => customer_id)
  const erased = [...(await selectErasures(ctx.db, ctx, ids)).keys()]
  assert.deepEqual(new Set(erased), new Set(ids.filter((id) => listed.includes(id))))
  return ids.filter((id) => erased.includes(id))
}

const refusedAs = (kind: Problem['kind'], rule?: string) => (error: unknown) =>
  error instanceof Refusal &&
  error.problem.kind === kind &&
  (rule === undefined || ('rule' in error.problem && error.problem.rule === rule))

describe('an erasure that waits', onlyPostgres, () => {
  it('for a merge is of both who are one person then, whichever of them it names', async () => {
    for (const named of ['survivor', 'victim'] as const)
      for (const survivorIsFirst of [true, false]) {
        const { ctx, one, other } = await aPair()
        const [survivor, victim] = survivorIsFirst ? [one, other] : [other, one]
        await waits(
          (tx) => merge({ ...ctx, db: tx }, survivor, victim),
          () => erasePerson(ctx, list, { survivor, victim }[named]),
        )
        assert.deepEqual(await emailsOf(ctx, [one, other]), [null, null])
        assert.deepEqual(await erasedOf(ctx, [one, other]), [one, other])
      }
  })

  it('for a merge of merges is of all of them', async () => {
    const { ctx, one, other } = await aPair()
    const [before, after] = [
      await createCustomer(ctx, { email: 'before@beside.example' }),
      await createCustomer(ctx, { email: 'after@beside.example' }),
    ]
    await merge(ctx, other, before.id)
    await waits(
      async (tx) => {
        const within = { ...ctx, db: tx }
        await merge(within, after.id, other)
        await merge(within, one, after.id)
      },
      () => erasePerson(ctx, list, before.id),
    )
    const all = [one, other, before.id, after.id]
    assert.deepEqual(await erasedOf(ctx, all), all)
    assert.deepEqual(await emailsOf(ctx, all), [null, null, null, null])
  })

  it('for an unmerge is of one, and leaves the other as it is', async () => {
    for (const named of ['survivor', 'victim'] as const) {
      const { ctx, one: survivor, other: victim } = await aPair()
      await merge(ctx, survivor, victim)
      await waits(
        (tx) => unmergeCustomer({ ...ctx, db: tx }, victim),
        () => erasePerson(ctx, list, { survivor, victim }[named]),
      )
      const [erased, left] = named === 'survivor' ? [survivor, victim] : [victim, survivor]
      assert.deepEqual(await erasedOf(ctx, [survivor, victim]), [erased])
      const { email, archived_at } = await getCustomer(ctx, left)
      assert.deepEqual(
        [email, archived_at],
        [left === survivor ? 'one@beside.example' : 'other@beside.example', null],
      )
    }
  })
})

describe('who waits for an erasure', onlyPostgres, () => {
  it('writes nothing back of it in an answer that tells of both', async () => {
    const { ctx, one: survivor, other: victim } = await aPair()
    const { id: neighbour } = await createCustomer(ctx, { email: 'neighbour@beside.example' })
    await merge(ctx, survivor, victim)
    const changes = [neighbour, survivor].map((id) => ({ id, changes: { city: 'Lisbon' } }))
    await updateCustomers(ctx, changes, { key: 'k', fingerprint: 'both' })
    await waits(
      (tx) => erasePerson({ ...ctx, db: tx }, list, neighbour),
      () => erasePerson(ctx, list, victim),
    )
    const text = 'select result from idempotency where organization_id = $1::text::uuid'
    assert.deepEqual(await ctx.db.query(text, [ctx.organizationId]), [{ result: [] }])
  })

  it('brings nobody back that is erased', async () => {
    const { ctx, one } = await aPair()
    await archiveCustomer(ctx, one)
    const restoring = waits(
      (tx) => erasePerson({ ...ctx, db: tx }, list, one),
      () => restoreCustomer(ctx, one),
    )
    await assert.rejects(restoring, refusedAs('missing'))
    assert.notEqual((await getCustomer(ctx, one)).archived_at, null)
  })

  it('merges nobody that is erased', async () => {
    for (const isSurvivor of [true, false]) {
      const { ctx, one, other } = await aPair()
      const merging = waits(
        (tx) => erasePerson({ ...ctx, db: tx }, list, one),
        () => (isSurvivor ? merge(ctx, one, other) : merge(ctx, other, one)),
      )
      await assert.rejects(merging, refusedAs('refused', 'archived'))
      assert.deepEqual(await emailsOf(ctx, [one, other]), [null, 'other@beside.example'])
    }
  })

  it('parts nobody that is erased, and makes no deadlock', async () => {
    const { ctx, one, other } = await aPair()
    await merge(ctx, one, other)
    const attempts = { erasing: 0, parting: 0 }
    const counted: Store = {
      ...ctx.db,
      transaction: (work) =>
        ctx.db.transaction((tx) => {
          attempts.parting++
          return work(tx)
        }),
    }
    const parting = waits(
      (tx) => {
        attempts.erasing++
        return lockRows(tx, ctx, [one, other])
      },
      () => unmergeCustomer({ ...ctx, db: counted }, other),
      (tx) => eraseRows(tx, ctx, [one, other], new Date().toISOString()),
    )
    await assert.rejects(parting, refusedAs('refused', 'not_merged'))
    assert.deepEqual(attempts, { erasing: 1, parting: 1 })
    assert.deepEqual(await emailsOf(ctx, [one, other]), [null, null])
  })
})
