import type { Context } from '../context.ts'
import { whyAbsent } from '../merges/follow.ts'
import { Refusal } from '../problem.ts'
import type { Customer } from './customer.ts'
import { columnsOf } from './sql.ts'

const holdText = `
select ${columnsOf('c')} from customers c
where c.organization_id = $1::text::uuid and c.id = $2::text::uuid and c.archived_at is null
for no key update`

/**
 * Keeps a live customer as it is until the transaction of the context ends: who posts, merges or erases takes turns
 * here. Raises missing, merged, stale.
 * @param id as it is kept.
 * @param expectedVersion that the caller has seen; null: whichever there is.
 */
export async function holdCustomer(
  ctx: Context,
  id: string,
  expectedVersion: number | null = null,
): Promise<Customer> {
  const [customer] = await ctx.db.query<Customer>(holdText, [ctx.organizationId, id])
  if (!customer) throw await whyAbsent(ctx, id)
  const { version } = customer
  if (expectedVersion !== null && expectedVersion !== version) throw new Refusal({ kind: 'stale', version })
  return customer
}

/** As holdCustomer; null where there is no such live customer any more. */
export async function holdIfLive(ctx: Context, id: string): Promise<Customer | null> {
  try {
    return await holdCustomer(ctx, id)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}
