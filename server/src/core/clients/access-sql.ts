import type { Queryable } from '../../db/database.ts'
import type { Permissions } from '../access-groups/permission.ts'
import type { Entrant } from '../tills/entrant.ts'
import { tillRef } from '../tills/sql.ts'

/** What a client opens, and what its tokens are made of. */
export interface ClientAccess {
  key: string
  name: string
  ttlSeconds: number
  entrant: Entrant
}

interface Row extends Omit<Entrant, 'kind' | 'permissions'> {
  permissions: Permissions | null
  key: string
  name: string
  ttlSeconds: number
}

const selectText = `
select c.id, o.id as "organizationId", o.country, o.suspended_at is not null as suspended,
  o.precondition_required as "preconditionRequired", coalesce(g.permissions, d.permissions) as permissions,
  c.default_till_if_unknown as "defaultTillIfUnknown", c.key, c.name, c.token_ttl_seconds as "ttlSeconds",
  case when s.id is not null then ${tillRef} end as till
from oauth_clients c
join organizations o on o.id = c.organization_id
left join tills t on t.organization_id = c.organization_id and t.id = c.default_till_id and t.active
left join stores s on s.organization_id = t.organization_id and s.id = t.store_id
left join access_groups g on g.organization_id = c.organization_id and g.id = c.access_group_id
left join access_groups d on d.organization_id = c.organization_id and d.is_default
where c.active and`

const byIdText = `${selectText} c.organization_id = $1::text::uuid and c.id = $2::text::uuid`

/** What a client opens; null for one that is not there or not active. */
export async function findClient(db: Queryable, organizationId: string, id: string) {
  const [row] = await db.query<Row>(byIdText, [organizationId, id])
  return row ? accessOf(row) : null
}

// A key may have been given to clients of two organizations: the secret tells which is meant.
const byKeyText = `${selectText} c.key = $1 and c.secret_hash = decode($2, 'hex') order by c.organization_id limit 1`

/** @param secretHash SHA-256, hexadecimal. */
export async function findClientBy(db: Queryable, key: string, secretHash: string) {
  if (key.includes('\0')) return null
  const [row] = await db.query<Row>(byKeyText, [key, secretHash])
  return row ? accessOf(row) : null
}

function accessOf(row: Row): ClientAccess {
  const { key, name, ttlSeconds, permissions, ...who } = row
  return { key, name, ttlSeconds, entrant: { ...who, kind: 'client', permissions: permissions ?? {} } }
}
