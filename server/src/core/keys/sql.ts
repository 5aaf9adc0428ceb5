import type { Queryable } from '../../db/database.ts'

/** What a key may be used for. */
export type Scope = (typeof scopes)[number]
export const scopes = [
  'customers:read',
  'customers:write',
  'changes:read',
  'privacy:admin',
  'keys:admin',
  'organizations:admin',
] as const

/** What a key opens. */
export interface Access {
  keyId: string
  organizationId: string
  country: string
  suspended: boolean
  preconditionRequired: boolean
  scopes: readonly Scope[]
}

const findText = `
select k.id as "keyId", o.id as "organizationId", o.country, o.suspended_at is not null as suspended, k.scopes,
  o.precondition_required as "preconditionRequired"
from keys k join organizations o on o.id = k.organization_id
where k.hash = decode($1, 'hex') and k.revoked_at is null`

/** What the key with this hash opens; null for an unknown or revoked one. */
export async function findAccess(db: Queryable, hash: string): Promise<Access | null> {
  const [access] = await db.query<Access>(findText, [hash])
  return access ?? null
}

/** What a key is given unless it is told otherwise: everything within its organization. */
export const standardScopes = scopes.filter((scope) => scope !== 'organizations:admin')

const insertText = `
insert into keys (organization_id, id, hash, hint, name, scopes)
values ($1::text::uuid, $2::text::uuid, decode($3, 'hex'), $4, $5, $6::text::jsonb)`

export async function insertKey(
  db: Queryable,
  key: {
    organizationId: string
    id: string
    hash: string
    hint: string
    name: string
    scopes: readonly Scope[]
  },
): Promise<void> {
  await db.query(insertText, [
    key.organizationId,
    key.id,
    key.hash,
    key.hint,
    key.name,
    JSON.stringify(key.scopes),
  ])
}

export interface ListedKey {
  id: string
  name: string
  hint: string
  created_at: string
  revoked_at: string | null
}

const listText = `
select id, name, hint, created_at, revoked_at from keys where organization_id = $1::text::uuid order by id`

export function listKeys(db: Queryable, organizationId: string): Promise<ListedKey[]> {
  return db.query<ListedKey>(listText, [organizationId])
}

const revokeText = `
update keys set revoked_at = now()
where organization_id = $1::text::uuid and id::text = $2 and revoked_at is null returning id`

/** True when the key was there and worked until now. */
export async function revokeKey(db: Queryable, organizationId: string, id: string): Promise<boolean> {
  return (await db.query(revokeText, [organizationId, id])).length > 0
}
