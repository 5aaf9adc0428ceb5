import type { Context } from '../context.ts'
import type { Setup } from '../setup/setup.ts'
import type { Proposal, Registered } from './proposal.ts'

/** Registers customers, or changes those that hold one of the identifiers, as updateRegistered does; raises as that. */
export async function addRegistered(
  _ctx: Context,
  _setup: Setup,
  _proposals: Proposal[],
): Promise<PromiseSettledResult<Registered>[]> {
  throw new Error('not built yet')
}
