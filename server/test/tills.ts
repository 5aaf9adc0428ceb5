import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { type Client, client, type TestApp } from './app.ts'

const password = 'a password of the tests'

/** The headers of a till that signs in with its password. */
export function asTill(organizationId: string, code: string, secret = password): Record<string, string> {
  const pair = `${organizationId}/${code}:${hash('md5', secret)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
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
  await made(owner, 'tills', { store_id: id, code, password })
  return client(app.url, asTill(owner.organizationId, code), owner)
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

/** An item of what the loyalty contract takes, as one call's body. */
export const root = (...customer: object[]) => ({ root: { customer } })
