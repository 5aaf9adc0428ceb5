import type { Queryable } from '../../db/database.ts'
import { builtInGroups } from '../access-groups/built-in.ts'
import { alongIds, type Walk } from '../page-by-id.ts'

/** An organization, as the administrator sees it. */
export interface Organization {
  id: string
  name: string
  /** ISO 3166-1 alpha-2: how phone numbers without a prefix are read. */
  country: string
  /** IANA name. */
  time_zone: string
  /** What stands before the code of a till in its username; null: the id does. */
  handle: string | null
  precondition_required: boolean
  suspended_at: string | null
  created_at: string
}

/** What may be said of an organization; absent members keep their value. */
export interface OrganizationChanges {
  name?: string | undefined
  country?: string | undefined
  time_zone?: string | undefined
  handle?: string | null | undefined
  precondition_required?: boolean | undefined
  suspended?: boolean | undefined
}

const shown = 'id, name, country, time_zone, handle, precondition_required, suspended_at, created_at'

const members =
  'name text, country text, time_zone text, handle text, precondition_required boolean, suspended boolean'

const insertText = `
with made as (
  insert into organizations (id, name, country, time_zone, handle, precondition_required, suspended_at)
  select $1::text::uuid, c.name, coalesce(c.country, 'US'), coalesce(c.time_zone, 'UTC'), c.handle,
    coalesce(c.precondition_required, false), case when c.suspended then now() end
  from jsonb_to_record($2::text::jsonb) as c(${members})
  returning ${shown}
), groups as (
  insert into access_groups (organization_id, id, name, built_in, is_default, permissions, created_by)
  select made.id, g.id, g.name, true, g.is_default, g.permissions, 'setup'
  from made, jsonb_to_recordset($3::text::jsonb) as g(id uuid, name text, is_default boolean, permissions jsonb)
)
select ${shown} from made`

/** With the access groups that every organization has. */
export async function insertOrganization(
  db: Queryable,
  id: string,
  changes: OrganizationChanges & { name: string },
): Promise<Organization> {
  const parameters = [id, JSON.stringify(changes), JSON.stringify(builtInGroups())]
  const [inserted] = await db.query<Organization>(insertText, parameters)
  return inserted as Organization
}

const updateText = `
update organizations o set
  name = coalesce(c.name, o.name),
  country = coalesce(c.country, o.country),
  time_zone = coalesce(c.time_zone, o.time_zone),
  handle = case when $2::text::jsonb ? 'handle' then c.handle else o.handle end,
  precondition_required = coalesce(c.precondition_required, o.precondition_required),
  suspended_at = case c.suspended when true then coalesce(o.suspended_at, now()) when false then null
    else o.suspended_at end
from jsonb_to_record($2::text::jsonb) as c(${members})
where o.id = $1::text::uuid
returning ${shown.replaceAll(/\w+/g, 'o.$&')}`

/** Null for an organization that is not there. */
export async function changeOrganization(db: Queryable, id: string, changes: OrganizationChanges) {
  return (await db.query<Organization>(updateText, [id, JSON.stringify(changes)]))[0] ?? null
}

/** Null for an organization that is not there. */
export async function selectOrganization(db: Queryable, id: string): Promise<Organization | null> {
  const text = `select ${shown} from organizations where id = $1::text::uuid`
  return (await db.query<Organization>(text, [id]))[0] ?? null
}

/** Null for a handle that no organization has. */
export async function selectOrganizationByHandle(db: Queryable, handle: string) {
  const text = `select ${shown} from organizations where handle = $1`
  return (await db.query<Organization>(text, [handle]))[0] ?? null
}

/** All organizations along their ids: for the administrator and the terminal alone. */
export function selectOrganizations(db: Queryable, walk: Walk): Promise<Organization[]> {
  const text = `select ${shown} from organizations where ${alongIds('id', walk, 1)}`
  return db.query<Organization>(text, [walk.from, String(walk.rows)])
}

/** Lets those who change what an organization has of a kind take turns, until their transactions end. */
export async function lockOrganization(tx: Queryable, id: string): Promise<void> {
  await tx.query('select from organizations where id = $1::text::uuid for no key update', [id])
}
