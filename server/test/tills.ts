import assert from 'node:assert/strict'
import { onTheWire, slowHashOf } from '../src/core/tills/password.ts'
import { createTill } from '../src/core/tills/tills.ts'
import { type Client, client, type TestApp } from './app.ts'
import { contextOf } from './database.ts'

/** A till, and what it signs in with. */
export interface TestTill {
  id: string
  storeId: string
  username: string
  /** As it is sent. */
  password: string
}

const password = onTheWire('a password of the tests')

/**
 * A till of the owner's organization in a store of its own; the hash of its password is a cheap one.
 * @param permissions what its access group permits; absent: everything.
 */
export async function aTill(
  { services: { db } }: Pick<TestApp, 'services'>,
  owner: Client,
  code = 'till1',
  permissions?: object,
): Promise<TestTill> {
  const group = permissions && (await made(owner, 'access-groups', { name: `of ${code}`, permissions }))
  const place = { code: `store-of-${code}`, name: `Store of ${code}` }
  const store = await made(owner, 'stores', group ? { ...place, access_group_id: group.id } : place)
  const { id, username } = await createTill(contextOf(db, owner.organizationId), {
    store_id: store.id,
    code,
    name: `Till of ${code}`,
    password: await slowHashOf(password, { N: 2, r: 1, p: 1 }),
  })
  return { id, storeId: store.id, username, password }
}

/** What a till sends to sign in. */
export function credentials(username: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

/** Asks as such a till. */
export async function tillOf(
  app: TestApp,
  owner: Client,
  code = 'leeds.till01',
  permissions?: object,
): Promise<Client> {
  const { username, password } = await aTill(app, owner, code, permissions)
  return client(app.url, credentials(username, password), owner)
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
