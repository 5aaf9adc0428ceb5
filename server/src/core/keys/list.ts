import type { Queryable } from '../../db/database.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { type Key, selectKeys } from './sql.ts'

/** A page of the organization's keys, newest first, those that no longer work included. */
export function listKeys(db: Queryable, organizationId: string, query: PageQuery): Promise<Page<Key>> {
  return pageById({ organizationId, name: 'keys' }, query, (walk) => selectKeys(db, organizationId, walk))
}
