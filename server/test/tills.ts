import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import type { Context } from '../src/core/context.ts'
import { createStore } from '../src/core/stores/stores.ts'
import { onTheWire, slowHashOf } from '../src/core/tills/password.ts'
import { createTill } from '../src/core/tills/tills.ts'
import { type Client, client, type TestApp } from './app.ts'

export interface TestTill {
  id: string
  storeId: string
  code: string
  username: string
  /** What it sends to sign in. */
  authorization: string
}

// A check of the real one takes 130 ms.
const cheap = { N: 2, r: 1, p: 1 }

/** A till of the owner's organization; without a store it stands in one of its own. */
export async function aTill(
  { services: { db } }: Pick<TestApp, 'services'>,
  { organizationId }: Pick<Client, 'organizationId'>,
  {
    code = `till-${randomUUID().slice(0, 8)}`,
    password = 'a password of the tests',
    storeId,
  }: { code?: string; password?: string; storeId?: string } = {},
): Promise<TestTill> {
  const ctx: Context = {
    db,
    organizationId,
    country: 'US',
    actor: 'test',
    requestId: 'test',
    preconditionRequired: false,
    scopes: [],
    mask: null,
  }
  const store_id = storeId ?? (await createStore(ctx, { code: `store-${code}` })).id
  const hashed = await slowHashOf(onTheWire(password), cheap)
  const { id, username } = await createTill(ctx, { store_id, code, password: hashed })
  const pair = Buffer.from(`${username}:${onTheWire(password)}`).toString('base64')
  return { id, storeId: store_id, code, username, authorization: `Basic ${pair}` }
}

/**
 * Asks as a till of the owner's organization, in a store of its own.
 * @param permissions what its access group permits; absent: everything.
 */
export async function tillOf(
  app: TestApp,
  owner: Client,
  code = 'leeds.till01',
  permissions?: object,
): Promise<Client> {
  const group = permissions && (await made(owner, 'access-groups', { name: `of ${code}`, permissions }))
  const store = { code: `store-${code}`, name: `Store of ${code}` }
  const { id } = await made(owner, 'stores', group ? { ...store, access_group_id: group.id } : store)
  const { authorization } = await aTill(app, owner, { code, storeId: id })
  return client(app.url, { authorization }, owner)
}

/** A new organization's owner and till. */
export async function anOwnerAndTill(app: TestApp): Promise<{ owner: Client; till: Client }> {
  const owner = await app.anOwner()
  return { owner, till: await tillOf(app, owner) }
}

/** Sets something up. @returns it as it was answered. */
export async function made(owner: Client, what: string, body: object) {
  const answer = await owner.post(`/v1/${what}`, body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

/** What update and add take. */
export const root = (...customer: object[]) => ({ root: { customer } })
