import { selectGroupByName } from '../access-groups/sql.ts'
import { createClient, updateClient } from '../clients/clients.ts'
import { giveSecret } from '../clients/give-secret.ts'
import { selectClientByName } from '../clients/sql.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../problem.ts'
import { selectStoreByCode } from '../stores/sql.ts'
import { createStore, updateStore } from '../stores/stores.ts'
import { selectPassword, selectTillByCode } from '../tills/sql.ts'
import { createTill, updateTill } from '../tills/tills.ts'
import { put } from './put.ts'
import type { ClientSeed, Fate, HashedTill, StoreSeed } from './seed.ts'

/** Where customers are served, and who may sign in there: a thing refers to others by code and name. */

export async function putStore(ctx: Context, { access_group, ...members }: StoreSeed): Promise<Fate> {
  const draft = { ...members, access_group_id: await groupId(ctx, access_group) }
  return put(
    await selectStoreByCode(ctx.db, ctx.organizationId, draft.code),
    draft,
    () => createStore(ctx, draft),
    ({ id }, changes) => updateStore(ctx, id, changes),
  )
}

export async function putTill(ctx: Context, { store, ...members }: HashedTill): Promise<Fate> {
  const found = await selectStoreByCode(ctx.db, ctx.organizationId, store)
  if (!found) throw unknown('store', 'code of a store')
  const till = await selectTillByCode(ctx.db, ctx.organizationId, members.code)
  const password = await selectPassword(ctx.db, ctx.organizationId, members.code)
  const draft = { ...members, store_id: found.id }
  return put(
    till && { ...till, password },
    draft,
    () => createTill(ctx, draft),
    ({ id }, changes) => updateTill(ctx, id, changes),
  )
}

export async function putClient(ctx: Context, seed: ClientSeed): Promise<Fate> {
  const { key, secret, access_group, default_till, ...members } = seed
  const draft = {
    ...members,
    access_group_id: await groupId(ctx, access_group),
    default_till_id: await tillId(ctx, default_till),
  }
  const client = await selectClientByName(ctx.db, ctx.organizationId, seed.name)
  if (client && client.key !== key) throw unknown('key', 'key that the client has: it never changes')
  const fate = await put(
    client,
    draft,
    () => createClient(ctx, draft, { key, secret }),
    ({ id }, changes) => updateClient(ctx, id, changes),
  )
  const isOther = client !== null && (await giveSecret(ctx, client.id, secret))
  return isOther ? 'changed' : fate
}

async function groupId(ctx: Context, name: string | null | undefined) {
  if (name === undefined || name === null) return name
  const group = await selectGroupByName(ctx.db, ctx.organizationId, name)
  if (!group) throw unknown('access_group', 'name of an access group')
  return group.id
}

async function tillId(ctx: Context, code: string | null | undefined) {
  if (code === undefined || code === null) return code
  const till = await selectTillByCode(ctx.db, ctx.organizationId, code)
  if (!till) throw unknown('default_till', 'code of a till')
  return till.id
}

const unknown = (member: string, wanted: string) =>
  new Refusal({
    kind: 'invalid',
    issues: [{ path: [member], message: `Invalid ${member}: Expected the ${wanted}` }],
  })
