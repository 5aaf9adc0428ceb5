import type { Context } from '../context.ts'
import { whyAbsent } from '../merges/follow.ts'

const holdText = `
select id from customers
where organization_id = $1::text::uuid and id = $2::text::uuid and archived_at is null
for no key update`

/**
 * Keeps a live customer live until the transaction of the context ends. Raises missing, merged.
 * @param id as it is kept.
 */
export async function holdCustomer(ctx: Context, id: string): Promise<void> {
  const rows = await ctx.db.query(holdText, [ctx.organizationId, id])
  if (rows.length === 0) throw await whyAbsent(ctx, id)
}
