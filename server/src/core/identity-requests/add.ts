import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { holdCustomer, holdIfLive } from '../customers/hold.ts'
import { knownId } from '../customers/identity.ts'
import { newId } from '../customers/new-id.ts'
import { type Problem, Refusal } from '../problem.ts'
import { registrationTime } from '../registration/enrolment.ts'
import type { Setup } from '../setup/setup.ts'
import { type Change, checked } from './checked.ts'
import { approveIdentityRequest } from './decide.ts'
import type { Address, IdentityRequest, RequestKind } from './identity-request.ts'
import { insertRequest } from './sql.ts'

/** What is asked for. */
export interface Asked {
  kind: RequestKind
  /** Whose identity is to change; the victim of a merge. */
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

/** What became of it. */
export interface Added {
  request: IdentityRequest
  /** As the customer of the request is now: of a merge the victim. */
  customer: Customer
  /** Why it could not be approved at once and is pending still; null where it was, or was not to be. */
  refused: Problem | null
}

/**
 * Stores a request, and approves it at once where the organization's rules or the caller ask for that. Raises missing,
 * merged, taken, and registration: request_pending, new_value_missing, values_equal, old_value_differs,
 * identifier_invalid, target_missing, same_customer, fraud, registered_at_out_of_range for a time to come.
 * @param approve at once, whatever the rules say.
 */
export async function addIdentityRequest(
  ctx: Context,
  setup: Setup,
  asked: Asked,
  approve = false,
): Promise<Added> {
  const stored = await ctx.db.transaction((tx) => store({ ...ctx, db: tx }, setup, asked))
  if (!approve && !setup.rules.approves[asked.kind]) return { ...stored, refused: null }
  try {
    return { ...(await approveIdentityRequest(ctx, stored.request.number)), refused: null }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ...stored, refused: error.problem }
  }
}

/** An erasure of whom it is about comes before the look, or after the request, which it empties then. */
async function store(ctx: Context, setup: Setup, asked: Asked): Promise<Omit<Added, 'refused'>> {
  const customer = await holdCustomer(ctx, knownId(asked.customerId))
  const created_at = new Date().toISOString()
  const { kind, reference, requestedAt } = asked
  const requested_at =
    requestedAt === null ? created_at : registrationTime({ min_registered_at: null }, requestedAt)
  const change = await heldChange(ctx, setup, asked, customer)
  const named = { id: newId(), kind, customer_id: customer.id, reference, requested_at, created_at }
  const request = await insertRequest(ctx.db, ctx, { ...named, ...change })
  if (!request) throw new Refusal({ kind: 'registration', rule: 'request_pending', field: null })
  return { request, customer }
}

/** What is asked for, checked, with a target that is live until the transaction ends. */
async function heldChange(ctx: Context, setup: Setup, asked: Asked, customer: Customer): Promise<Change> {
  for (;;) {
    const change = await checked(ctx, setup, asked, customer)
    // One that is gone since the look: another look tells what is so now.
    if (change.target_id === null || (await holdIfLive(ctx, change.target_id))) return change
  }
}
