import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { columnsOf } from '../customers/sql.ts'
import type { Traces } from './separate.ts'

export interface Merge extends Traces {
  victim_id: string
  survivor_id: string
  survivor_version: number
}

const insertText = `
insert into merges (organization_id, victim_id, survivor_id, survivor_version, before, after, merged_at, merged_by)
select $1::text::uuid, i.victim_id, i.survivor_id, i.survivor_version, i.before, i.after, $3::text::timestamptz, $4
from jsonb_to_record($2::text::jsonb) as i(victim_id uuid, survivor_id uuid, survivor_version integer, before jsonb, after jsonb)`

export async function insertMerge(tx: Queryable, ctx: Context, at: string, merge: Merge): Promise<void> {
  await tx.query(insertText, [ctx.organizationId, JSON.stringify(merge), at, ctx.actor])
}

const mergeText = `
select victim_id, survivor_id, survivor_version, before, after from merges
where organization_id = $1::text::uuid and victim_id = $2::text::uuid`

/** The merge that made this customer part of another. */
export async function selectMerge(db: Queryable, ctx: Context, victimId: string): Promise<Merge | null> {
  const [merge] = await db.query<Merge>(mergeText, [ctx.organizationId, victimId])
  return merge ?? null
}

export async function deleteMerge(tx: Queryable, ctx: Context, victimId: string): Promise<void> {
  await tx.query('delete from merges where organization_id = $1::text::uuid and victim_id = $2::text::uuid', [
    ctx.organizationId,
    victimId,
  ])
}

// A chain is as long as there were merges in a row; `cycle` for the case of a hand in the table.
const survivorText = `
with recursive chain as (
  select c.id, c.merged_into, 0 as step from customers c
  where c.organization_id = $1::text::uuid and c.id = $2::text::uuid
  union all
  select c.id, c.merged_into, chain.step + 1
  from chain join customers c on c.organization_id = $1::text::uuid and c.id = chain.merged_into
) cycle id set repeated using path
select ${columnsOf('c')} from chain
join customers c on c.organization_id = $1::text::uuid and c.id = chain.id
order by chain.step desc limit 1`

/** The customer at the end of the merges that began with this one; itself when it was never merged. */
export async function selectSurvivor(db: Queryable, ctx: Context, id: string): Promise<Customer | null> {
  const [customer] = await db.query<Customer>(survivorText, [ctx.organizationId, id])
  return customer ?? null
}
