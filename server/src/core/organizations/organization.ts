import { v7 as uuidv7 } from 'uuid'
import type { Queryable } from '../../db/database.ts'
import { violatedConstraint } from '../../db/failure.ts'
import { isId } from '../id.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { Refusal } from '../problem.ts'
import {
  changeOrganization,
  insertOrganization,
  type Organization,
  type OrganizationChanges,
  selectOrganization,
  selectOrganizations,
} from './sql.ts'

/** Where the administrator's key is at home: no organization has this id, so nothing is ever found there. */
export const noOrganization = '00000000-0000-0000-0000-000000000000'

/** Sets up an organization, without a key. Raises exists for a handle that another has. */
export async function createOrganization(
  db: Queryable,
  changes: OrganizationChanges & { name: string },
): Promise<Organization> {
  try {
    return await insertOrganization(db, uuidv7(), changes)
  } catch (error) {
    throw asExisting(error)
  }
}

/** Changes what is there of the changes and leaves the rest; its keys follow within a second. Raises missing, exists. */
export async function updateOrganization(db: Queryable, id: string, changes: OrganizationChanges) {
  const known = knownOrganizationId(id)
  try {
    return present(await changeOrganization(db, known, changes))
  } catch (error) {
    throw asExisting(error)
  }
}

const asExisting = (error: unknown) =>
  violatedConstraint(error) === 'organizations_handle'
    ? new Refusal({ kind: 'exists', what: 'organization', field: 'handle' })
    : error

/** Raises missing. */
export async function getOrganization(db: Queryable, id: string): Promise<Organization> {
  return present(await selectOrganization(db, knownOrganizationId(id)))
}

/** A page of all organizations, newest first. */
export function listOrganizations(db: Queryable, query: PageQuery): Promise<Page<Organization>> {
  const list = { organizationId: noOrganization, name: 'organizations' }
  return pageById(list, query, (walk) => selectOrganizations(db, walk))
}

function knownOrganizationId(id: string): string {
  if (!isId(id)) throw missing()
  return id
}

function present(organization: Organization | null): Organization {
  if (!organization) throw missing()
  return organization
}

const missing = () => new Refusal({ kind: 'missing', what: 'organization', row: null })
