import { v7 as uuidv7 } from 'uuid'
import type { Context } from '../context.ts'
import { type Page, type PageQuery, pageById } from '../page-by-id.ts'
import { knownId, present, withConstraints } from '../set-up.ts'
import { insertStore, patchStore, selectStore, selectStores } from './sql.ts'
import type { Store, StoreChanges, StoreDraft } from './store.ts'

/** Sets up a store. Raises exists for a code that is in use, invalid for an access group that does not work. */
export function createStore(ctx: Context, draft: StoreDraft): Promise<Store> {
  const { name = draft.code } = draft
  return withConstraints('store', 'stores', insertStore(ctx, uuidv7(), { ...draft, name }))
}

/** Changes a store; its tills follow within a second. Raises missing, invalid for an access group that does not work. */
export async function updateStore(ctx: Context, id: string, changes: StoreChanges): Promise<Store> {
  return present(
    'store',
    await withConstraints('store', 'stores', patchStore(ctx, knownId('store', id), changes)),
  )
}

/** Raises missing. */
export async function getStore({ db, organizationId }: Context, id: string): Promise<Store> {
  return present('store', await selectStore(db, organizationId, knownId('store', id)))
}

/** A page of the organization's stores, newest first. */
export function listStores({ db, organizationId }: Context, query: PageQuery): Promise<Page<Store>> {
  return pageById({ organizationId, name: 'stores' }, query, (walk) => selectStores(db, organizationId, walk))
}
