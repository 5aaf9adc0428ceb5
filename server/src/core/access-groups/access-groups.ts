import { v7 as uuidv7 } from 'uuid'
import { brokenReference, failedCheck } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { Refusal } from '../problem.ts'
import { knownId, present, withConstraints } from '../set-up.ts'
import type { AccessGroup, GroupChanges, GroupDraft } from './access-group.ts'
import { clearDefault, insertGroup, patchGroup, selectGroup, selectGroups } from './sql.ts'

/** Sets up a group. Raises exists for a name that is in use. */
export function createAccessGroup(ctx: Context, draft: GroupDraft): Promise<AccessGroup> {
  return ctx.db.transaction(async (db) => {
    const within = { ...ctx, db }
    if (draft.is_default) await clearDefault(within)
    return withConstraints('access_group', 'access_groups', insertGroup(within, uuidv7(), draft))
  })
}

/**
 * Changes a group; whatever is set up with it follows within a second. Raises missing, exists for a name that is in use,
 * refused for a built-in one, which can only become the default, and for ending one that something is set up with.
 */
export function updateAccessGroup(ctx: Context, id: string, changes: GroupChanges): Promise<AccessGroup> {
  return ctx.db.transaction(async (db) => {
    const within = { ...ctx, db }
    const group = present(
      'access_group',
      await selectGroup(db, ctx.organizationId, knownId('access_group', id)),
    )
    const { is_default, ...others } = changes
    const fields = Object.keys(others)
    if (group.built_in && fields.length > 0) throw new Refusal({ kind: 'refused', rule: 'built_in', fields })
    if (is_default) await clearDefault(within)
    return present('access_group', await patched(within, id, changes))
  })
}

async function patched(ctx: Context, id: string, changes: GroupChanges): Promise<AccessGroup | null> {
  try {
    return await withConstraints('access_group', 'access_groups', patchGroup(ctx, id, changes))
  } catch (error) {
    // Of what refers to it, or its being the default.
    if (brokenReference(error) || failedCheck(error) === 'access_groups_in_use')
      throw new Refusal({ kind: 'refused', rule: 'in_use', fields: ['active'] })
    throw error
  }
}

/** Raises missing. */
export async function getAccessGroup({ db, organizationId }: Context, id: string): Promise<AccessGroup> {
  return present('access_group', await selectGroup(db, organizationId, knownId('access_group', id)))
}

/** A page of the organization's groups, newest first. */
export function listAccessGroups(
  { db, organizationId }: Context,
  query: PageQuery,
): Promise<Page<AccessGroup>> {
  const list = { organizationId, name: 'access_groups' }
  return pageById(list, query, (walk) => selectGroups(db, organizationId, walk))
}
