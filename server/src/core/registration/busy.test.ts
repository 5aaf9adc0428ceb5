import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { aSetup, doneIn, proposed, rulesIn } from '../../../test/registration.ts'
import type { Store } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { updateCustomer } from '../customers/update.ts'
import { updateRegistered } from './update.ts'

const { db, aContext } = await testDatabase()

/** The database, where somebody else changes the customer before each change of it, so many times. */
function contended(ctx: Context, id: string, times: number): Context {
  let left = times
  const store: Store = {
    ...db,
    async gather(statement, item) {
      if (Object.hasOwn(item as object, 'expected_version') && left-- > 0)
        await updateCustomer(ctx, id, { metadata: { [`n${left}`]: left } }, { merge: true })
      return db.gather(statement, item)
    },
  }
  return { ...ctx, db: store }
}

const filling = proposed({ phone: '447911000101', email: 'a@busy.example', changes: { first_name: 'Asha' } })

it('decides again what somebody else has overtaken, and loses nothing of theirs', async () => {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, { phone: '+447911000101' })
  const { customer } = doneIn(await updateRegistered(contended(ctx, id, 5), aSetup(), [filling]))
  assert.deepEqual([customer.email, customer.first_name], ['a@busy.example', 'Asha'])
  assert.equal(Object.keys(customer.metadata ?? {}).length, 5)
  assert.equal(customer.version, 7)
})

it('gives up as busy where others never let it through, and has changed nothing then', async () => {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, { phone: '+447911000101' })
  assert.deepEqual(rulesIn(await updateRegistered(contended(ctx, id, 1000), aSetup(), [filling])), ['busy'])
  const { email, first_name } = await getCustomer(ctx, id)
  assert.deepEqual([email, first_name], [null, null])
})

it('is not overtaken where it was decided on nothing that others change', async () => {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, { phone: '+447911000101' })
  const plain = { ...filling, email: null }
  const { customer } = doneIn(await updateRegistered(contended(ctx, id, 1), aSetup(), [plain]))
  assert.equal(customer.version, 3)
})
