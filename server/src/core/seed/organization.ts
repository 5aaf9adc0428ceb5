import type { Queryable } from '../../db/database.ts'
import { createOrganization, listOrganizations, updateOrganization } from '../organizations/organization.ts'
import {
  type Organization,
  type OrganizationChanges,
  selectOrganizationByHandle,
} from '../organizations/sql.ts'
import { Refusal } from '../problem.ts'

/**
 * The organization of a seed, as the seed says: the one that has its handle; where none has it, the only one there is,
 * unless that goes by another handle; else a new one. Raises invalid where nothing says which of several.
 */
export async function organizationOf(db: Queryable, wanted: OrganizationChanges): Promise<Organization> {
  const existing =
    (wanted.handle && (await selectOrganizationByHandle(db, wanted.handle))) || (await only(db, wanted))
  if (existing) return updateOrganization(db, existing.id, wanted)
  return createOrganization(db, { name: wanted.handle ?? 'First organization', ...named(wanted) })
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
