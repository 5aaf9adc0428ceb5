import type { Queryable } from '../../db/database.ts'
import type { Permissions } from '../access-groups/permission.ts'
import type { Entrant } from './entrant.ts'
import { tillRef } from './sql.ts'
import type { Username } from './username.ts'

/** What a till opens, and the hash of the password that it takes. */
export interface TillAccess {
  password: string
  entrant: Entrant
}

interface Row extends Omit<Entrant, 'kind' | 'permissions' | 'defaultTillIfUnknown'> {
  permissions: Permissions | null
  password: string
}

const organizations = {
  first: '(select id from organizations order by id limit 1)',
  id: '$2::text::uuid',
  handle: '(select id from organizations where handle = $2)',
}

const textFor = (organization: string) => `
select t.id, o.id as "organizationId", o.country, o.suspended_at is not null as suspended,
  o.precondition_required as "preconditionRequired", coalesce(g.permissions, d.permissions) as permissions,
  t.password, ${tillRef} as till
from organizations o
join tills t on t.organization_id = o.id and t.code = $1 and t.active
join stores s on s.organization_id = t.organization_id and s.id = t.store_id
left join access_groups g on g.organization_id = s.organization_id and g.id = s.access_group_id
left join access_groups d on d.organization_id = o.id and d.is_default
where o.id = ${organization}`

const texts = {
  first: textFor(organizations.first),
  id: textFor(organizations.id),
  handle: textFor(organizations.handle),
}

/** What the till with this username opens; null where there is none, or it is not active. */
export async function findTillAccess(db: Queryable, username: Username | null): Promise<TillAccess | null> {
  if (!username) return null
  const { organization, code } = username
  const parameters = organization ? [code, organization.value] : [code]
  const [row] = await db.query<Row>(texts[organization?.by ?? 'first'], parameters)
  if (!row) return null
  const { password, permissions, ...who } = row
  const entrant: Entrant = {
    ...who,
    kind: 'till',
    permissions: permissions ?? {},
    defaultTillIfUnknown: false,
  }
  return { password, entrant }
}
