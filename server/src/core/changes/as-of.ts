import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { knownId, missing } from '../customers/identity.ts'
import { mask } from '../customers/mask.ts'
import { columnsOf } from '../customers/sql.ts'
import { Refusal } from '../problem.ts'

/**
 * A customer as it was at a moment: the present row with every later line undone.
 * Where retention has removed the line that made the version, nobody knows any more when and by whom that was:
 * `updated_at` and `updated_by` are null. Raises missing before the customer was there, forgotten when a line that is
 * to be undone has been removed.
 * @param moment ISO 8601.
 */
export async function customerAsOf(ctx: Context, id: string, moment: string): Promise<Customer> {
  const parameters = [ctx.organizationId, knownId(id), moment]
  const [row] = await ctx.db.query<Customer & { forgotten: boolean }>(asOfText, parameters)
  if (!row || row.created_at > moment) throw missing()
  const { forgotten, ...customer } = row
  if (forgotten) throw new Refusal({ kind: 'forgotten', what: 'customer' })
  return mask(ctx, customer)
}

// `held` is the version at the moment: the last one made until then. Without one among the lines that are left it is the
// one before them, provided that all that were removed had been made by the moment. Of several lines that tell what a
// column held, the oldest is right: it comes last, and the last of equal members stands.
const asOfText = `
with present as (
  select c as row, c.version from customers c where c.organization_id = $1::text::uuid and c.id = $2::text::uuid
), line as materialized (
  select version, kind, at, actor, before from changes
  where organization_id = $1::text::uuid and customer_id = $2::text::uuid
), held as (
  select coalesce(max(l.version) filter (where l.at <= $3::text::timestamptz), min(l.version) - 1, max(p.version)) as version,
    bool_or(l.at <= $3::text::timestamptz) is not true as alone
  from present p left join line l on true
), undone as (
  select jsonb_object_agg(e.key, e.value order by l.version desc) as columns
  from line l join held h on l.version > h.version cross join lateral jsonb_each(l.before) as e
), whole as (
  select count(*) = (select p.version - h.version from present p, held h) and bool_or(l.kind = 'erased') is not true
    and not exists (select from pruned_changes r, held h
      where r.organization_id = $1::text::uuid and h.alone and r.before > $3::text::timestamptz) as told
  from line l join held h on l.version > h.version
)
select ${columnsOf('n')}, not w.told as forgotten
from present p cross join held h cross join undone u cross join whole w
left join line l on l.version = h.version
cross join lateral jsonb_populate_record(p.row, coalesce(u.columns, '{}') || case when h.version = p.version then '{}'
  else jsonb_build_object('version', h.version, 'updated_at', case when h.version > 1 then l.at end,
    'updated_by', case when h.version > 1 then l.actor end) end) as n`
