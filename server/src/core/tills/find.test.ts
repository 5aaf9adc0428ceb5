import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testDatabase } from '../../../test/database.ts'
import { createStore } from '../stores/stores.ts'
import { findTill, type TillKey } from './find.ts'
import { createTill, updateTill } from './tills.ts'

const { db, aContext } = await testDatabase()

it('finds a till by its code, and the first of a store by whatever names the store', async () => {
  const ctx = await aContext()
  const store = await createStore(ctx, {
    code: 'leeds',
    name: 'Leeds, Briggate',
    external_id: 'E 0',
    external_id_1: 'E1',
    external_id_2: 'E2',
  })
  for (const code of ['leeds.2', 'leeds.1']) await createTill(ctx, { store_id: store.id, code, password: '' })
  await createTill(ctx, { store_id: store.id, code: 'leeds.3', name: 'By the door', password: '' })
  const by = (key: TillKey, value: string) => findTill(ctx, key, value)
  const ofLeeds = { storeCode: 'leeds', storeName: 'Leeds, Briggate' }
  const one = { code: 'leeds.1', name: 'leeds.1', ...ofLeeds }
  assert.deepEqual(await by('code', 'leeds.3'), { code: 'leeds.3', name: 'By the door', ...ofLeeds })
  assert.deepEqual(await by('store_code', 'leeds'), one)
  assert.deepEqual(await by('store_name', 'Leeds, Briggate'), one)
  assert.deepEqual(await by('store_external_id', 'E 0'), one)
  assert.deepEqual(await by('store_external_id_1', 'E1'), one)
  assert.deepEqual(await by('store_external_id_2', 'E2'), one)
  for (const value of ['', 'Leeds', 'E1', 'x'.repeat(300), 'nul\0'])
    assert.equal(await by('store_code', value), null)
  assert.equal(await findTill(await aContext(), 'code', 'leeds.3'), null)
})

it('finds no till that is not active, within a second of the change, and sees a transaction at once', async () => {
  const ctx = await aContext()
  const store = await createStore(ctx, { code: 'york' })
  const { id } = await createTill(ctx, { store_id: store.id, code: 'york.1', password: '' })
  await createTill(ctx, { store_id: store.id, code: 'york.2', password: '' })
  assert.equal((await findTill(ctx, 'store_code', 'york'))?.code, 'york.1')
  await db.transaction(async (tx) => {
    await updateTill({ ...ctx, db: tx }, id, { active: false })
    assert.equal((await findTill({ ...ctx, db: tx }, 'store_code', 'york'))?.code, 'york.2')
  })
  await sleep(600)
  assert.equal((await findTill(ctx, 'store_code', 'york'))?.code, 'york.2')
  assert.equal(await findTill(ctx, 'code', 'york.1'), null)
})
