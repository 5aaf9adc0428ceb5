import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDatabase } from '../../test/database.ts'
import { insert } from '../../test/listing.ts'
import { settleSearch } from '../core/customers/settle-search.ts'
import { keepSearchSettled } from './search-upkeep.ts'

const { db, aContext } = await testDatabase()

it('settles within seconds what writes leave waiting for the indexes of the search', async () => {
  const ctx = await aContext()
  const write = (external_id: string) => insert(ctx, [{ full_name: 'Mira Okafor', external_id }])
  await write('first')
  assert.ok((await settleSearch(db)) > 0)

  await using _kept = keepSearchSettled(db)
  let left = Number.NaN
  for (let n = 0; left !== 0 && n < 5; n++) {
    await write(`again ${n}`)
    await sleep(2000)
    left = await settleSearch(db)
  }
  assert.equal(left, 0)
})
