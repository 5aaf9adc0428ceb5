import type { Context } from '../context.ts'
import type { Customer } from './customer.ts'
import { knownId, missing } from './identity.ts'
import { changeGathered } from './sql.ts'

/** Archives a customer and frees its identifiers; one that is archived already is answered as it is. Raises missing. */
export async function archiveCustomer(ctx: Context, id: string): Promise<Customer> {
  const at = new Date().toISOString()
  const customer = await ctx.db.gather(changeGathered, {
    organization_id: ctx.organizationId,
    id: knownId(id),
    kind: 'archived',
    actor: ctx.actor,
    request_id: ctx.requestId,
    at,
    changes: { archived_at: at },
  })
  if (!customer) throw missing()
  return customer
}
