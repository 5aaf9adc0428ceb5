import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { sideBySide } from '../../../test/side-by-side.ts'
import { createCustomer } from '../customers/create.ts'
import { getCustomer } from '../customers/get.ts'
import { updateCustomer } from '../customers/update.ts'
import { createProgramme } from './change-programme.ts'
import { enrol } from './enrol.ts'

const { at, aContext } = await testDatabase()
const { onlyPostgres, waits } = sideBySide(at)

describe('a change that waits for an enrolment', onlyPostgres, () => {
  it('leaves the figures to the ledger that there is then', async () => {
    const ctx = await aContext()
    const programmes = [await createProgramme(ctx, { name: 'Club' })]
    const customer = await createCustomer(ctx, {})
    await waits(
      (tx) => enrol({ ...ctx, db: tx }, { programmes }, customer, null),
      () => updateCustomer(ctx, customer.id, { loyalty_balance: 500, city: 'Lisbon' }),
    )
    const { loyalty_balance, city } = await getCustomer(ctx, customer.id)
    assert.deepEqual([loyalty_balance, city], [0, 'Lisbon'])
  })
})
