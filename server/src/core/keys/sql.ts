import type { Parameter, Queryable } from '../../db/database.ts'
import type { Column } from '../customers/customer.ts'
import { type Mask, maskOf } from '../customers/mask.ts'
import { alongIds, type Walk } from '../page-by-id.ts'
import type { Scope } from './key.ts'

/** What a key opens. */
export interface Access {
  keyId: string
  organizationId: string
  country: string
  suspended: boolean
  preconditionRequired: boolean
  scopes: readonly Scope[]
  mask: Mask | null
  /** A limit of its own, within that of the organization. */
  requestsPerMinute: number | null
  /** How long it has until it expires; null: for ever. */
  expiresInMs: number | null
}

const findText = `
select k.id as "keyId", o.id as "organizationId", o.country, o.suspended_at is not null as suspended, k.scopes,
  o.precondition_required as "preconditionRequired", k.masked_fields as "maskedFields",
  k.requests_per_minute as "requestsPerMinute",
  (extract(epoch from k.expires_at - now()) * 1000)::double precision as "expiresInMs"
from keys k join organizations o on o.id = k.organization_id
where k.hash = decode($1, 'hex') and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())`

/** What the key with this hash opens; null for an unknown, revoked or expired one. */
export async function findAccess(db: Queryable, hash: string): Promise<Access | null> {
  const [row] = await db.query<Omit<Access, 'mask'> & { maskedFields: Column[] }>(findText, [hash])
  if (!row) return null
  const { maskedFields, ...access } = row
  return { ...access, mask: maskOf(maskedFields) }
}

/** A key as its owners see it: without the secret, of which only the hash is kept. */
export interface Key {
  id: string
  name: string
  hint: string
  scopes: Scope[]
  masked_fields: Column[]
  requests_per_minute: number | null
  /** The key that it was rotated from. */
  replaces: string | null
  created_at: string
  created_by: string
  last_used_at: string | null
  expires_at: string | null
  revoked_at: string | null
}

const shown =
  'id, name, hint, scopes, masked_fields, requests_per_minute, replaces, created_at, created_by, last_used_at, expires_at, revoked_at'

const insertText = `
insert into keys (organization_id, id, hash, hint, name, scopes, masked_fields, requests_per_minute, replaces, created_by, expires_at)
values ($1::text::uuid, $2::text::uuid, decode($3, 'hex'), $4, $5, $6::text::jsonb, $7::text::jsonb, $8::text::integer,
  $9::text::uuid, $10, $11::text::timestamptz)
returning ${shown}`

export interface NewKey
  extends Pick<
    Key,
    'id' | 'hint' | 'name' | 'requests_per_minute' | 'replaces' | 'created_by' | 'expires_at'
  > {
  hash: string
  scopes: readonly Scope[]
  masked_fields: readonly Column[]
}

/** Raises a violation of `keys_replaces` when the key that it replaces has been replaced. */
export async function insertKey(db: Queryable, organizationId: string, key: NewKey): Promise<Key> {
  const parameters: Parameter[] = [
    organizationId,
    key.id,
    key.hash,
    key.hint,
    key.name,
    JSON.stringify(key.scopes),
    JSON.stringify(key.masked_fields),
    key.requests_per_minute === null ? null : String(key.requests_per_minute),
    key.replaces,
    key.created_by,
    key.expires_at,
  ]
  const [inserted] = await db.query<Key>(insertText, parameters)
  return inserted as Key
}

const selectText = `select ${shown} from keys where organization_id = $1::text::uuid and id = $2::text::uuid`

/** Null for a key that is not the organization's. */
export async function selectKey(db: Queryable, organizationId: string, id: string): Promise<Key | null> {
  return (await db.query<Key>(selectText, [organizationId, id]))[0] ?? null
}

// By the clock: it may have waited, and what it waited for may have ended the key after the transaction began.
const holdText = `${selectText} and revoked_at is null and (expires_at is null or expires_at > clock_timestamp()) for share`

/** A key that works, which nobody revokes until the transaction ends; null for one that does not. */
export async function holdKey(tx: Queryable, organizationId: string, id: string): Promise<Key | null> {
  return (await tx.query<Key>(holdText, [organizationId, id]))[0] ?? null
}

const renameText = `
update keys set name = $3 where organization_id = $1::text::uuid and id = $2::text::uuid returning ${shown}`

/** Null for a key that is not the organization's. */
export async function renameKey(db: Queryable, organizationId: string, id: string, name: string) {
  return (await db.query<Key>(renameText, [organizationId, id, name]))[0] ?? null
}

const endText = `
update keys set expires_at = least(expires_at, now() + make_interval(secs => $3::text::double precision))
where organization_id = $1::text::uuid and id = $2::text::uuid
  and revoked_at is null and (expires_at is null or expires_at > now())
returning ${shown}`

/** Lets a working key expire after so many seconds, or sooner where it was to; null for one that does not work. */
export async function endKey(db: Queryable, organizationId: string, id: string, seconds: number) {
  return (await db.query<Key>(endText, [organizationId, id, String(seconds)]))[0] ?? null
}

const revokeText = `
update keys set revoked_at = coalesce(revoked_at, now())
where organization_id = $1::text::uuid and id = $2::text::uuid returning ${shown}`

/** One that is revoked already stays as it is. Null for a key that is not the organization's. */
export async function revoke(db: Queryable, organizationId: string, id: string): Promise<Key | null> {
  return (await db.query<Key>(revokeText, [organizationId, id]))[0] ?? null
}

const touchText = `
update keys set last_used_at = now()
where organization_id = $1::text::uuid and id = $2::text::uuid
  and (last_used_at is null or last_used_at < now() - interval '1 minute')`

/** Notes that a key is in use, unless another process has within the minute. */
export async function touchKey(db: Queryable, organizationId: string, id: string): Promise<void> {
  await db.query(touchText, [organizationId, id])
}

/** The organization's keys along their ids, those that no longer work included. */
export function selectKeys(db: Queryable, organizationId: string, walk: Walk): Promise<Key[]> {
  const text = `select ${shown} from keys where organization_id = $1::text::uuid and ${alongIds('id', walk, 2)}`
  return db.query<Key>(text, [organizationId, walk.from, String(walk.rows)])
}
