import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { getCustomer } from '../customers/get.ts'
import { awardProfile } from '../loyalty/complete-profile.ts'
import { Refusal } from '../problem.ts'
import type { Setup } from '../setup/setup.ts'
import type { Registered } from './proposal.ts'

/**
 * Awards the points of a profile that is complete now, and shows the customer with them. What completed it is done by
 * then, so a refusal of the points is none of the change: they stay owed, and the next change tries again.
 */
export async function award(
  ctx: Context,
  setup: Setup,
  customer: Customer,
): Promise<Pick<Registered, 'customer' | 'awarded'>> {
  const isPromised = setup.programmes.some(({ incentive }) => incentive !== null)
  const awarded = isPromised ? await awardProfile(ctx, setup, customer).catch(refusedAsNull) : null
  return { customer: awarded ? await getCustomer(ctx, customer.id) : customer, awarded }
}

function refusedAsNull(error: unknown): null {
  if (error instanceof Refusal) return null
  throw error
}
