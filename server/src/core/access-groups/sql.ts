import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { alongIds, type Walk } from '../page-by-id.ts'
import type { AccessGroup, GroupChanges, GroupDraft } from './access-group.ts'

const shown =
  'id, name, permissions, built_in, is_default, active, created_at, created_by, updated_at, updated_by'

const insertText = `
insert into access_groups (organization_id, id, name, permissions, is_default, created_by)
select $1::text::uuid, $2::text::uuid, name, permissions, coalesce(is_default, false), $4
from jsonb_populate_record(null::access_groups, $3::text::jsonb)
returning ${shown}`

/** Raises a violation of `access_groups_name`. */
export async function insertGroup(ctx: Context, id: string, draft: GroupDraft): Promise<AccessGroup> {
  const parameters = [ctx.organizationId, id, JSON.stringify(draft), ctx.actor]
  return (await ctx.db.query<AccessGroup>(insertText, parameters))[0] as AccessGroup
}

const changeable = 'name, permissions, is_default, active'

const updateText = `
update access_groups g set
  (${changeable}) = (select ${changeable} from jsonb_populate_record(g, $3::text::jsonb)),
  updated_at = now(), updated_by = $4
where organization_id = $1::text::uuid and id = $2::text::uuid
returning ${shown}`

/**
 * Null for one that is not the organization's. Raises violations of `access_groups_name`, of `access_groups_in_use` and,
 * for a group that something is set up with, of the foreign keys of that.
 */
export async function patchGroup(ctx: Context, id: string, changes: GroupChanges) {
  const parameters = [ctx.organizationId, id, JSON.stringify(changes), ctx.actor]
  return (await ctx.db.query<AccessGroup>(updateText, parameters))[0] ?? null
}

/** Leaves the organization without a default, until the transaction ends; others who do the same wait for that. */
export async function clearDefault({ db, organizationId }: Context): Promise<void> {
  const lockText = 'select from access_groups where organization_id = $1::text::uuid order by id for update'
  await db.query(lockText, [organizationId])
  const text =
    'update access_groups set is_default = false where organization_id = $1::text::uuid and is_default'
  await db.query(text, [organizationId])
}

/** Null for one that is not the organization's. */
export async function selectGroup(db: Queryable, organizationId: string, id: string) {
  const text = `select ${shown} from access_groups where organization_id = $1::text::uuid and id = $2::text::uuid`
  return (await db.query<AccessGroup>(text, [organizationId, id]))[0] ?? null
}

/** Null for a name that none of the organization's has. */
export async function selectGroupByName(db: Queryable, organizationId: string, name: string) {
  const text = `select ${shown} from access_groups where organization_id = $1::text::uuid and name = $2`
  return (await db.query<AccessGroup>(text, [organizationId, name]))[0] ?? null
}

/** The organization's groups along their ids. */
export function selectGroups(db: Queryable, organizationId: string, walk: Walk): Promise<AccessGroup[]> {
  const text = `select ${shown} from access_groups where organization_id = $1::text::uuid and ${alongIds('id', walk, 2)}`
  return db.query<AccessGroup>(text, [organizationId, walk.from, String(walk.rows)])
}
