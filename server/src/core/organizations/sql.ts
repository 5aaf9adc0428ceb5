import type { Queryable } from '../../db/database.ts'
import { alongIds, type Walk } from '../page-by-id.ts'

/** An organization, as the administrator sees it. */
export interface Organization {
  id: string
  name: string
  /** ISO 3166-1 alpha-2: how phone numbers without a prefix are read. */
  country: string
  /** IANA name. */
  time_zone: string
  precondition_required: boolean
  suspended_at: string | null
  created_at: string
}

/** What may be said of an organization; absent members keep their value. */
export interface OrganizationChanges {
  name?: string | undefined
  country?: string | undefined
  time_zone?: string | undefined
  precondition_required?: boolean | undefined
  suspended?: boolean | undefined
}

const shown = 'id, name, country, time_zone, precondition_required, suspended_at, created_at'

const insertText = `
insert into organizations (id, name, country, time_zone, precondition_required, suspended_at)
select $1::text::uuid, c.name, coalesce(c.country, 'US'), coalesce(c.time_zone, 'UTC'),
  coalesce(c.precondition_required, false), case when c.suspended then now() end
from jsonb_to_record($2::text::jsonb) as c(name text, country text, time_zone text, precondition_required boolean, suspended boolean)
returning ${shown}`

export async function insertOrganization(
  db: Queryable,
  id: string,
  changes: OrganizationChanges & { name: string },
): Promise<Organization> {
  const [inserted] = await db.query<Organization>(insertText, [id, JSON.stringify(changes)])
  return inserted as Organization
}

const updateText = `
update organizations o set
  name = coalesce(c.name, o.name),
  country = coalesce(c.country, o.country),
  time_zone = coalesce(c.time_zone, o.time_zone),
  precondition_required = coalesce(c.precondition_required, o.precondition_required),
  suspended_at = case c.suspended when true then coalesce(o.suspended_at, now()) when false then null
    else o.suspended_at end
from jsonb_to_record($2::text::jsonb) as c(name text, country text, time_zone text, precondition_required boolean, suspended boolean)
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

/** All organizations along their ids: for the administrator and the terminal alone. */
export function selectOrganizations(db: Queryable, walk: Walk): Promise<Organization[]> {
  const text = `select ${shown} from organizations where ${alongIds('id', walk, 1)}`
  return db.query<Organization>(text, [walk.from, String(walk.rows)])
}
