import type { Context } from '../context.ts'
import { searched } from './asked.ts'
import { refuseMasked } from './mask.ts'
import { e164 } from './normal.ts'
import { joined, showing } from './reading.ts'
import type { View } from './view.ts'

// What is ranked is bounded: a term that more customers match is one to narrow, and its newest are no worse than others.
const mostCandidates = 2_000

const matching = `strpos(lower(c.email), q.term) > 0 or strpos(lower(c.phone), q.term) > 0
  or strpos(lower(c.full_name), q.term) > 0 or strpos(lower(c.external_id), q.term) > 0`

// Best first: the whole identifier, the beginning of one or of the name, the beginning of a later name, anywhere.
const rankOf = `case
    when lower(c.email) = q.term or c.phone_e164 = $3 or lower(c.external_id) = q.term then 0
    when starts_with(lower(c.email), q.term) or starts_with(lower(c.full_name), q.term)
      or starts_with(lower(c.external_id), q.term) or starts_with(c.phone, q.term) then 1
    when strpos(lower(c.full_name), ' ' || q.term) > 0 then 2
    else 3 end`

const searchText = (columns: string) => `
with q as materialized (select lower($2) as term), candidates as materialized (
  (select c.id from customers c
    where c.organization_id = $1::text::uuid and c.archived_at is null
      and lower(c.email) collate "C" = (select term from q))
  union
  (select c.id from customers c
    where c.organization_id = $1::text::uuid and c.archived_at is null and c.phone_e164 collate "C" = $3)
  union
  (select c.id from customer_search c
    where c.organization_id = $1::text::uuid and customer_search_entry(c.search_key) ~ (select customer_search_pattern($2))
    limit ${mostCandidates})
  union
  (select c.id from customers c
    where c.organization_id = $1::text::uuid and c.archived_at is null and c.external_id is not null
      and customer_search_key(c.external_id, null, null) ~ (select customer_search_pattern($2))
    limit ${mostCandidates})
), ranked as materialized (
  select c.id, ${rankOf} as rank
  from candidates cross join q
  join customers c on c.organization_id = $1::text::uuid and c.id = candidates.id
  where ${matching} or c.phone_e164 = $3
  order by rank, c.id desc
  limit $4::text::integer
)
select ${columns} from ranked
join customers c on c.organization_id = $1::text::uuid and c.id = ranked.id
order by ranked.rank, c.id desc`

/**
 * The live customers that have the term in their e-mail, phone, name or external id, best matches first, newest first
 * among equals, as JSON in UTF-8 with commas between. Sees every write that was acknowledged. Refuses a key from which any of these is masked.
 * @param term at least two characters.
 */
export async function searchCustomers(
  ctx: Context,
  term: string,
  size: number,
  view: View,
): Promise<{ customers: Buffer; more: boolean }> {
  refuseMasked(ctx, () => searched('q', ['email', 'phone', 'full_name', 'external_id']))
  const parameters = [ctx.organizationId, term, e164(term, ctx.country), String(size + 1)]
  const reading = showing(ctx, view, [])
  const found = await reading.rows(ctx.db.inTurn, searchText(reading.columns), parameters)
  return { customers: joined(found.slice(0, size).map(reading.show)), more: found.length > size }
}
