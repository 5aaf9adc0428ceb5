import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Json } from '../customers/customer.ts'
import type { Link } from './link.ts'

const shown = 'customer_id, external_id, status, metadata, created_at, updated_at'

const insertText = `
insert into customer_links (organization_id, id, made_for, customer_id, external_id, status, metadata, created_by)
values ($1::text::uuid, $2::text::uuid, $3::text::uuid, $3::text::uuid, $4, 'ACTIVE', $5::text::jsonb, $6)
on conflict do nothing
returning ${shown}`

/** Null where the customer, or the account, has an active link. */
export async function insertLink(
  db: Queryable,
  ctx: Context,
  id: string,
  link: { customerId: string; externalId: string; metadata: Json | null },
): Promise<Link | null> {
  const metadata = link.metadata === null ? null : JSON.stringify(link.metadata)
  const parameters = [ctx.organizationId, id, link.customerId, link.externalId, metadata, ctx.actor]
  return (await db.query<Link>(insertText, parameters))[0] ?? null
}

// The customer's own goes before that of whoever has the account; who has it without a link, had it from the start.
const existingText = `
select ${shown} from (
  select ${shown}, case when customer_id = $2::text::uuid then 0 else 1 end as rank
  from customer_links
  where organization_id = $1::text::uuid and status = 'ACTIVE'
    and (customer_id = $2::text::uuid or external_id collate "C" = $3)
  union all
  select c.id, c.external_id, 'ACTIVE', null, c.created_at, c.created_at, 2
  from customers c
  where c.organization_id = $1::text::uuid and c.archived_at is null and c.external_id collate "C" = $3
    and c.id <> $2::text::uuid
) as found
order by rank limit 1`

/** The link that keeps a customer from being linked to an account; null where there is none any more. */
export async function selectExisting(
  db: Queryable,
  ctx: Context,
  customerId: string,
  externalId: string,
): Promise<Link | null> {
  return (await db.query<Link>(existingText, [ctx.organizationId, customerId, externalId]))[0] ?? null
}

const endText = `
update customer_links set status = 'INACTIVE', updated_at = now()
where organization_id = $1::text::uuid and customer_id = $2::text::uuid and status = 'ACTIVE'
returning ${shown}`

/** Ends the active link of a customer; null where it has none. */
export async function deactivateLink(db: Queryable, ctx: Context, customerId: string): Promise<Link | null> {
  return (await db.query<Link>(endText, [ctx.organizationId, customerId]))[0] ?? null
}
