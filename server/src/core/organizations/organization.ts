import { v7 as uuidv7 } from 'uuid'
import type { Queryable } from '../../db/database.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { knownId, present, withConstraints } from '../set-up.ts'
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
export function createOrganization(
  db: Queryable,
  changes: OrganizationChanges & { name: string },
): Promise<Organization> {
  return withConstraints('organization', 'organizations', insertOrganization(db, uuidv7(), changes))
}

/** Changes what is there of the changes and leaves the rest; its keys follow within a second. Raises missing, exists. */
export async function updateOrganization(db: Queryable, id: string, changes: OrganizationChanges) {
  const write = changeOrganization(db, knownId('organization', id), changes)
  return present('organization', await withConstraints('organization', 'organizations', write))
}

/** Raises missing. */
export async function getOrganization(db: Queryable, id: string): Promise<Organization> {
  return present('organization', await selectOrganization(db, knownId('organization', id)))
}

/** A page of all organizations, newest first. */
export function listOrganizations(db: Queryable, query: PageQuery): Promise<Page<Organization>> {
  const list = { organizationId: noOrganization, name: 'organizations' }
  return pageById(list, query, (walk) => selectOrganizations(db, walk))
}
