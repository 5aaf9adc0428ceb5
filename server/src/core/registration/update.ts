import { placesFor } from '../../db/places.ts'
import type { Context } from '../context.ts'
import { missing } from '../customers/identity.ts'
import { runInTurn } from '../in-turn.ts'
import { Refusal } from '../problem.ts'
import type { Setup } from '../setup/setup.ts'
import { again, unlessOvertaken } from './again.ts'
import { award } from './award.ts'
import { decide } from './decide.ts'
import { type Found, whomOf } from './find.ts'
import { type Item, itemOf, keysOf, refuseNameless } from './item.ts'
import type { Proposal, Registered } from './proposal.ts'
import { type Resolution, resolve } from './resolve.ts'
import { save } from './save.ts'

/**
 * Changes the customers that are named, each item as a whole or not at all; a result for each, in order. Items that
 * share an identifier or a customer, or are linked through others that do, run in order. Points for a profile that is
 * complete then are awarded after it, where they can be. Raises registration (batch_limit) for too many. Items are
 * refused with missing and with registration, for any of its rules but those of requests and of subscriptions.
 */
export function updateRegistered(
  ctx: Context,
  setup: Setup,
  proposals: Proposal[],
): Promise<PromiseSettledResult<Registered>[]> {
  return eachInTurn(ctx, setup, proposals, async (item, first) => {
    refuseNameless(item)
    return again(async (isFirst) => {
      const resolution = (isFirst && first) || (await resolve(ctx, item.named.identity))
      const found = whomOf(setup.rules, item.named.identity, resolution)
      if (!found) throw missing()
      return updateFound(ctx, setup, item, found, resolution)
    })
  })
}

/** One attempt; raises what `again` runs anew. */
export async function updateFound(
  ctx: Context,
  setup: Setup,
  item: Item,
  found: Found,
  resolution: Resolution,
): Promise<Registered> {
  const decision = decide(setup, item, found, resolution)
  const customer = await unlessOvertaken(save(ctx, setup, found.customer, decision))
  return { ...(await award(ctx, setup, customer)), created: false, notices: decision.notices }
}

/**
 * Reads all proposals and looks all their identifiers up at once, then runs them: those that may be about the same
 * customer one after the other, and each with what was found for it where nothing before it can have changed that.
 */
export async function eachInTurn<Result>(
  ctx: Context,
  setup: Setup,
  proposals: Proposal[],
  run: (item: Item, first: Resolution | null) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  if (proposals.length > setup.rules.batch_limit)
    throw new Refusal({ kind: 'registration', rule: 'batch_limit', field: null })
  return proposals.length < 2
    ? together(ctx, setup, proposals, run)
    : inTurn(() => together(ctx, setup, proposals, run))
}

// Of 32 calls at once with 100 items each, all begun together held 60 MB more.
const inTurn = placesFor(4)

async function together<Result>(
  ctx: Context,
  setup: Setup,
  proposals: Proposal[],
  run: (item: Item, first: Resolution | null) => Promise<Result>,
): Promise<PromiseSettledResult<Result>[]> {
  const looked = await Promise.all(
    proposals.map(async (proposal) => {
      const item = await itemOf(ctx, setup, proposal)
      const [first] = await Promise.allSettled([resolve(ctx, item.named.identity)])
      return { item, first }
    }),
  )
  return runInTurn(
    looked,
    function* ({ item, first }) {
      yield* keysOf(item)
      if (first.status === 'fulfilled') for (const { id } of Object.values(first.value.holders)) yield id
    },
    ({ item, first }, isFirst) => {
      // The refusal of an erased one is told by looking again.
      return run(item, isFirst && first.status === 'fulfilled' ? first.value : null)
    },
  )
}
