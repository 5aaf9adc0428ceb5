import type { Context } from '../context.ts'
import type { Setup } from '../setup/setup.ts'
import type { Proposal, Registered } from './proposal.ts'

/**
 * Changes the customers that are named, each item as a whole or not at all; a result for each, in order. Items that
 * share an identifier run in order. Raises registration (batch_limit) for too many. Items are refused with missing and
 * with registration, for any of its rules but those of requests and of subscriptions.
 */
export async function updateRegistered(
  _ctx: Context,
  _setup: Setup,
  _proposals: Proposal[],
): Promise<PromiseSettledResult<Registered>[]> {
  throw new Error('not built yet')
}
