import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { alongIds, type Walk } from '../page-by-id.ts'
import type { Till, TillChanges, TillDraft } from './till.ts'

const changeable = 'store_id, name, active, password'

/** Of the organization that was set up first a code alone is the username: see username.ts. */
const shown = (t: string) => `${t}.id, ${t}.store_id, ${t}.code, ${t}.name,
  (select case when o.id = (select id from organizations order by id limit 1) then ''
    else coalesce(o.handle, o.id::text) || '/' end from organizations o where o.id = ${t}.organization_id) || ${t}.code
    as username,
  ${t}.active, ${t}.created_at, ${t}.created_by, ${t}.updated_at, ${t}.updated_by`

/** The members of a TillRef, of the till t and its store s. */
export const tillRef =
  "jsonb_build_object('code', t.code, 'name', t.name, 'storeCode', s.code, 'storeName', s.name)"

const insertText = `
insert into tills as t (organization_id, id, code, ${changeable}, created_by)
select $1::text::uuid, $2::text::uuid, code, ${changeable}, $4
from jsonb_populate_record(null::tills, $3::text::jsonb)
returning ${shown('t')}`

/** Raises violations of `tills_code` and `tills_store_id`. */
export async function insertTill(ctx: Context, id: string, draft: Required<TillDraft>): Promise<Till> {
  const parameters = [ctx.organizationId, id, JSON.stringify(draft), ctx.actor]
  return (await ctx.db.query<Till>(insertText, parameters))[0] as Till
}

const updateText = `
update tills t set
  (${changeable}) = (select ${changeable} from jsonb_populate_record(t, $3::text::jsonb)),
  updated_at = now(), updated_by = $4
where organization_id = $1::text::uuid and id = $2::text::uuid
returning ${shown('t')}`

/** Null for one that is not the organization's. Raises a violation of `tills_store_id`. */
export async function patchTill(ctx: Context, id: string, changes: TillChanges): Promise<Till | null> {
  const parameters = [ctx.organizationId, id, JSON.stringify(changes), ctx.actor]
  return (await ctx.db.query<Till>(updateText, parameters))[0] ?? null
}

/** Null for one that is not the organization's. */
export async function selectTill(db: Queryable, organizationId: string, id: string): Promise<Till | null> {
  const text = `select ${shown('t')} from tills t where organization_id = $1::text::uuid and id = $2::text::uuid`
  return (await db.query<Till>(text, [organizationId, id]))[0] ?? null
}

/** Null for a code that none of the organization's has. */
export async function selectTillByCode(db: Queryable, organizationId: string, code: string) {
  const text = `select ${shown('t')} from tills t where organization_id = $1::text::uuid and code = $2`
  return (await db.query<Till>(text, [organizationId, code]))[0] ?? null
}

/** The hash of the password of the till with this code; null for a code that none of the organization's has. */
export async function selectPassword(db: Queryable, organizationId: string, code: string) {
  const text = 'select password from tills where organization_id = $1::text::uuid and code = $2'
  const [till] = await db.query<{ password: string }>(text, [organizationId, code])
  return till?.password ?? null
}

/** The organization's tills along their ids. */
export function selectTills(db: Queryable, organizationId: string, walk: Walk): Promise<Till[]> {
  const text = `select ${shown('t')} from tills t where organization_id = $1::text::uuid and ${alongIds('id', walk, 2)}`
  return db.query<Till>(text, [organizationId, walk.from, String(walk.rows)])
}
