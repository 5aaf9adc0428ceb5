import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { alongIds, type Walk } from '../page-by-id.ts'
import type { ClientChanges, OauthClient } from './client.ts'

const changeable = `name, description, token_ttl_seconds, default_till_id, default_till_if_unknown, access_group_id,
  active`
const shown = `id, key, hint, ${changeable}, created_at, created_by, updated_at, updated_by`

/** What is kept of a secret: SHA-256, hexadecimal, and its last characters. */
export interface KeptSecret {
  hash: string
  hint: string
}

const insertText = `
insert into oauth_clients (organization_id, id, key, secret_hash, hint, ${changeable}, created_by)
select $1::text::uuid, $2::text::uuid, key, decode($5, 'hex'), $6, ${changeable}, $4
from jsonb_populate_record(null::oauth_clients, $3::text::jsonb)
returning ${shown}`

/** Raises violations of the constraints of `oauth_clients`, each named after its member. */
export async function insertClient(
  ctx: Context,
  id: string,
  draft: Required<ClientChanges> & { key: string },
  { hash, hint }: KeptSecret,
): Promise<OauthClient> {
  const parameters = [ctx.organizationId, id, JSON.stringify(draft), ctx.actor, hash, hint]
  return (await ctx.db.query<OauthClient>(insertText, parameters))[0] as OauthClient
}

const updateText = `
update oauth_clients c set
  (${changeable}) = (select ${changeable} from jsonb_populate_record(c, $3::text::jsonb)),
  updated_at = now(), updated_by = $4
where organization_id = $1::text::uuid and id = $2::text::uuid
returning ${shown}`

/** Null for one that is not the organization's. Raises as insertClient. */
export async function patchClient(ctx: Context, id: string, changes: ClientChanges) {
  const parameters = [ctx.organizationId, id, JSON.stringify(changes), ctx.actor]
  return (await ctx.db.query<OauthClient>(updateText, parameters))[0] ?? null
}

const secretText = `
update oauth_clients set secret_hash = decode($3, 'hex'), hint = $4, updated_at = now(), updated_by = $5
where organization_id = $1::text::uuid and id = $2::text::uuid
returning ${shown}`

/** Null for one that is not the organization's. */
export async function replaceSecret(ctx: Context, id: string, { hash, hint }: KeptSecret) {
  return (
    (await ctx.db.query<OauthClient>(secretText, [ctx.organizationId, id, hash, hint, ctx.actor]))[0] ?? null
  )
}

/** Null for one that is not the organization's. */
export async function selectClient(db: Queryable, organizationId: string, id: string) {
  const text = `select ${shown} from oauth_clients where organization_id = $1::text::uuid and id = $2::text::uuid`
  return (await db.query<OauthClient>(text, [organizationId, id]))[0] ?? null
}

/** Null for a name that none of the organization's has. */
export async function selectClientByName(db: Queryable, organizationId: string, name: string) {
  const text = `select ${shown} from oauth_clients where organization_id = $1::text::uuid and name = $2`
  return (await db.query<OauthClient>(text, [organizationId, name]))[0] ?? null
}

/** The organization's clients along their ids. */
export function selectClients(db: Queryable, organizationId: string, walk: Walk): Promise<OauthClient[]> {
  const text = `select ${shown} from oauth_clients where organization_id = $1::text::uuid and ${alongIds('id', walk, 2)}`
  return db.query<OauthClient>(text, [organizationId, walk.from, String(walk.rows)])
}
