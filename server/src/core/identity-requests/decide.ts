import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import type { Setup } from '../setup/setup.ts'
import type { IdentityRequest } from './identity-request.ts'

export interface Decided {
  request: IdentityRequest
  /** As the customer is now; of a merge that was approved, the survivor. */
  customer: Customer
}

/**
 * Does what is asked and marks the request approved, or does neither. Raises missing (request), registration
 * (request_decided, old_value_differs, fraud), and whatever refuses the change itself: missing, taken, merged.
 */
export async function approveIdentityRequest(
  _ctx: Context,
  _setup: Setup,
  _number: number,
): Promise<Decided> {
  throw new Error('not built yet')
}

/** Marks the request rejected. Raises missing (request), registration (request_decided). */
export async function rejectIdentityRequest(_ctx: Context, _number: number): Promise<Decided> {
  throw new Error('not built yet')
}
