import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { ask, refuses } from '../../../test/identity-requests.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import { erasePerson } from '../privacy/erase.ts'
import { erasedListIn } from '../privacy/erased-list.ts'
import { listIdentityRequests } from './list.ts'

const { at, aContext } = await testDatabase()
const { onlyPostgres, waits } = sideBySide(at)
const erased = erasedListIn(join(await mkdtemp(join(tmpdir(), 'clientele-erased-')), 'erased.ndjson'))

async function aPair() {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, { email: 'old@beside.example' })
  const target = await createCustomer(ctx, { phone: '+447911000101' })
  return { ctx, id, target: target.id }
}

/** Asks while the erasure of somebody is under way. */
const askWhileErased = (ctx: Context, erasedId: string, asking: () => ReturnType<typeof ask>) =>
  waits((tx) => erasePerson({ ...ctx, db: tx }, erased, erasedId), asking)

const requestsOf = async (ctx: Context) => (await listIdentityRequests(ctx, {}, { size: 10 })).rows

describe('a request beside an erasure', onlyPostgres, () => {
  it('that waits for it is refused, and nothing of it is kept', async () => {
    const { ctx, id } = await aPair()
    const asking = () => ask(ctx, 'email', id, { newValue: 'new@beside.example', reference: 'R-1' })
    await refuses(askWhileErased(ctx, id, asking), 'missing')
    assert.deepEqual(await requestsOf(ctx), [])
  })

  it('that it waits for is emptied and rejected', async () => {
    const { ctx, id } = await aPair()
    await waits(
      (tx) => ask({ ...ctx, db: tx }, 'email', id, { newValue: 'new@beside.example', reference: 'R-1' }),
      () => erasePerson(ctx, erased, id),
    )
    const kept = (await requestsOf(ctx)).map((row) => [
      row.status,
      row.old_value,
      row.new_value,
      row.reference,
    ])
    assert.deepEqual(kept, [['REJECTED', null, null, null]])
  })

  it('of its target names nobody who is gone', async () => {
    const { ctx, id, target } = await aPair()
    const reallocated = await askWhileErased(ctx, target, () =>
      ask(ctx, 'phone_reallocation', id, { newValue: '447911000101' }),
    )
    assert.equal(reallocated.request.target_id, null)
    const other = (await createCustomer(ctx, {})).id
    const merging = () => ask(ctx, 'merge', id, { targetId: other })
    await refuses(askWhileErased(ctx, other, merging), 'target_missing')
  })

  it('of its target is emptied of what the target had', async () => {
    const { ctx, id, target } = await aPair()
    await waits(
      (tx) => ask({ ...ctx, db: tx }, 'phone_reallocation', id, { newValue: '447911000101' }),
      () => erasePerson(ctx, erased, target),
    )
    const kept = (await requestsOf(ctx)).map(({ status, new_value }) => [status, new_value])
    assert.deepEqual(kept, [['REJECTED', null]])
  })
})
