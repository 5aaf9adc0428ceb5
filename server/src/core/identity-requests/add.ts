import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import type { Problem } from '../problem.ts'
import type { Setup } from '../setup/setup.ts'
import type { Address, IdentityRequest, RequestKind } from './identity-request.ts'

export interface Asked {
  kind: RequestKind
  customerId: string
  /** The survivor of a merge. */
  targetId: string | null
  /** What the customer is said to have now; null: not said. */
  oldValue: string | null
  newValue: string | Address | null
  reference: string | null
  /** ISO 8601, UTC; null: now. */
  requestedAt: string | null
}

export interface Added {
  request: IdentityRequest
  /** As the customer is now; of a merge that was approved, the survivor. */
  customer: Customer
  /** Why it could not be approved at once and is pending still; null where it was, or was not to be. */
  refused: Problem | null
}

/**
 * Stores a request, and approves it at once where the organization's rules or the caller ask for that. Raises missing,
 * taken, and registration: request_pending, new_value_missing, values_equal, old_value_differs, identifier_invalid,
 * target_missing, same_customer, fraud, registered_at_out_of_range for a time to come.
 */
export async function addIdentityRequest(
  _ctx: Context,
  _setup: Setup,
  _asked: Asked,
  _approve = false,
): Promise<Added> {
  throw new Error('not built yet')
}
