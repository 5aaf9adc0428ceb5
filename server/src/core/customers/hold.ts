import type { Context } from '../context.ts'
import { whyAbsent } from '../merges/follow.ts'
import { Refusal } from '../problem.ts'

const holdText = `
select version from customers
where organization_id = $1::text::uuid and id = $2::text::uuid and archived_at is null
for no key update`

/**
 * Keeps a live customer as it is until the transaction of the context ends. Raises missing, merged, stale.
 * @param id as it is kept.
 * @param expectedVersion that the caller has seen; null: whichever there is.
 */
export async function holdCustomer(
  ctx: Context,
  id: string,
  expectedVersion: number | null = null,
): Promise<void> {
  const [row] = await ctx.db.query<{ version: number }>(holdText, [ctx.organizationId, id])
  if (!row) throw await whyAbsent(ctx, id)
  const { version } = row
  if (expectedVersion !== null && expectedVersion !== version) throw new Refusal({ kind: 'stale', version })
}
