import type { Context } from '../context.ts'
import type { Terms } from '../customers/change.ts'
import type { Customer } from '../customers/customer.ts'
import { getCustomer } from '../customers/get.ts'
import { holdCustomer } from '../customers/hold.ts'
import { knownId } from '../customers/identity.ts'
import { patchPerson, selectPeople } from '../customers/person-sql.ts'
import { once } from '../idempotency/once.ts'
import { remember } from '../idempotency/sql.ts'
import type { KnownSsn } from './hash.ts'

/**
 * Keeps the last four digits of a customer's number and its hash, or neither; what changes nothing makes no version.
 * The feed tells of the digits alone. Raises missing, merged, stale, and with a token reused_idempotency_key.
 * @param terms with a token whose fingerprint does not tell the number: a fast hash of nine digits would.
 */
export async function setSsn(
  ctx: Context,
  customerId: string,
  ssn: KnownSsn | null,
  { token = null, expectedVersion = null }: Terms = {},
): Promise<Customer> {
  const id = knownId(customerId)
  const [outcome] = await once(ctx, token, () =>
    ctx.db.transaction(async (tx) => {
      const within = { ...ctx, db: tx }
      await holdCustomer(within, id, expectedVersion)
      const outcomes = [{ customer: await patch(within, id, ssn), created: false }]
      await remember(tx, ctx, token, outcomes)
      return outcomes
    }),
  )
  return outcome?.customer as Customer
}

async function patch(ctx: Context, id: string, ssn: KnownSsn | null): Promise<Customer> {
  const person = (await selectPeople(ctx.db, ctx, [id], 'as they are')).get(id)
  const patch = { ssn_last4: ssn?.last4 ?? null, ssn_hash: ssn?.hash ?? null }
  if (person?.ssn_last4 === patch.ssn_last4 && person.ssn_hash === patch.ssn_hash) return getCustomer(ctx, id)
  return patchPerson(ctx.db, {
    organization_id: ctx.organizationId,
    actor: ctx.actor,
    request_id: ctx.requestId,
    user_context: ctx.userContext,
    at: new Date().toISOString(),
    id,
    kind: 'updated',
    patch,
  })
}
