import type { Context } from '../context.ts'
import type { Customer } from './customer.ts'
import { knownId, missing } from './identity.ts'
import { mask } from './mask.ts'
import { selectGathered } from './sql.ts'

/** A customer by id, live or archived. Raises missing. */
export async function getCustomer(ctx: Context, id: string): Promise<Customer> {
  const customer = await ctx.db.gather(selectGathered, {
    organization_id: ctx.organizationId,
    id: knownId(id),
  })
  if (!customer) throw missing()
  return mask(ctx, customer)
}
