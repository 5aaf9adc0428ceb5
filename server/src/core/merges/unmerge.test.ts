import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import { createCustomer } from '../customers/create.ts'
import { updateCustomer } from '../customers/update.ts'
import { linkCustomer } from '../links/make.ts'
import { mergeCustomers } from './merge.ts'
import { unmergeCustomer } from './unmerge.ts'

const { at, aContext } = await testDatabase()
const { onlyPostgres, waits } = sideBySide(at)

describe('an unmerge', onlyPostgres, () => {
  it('that waits for somebody to be linked to the account of the victim leaves them that', async () => {
    const ctx = await aContext()
    const [victim, survivor, other] = [
      await createCustomer(ctx, {}),
      await createCustomer(ctx, { external_id: 'of-survivor' }),
      await createCustomer(ctx, {}),
    ]
    const account = { externalId: 'account', metadata: null }
    await linkCustomer(ctx, victim.id, account)
    await updateCustomer(ctx, victim.id, { external_id: 'another' })
    await mergeCustomers(ctx, { survivorId: survivor.id, victimId: victim.id })
    const unmerged = await waits(
      (tx) => linkCustomer({ ...ctx, db: tx }, other.id, account),
      () => unmergeCustomer(ctx, victim.id),
    )
    assert.equal(unmerged.victim.archived_at, null)
    const text =
      "select customer_id from customer_links where organization_id = $1::text::uuid and status = 'ACTIVE'"
    assert.deepEqual(await ctx.db.query(text, [ctx.organizationId]), [{ customer_id: other.id }])
  })
})
