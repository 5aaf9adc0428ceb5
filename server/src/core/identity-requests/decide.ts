import type { Context } from '../context.ts'
import { asTaken } from '../customers/change.ts'
import type { Customer } from '../customers/customer.ts'
import { getCustomer } from '../customers/get.ts'
import { claimOf } from '../customers/identity.ts'
import { Refusal } from '../problem.ts'
import { carryOut } from './carry-out.ts'
import type { IdentityRequest } from './identity-request.ts'
import { getIdentityRequest, missingRequest } from './list.ts'
import { decideRequest, selectRequest } from './sql.ts'

/** A request that was decided. */
export interface Decided {
  request: IdentityRequest
  /** As the customer of the request is now: of a merge the victim. */
  customer: Customer
}

/**
 * Does what is asked and marks the request approved, or does neither. Raises missing (request), registration
 * (request_decided, old_value_differs, fraud), and whatever refuses the change itself: missing, taken, merged, refused.
 */
export async function approveIdentityRequest(ctx: Context, number: number): Promise<Decided> {
  try {
    return await ctx.db.transaction(async (tx) => {
      const within = { ...ctx, db: tx }
      const asked = await selectRequest(tx, ctx, known(number), true)
      if (!asked) throw missingRequest()
      if (asked.status !== 'PENDING') throw decidedAlready()
      await carryOut(within, asked)
      const customer = await getCustomer(within, asked.customer_id)
      const request = await decideRequest(tx, ctx, number, 'APPROVED')
      if (!request) throw decidedAlready()
      return { request, customer }
    })
  } catch (error) {
    throw await asTaken(ctx, error, async () => {
      const { customer_id, kind, new_value } = await getIdentityRequest(ctx, number)
      const value = String(new_value)
      const claimed = kind === 'email' || kind === 'external_id' ? { [kind]: value } : { phone_e164: value }
      return [claimOf(claimed, customer_id, null)]
    })
  }
}

/** Marks the request rejected. Raises missing (request), registration (request_decided). */
export async function rejectIdentityRequest(ctx: Context, number: number): Promise<Decided> {
  const request = await decideRequest(ctx.db, ctx, known(number), 'REJECTED')
  if (!request) {
    await getIdentityRequest(ctx, number)
    throw decidedAlready()
  }
  return { request, customer: await getCustomer(ctx, request.customer_id) }
}

function known(number: number): number {
  if (!Number.isSafeInteger(number)) throw missingRequest()
  return number
}

const decidedAlready = () => new Refusal({ kind: 'registration', rule: 'request_decided', field: null })
