import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import type { Handle } from '../customers/find.ts'
import type { Setup } from '../setup/setup.ts'

export interface Found {
  customer: Customer
  /** Id of the customer that the number belongs to, where that one was merged into this. */
  mergedFrom: string | null
}

/** The live customer with this identifier, or null. Raises registration (erased) for the number of one that was erased. */
export async function findRegistered(
  _ctx: Context,
  _setup: Setup,
  _by: Handle,
  _value: string,
): Promise<Found | null> {
  throw new Error('not built yet')
}
