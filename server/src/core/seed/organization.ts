import type { Queryable } from '../../db/database.ts'
import { createOrganization, listOrganizations, updateOrganization } from '../organizations/organization.ts'
import {
  type Organization,
  type OrganizationChanges,
  selectOrganizationByHandle,
} from '../organizations/sql.ts'
import { Refusal } from '../problem.ts'
import { differing } from './put.ts'

/** The organization of a seed, as the seed says: the one that it means, or a new one. Raises as organizationMeant. */
export async function organizationOf(db: Queryable, wanted: OrganizationChanges): Promise<Organization> {
  const existing = await organizationMeant(db, wanted)
  if (!existing)
    return createOrganization(db, { name: wanted.handle ?? 'First organization', ...named(wanted) })
  const changes = differing({ ...existing, suspended: existing.suspended_at !== null }, wanted)
  return Object.keys(changes).length === 0 ? existing : updateOrganization(db, existing.id, changes)
}

/**
 * The organization that has the handle of a seed; where none has it, the only one there is, unless that goes by another
 * handle; null where a new one is meant. Raises invalid where nothing says which of several.
 */
export async function organizationMeant(
  db: Queryable,
  wanted: OrganizationChanges,
): Promise<Organization | null> {
  const holder = wanted.handle && (await selectOrganizationByHandle(db, wanted.handle))
  return holder || only(db, wanted)
}

/** The only organization, if it can be the one that is meant; null where a new one is. */
async function only(db: Queryable, { handle }: OrganizationChanges): Promise<Organization | null> {
  const { rows } = await listOrganizations(db, { size: 2 })
  const [first, another] = rows
  if (!handle && another) {
    const message = 'Invalid handle: Expected that of one of the several organizations'
    throw new Refusal({ kind: 'invalid', issues: [{ path: ['handle'], message }] })
  }
  if (!first || another) return null
  return !handle || first.handle === null ? first : null
}

/** Without a name that is not said. */
const named = ({ name, ...rest }: OrganizationChanges) => (name === undefined ? rest : { ...rest, name })
