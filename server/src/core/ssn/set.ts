import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { getCustomer } from '../customers/get.ts'
import { holdCustomer } from '../customers/hold.ts'
import { knownId } from '../customers/identity.ts'
import { patchPerson, selectPeople } from '../merges/sql.ts'
import type { KnownSsn } from './hash.ts'

/**
 * Keeps the last four digits of a customer's number and its hash, or neither; what changes nothing makes no version.
 * The feed tells of the digits alone. Raises missing, merged.
 */
export function setSsn(ctx: Context, customerId: string, ssn: KnownSsn | null): Promise<Customer> {
  const id = knownId(customerId)
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    await holdCustomer(within, id)
    const person = (await selectPeople(tx, ctx, [id], 'as they are')).get(id)
    const patch = { ssn_last4: ssn?.last4 ?? null, ssn_hash: ssn?.hash ?? null }
    if (person?.ssn_last4 === patch.ssn_last4 && person.ssn_hash === patch.ssn_hash)
      return getCustomer(within, id)
    return patchPerson(tx, {
      organization_id: ctx.organizationId,
      actor: ctx.actor,
      request_id: ctx.requestId,
      user_context: ctx.userContext,
      at: new Date().toISOString(),
      id,
      kind: 'updated',
      patch,
    })
  })
}
