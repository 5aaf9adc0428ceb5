import { onTheWire, slowHashOf } from '../src/core/tills/password.ts'
import { createTill } from '../src/core/tills/tills.ts'
import type { Client, TestApp } from './app.ts'
import { contextOf } from './database.ts'

export interface TestTill {
  id: string
  storeId: string
  username: string
  /** As it is sent. */
  password: string
}

/** A till of the owner's organization with a store of its own; the hash of its password is a cheap one. */
export async function aTill(
  { services: { db } }: Pick<TestApp, 'services'>,
  owner: Client,
  code = 'till1',
): Promise<TestTill> {
  const store = await owner.post('/v1/stores', { code: `store-of-${code}` })
  const password = onTheWire('123')
  const { id, username } = await createTill(contextOf(db, owner.organizationId), {
    store_id: store.body.id,
    code,
    password: await slowHashOf(password, { N: 2, r: 1, p: 1 }),
  })
  return { id, storeId: store.body.id, username, password }
}
