import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { alongIds, type Walk } from '../page-by-id.ts'
import type { Store, StoreChanges, StoreDraft } from './store.ts'

const changeable = 'name, external_id, external_id_1, external_id_2, zone_code, concept_code, access_group_id'
const shown = `id, code, ${changeable}, created_at, created_by, updated_at, updated_by`

const insertText = `
insert into stores (organization_id, id, code, ${changeable}, created_by)
select $1::text::uuid, $2::text::uuid, code, ${changeable}, $4
from jsonb_populate_record(null::stores, $3::text::jsonb)
returning ${shown}`

/** Raises violations of `stores_code` and `stores_access_group_id`. */
export async function insertStore(ctx: Context, id: string, draft: StoreDraft & { name: string }) {
  const parameters = [ctx.organizationId, id, JSON.stringify(draft), ctx.actor]
  return (await ctx.db.query<Store>(insertText, parameters))[0] as Store
}

const updateText = `
update stores s set
  (${changeable}) = (select ${changeable} from jsonb_populate_record(s, $3::text::jsonb)),
  updated_at = now(), updated_by = $4
where organization_id = $1::text::uuid and id = $2::text::uuid
returning ${shown}`

/** Null for one that is not the organization's. Raises a violation of `stores_access_group_id`. */
export async function patchStore(ctx: Context, id: string, changes: StoreChanges): Promise<Store | null> {
  const parameters = [ctx.organizationId, id, JSON.stringify(changes), ctx.actor]
  return (await ctx.db.query<Store>(updateText, parameters))[0] ?? null
}

/** Null for one that is not the organization's. */
export async function selectStore(db: Queryable, organizationId: string, id: string): Promise<Store | null> {
  const text = `select ${shown} from stores where organization_id = $1::text::uuid and id = $2::text::uuid`
  return (await db.query<Store>(text, [organizationId, id]))[0] ?? null
}

/** Null for a code that none of the organization's has. */
export async function selectStoreByCode(db: Queryable, organizationId: string, code: string) {
  const text = `select ${shown} from stores where organization_id = $1::text::uuid and code = $2`
  return (await db.query<Store>(text, [organizationId, code]))[0] ?? null
}

/** The organization's stores along their ids. */
export function selectStores(db: Queryable, organizationId: string, walk: Walk): Promise<Store[]> {
  const text = `select ${shown} from stores where organization_id = $1::text::uuid and ${alongIds('id', walk, 2)}`
  return db.query<Store>(text, [organizationId, walk.from, String(walk.rows)])
}
