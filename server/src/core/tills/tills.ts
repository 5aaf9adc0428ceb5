import { v7 as uuidv7 } from 'uuid'
import type { Context } from '../context.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { knownId, present, withConstraints } from '../set-up.ts'
import { insertTill, patchTill, selectTill, selectTills } from './sql.ts'
import type { Till, TillChanges, TillDraft } from './till.ts'

/** Sets up a till. Raises exists for a code that is in use, invalid for a store that is not there. */
export function createTill(ctx: Context, draft: TillDraft): Promise<Till> {
  const { name = draft.code, active = true } = draft
  return withConstraints('till', 'tills', insertTill(ctx, uuidv7(), { ...draft, name, active }))
}

/**
 * Changes a till; another password counts, and one that is not active is refused, on every process within a second.
 * Raises missing, invalid for a store that is not there.
 */
export async function updateTill(ctx: Context, id: string, changes: TillChanges): Promise<Till> {
  return present('till', await withConstraints('till', 'tills', patchTill(ctx, knownId('till', id), changes)))
}

/** Raises missing. */
export async function getTill({ db, organizationId }: Context, id: string): Promise<Till> {
  return present('till', await selectTill(db, organizationId, knownId('till', id)))
}

/** A page of the organization's tills, newest first. */
export function listTills({ db, organizationId }: Context, query: PageQuery): Promise<Page<Till>> {
  return pageById({ organizationId, name: 'tills' }, query, (walk) => selectTills(db, organizationId, walk))
}
