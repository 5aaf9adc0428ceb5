import type { Context } from '../context.ts'
import { createOnce } from '../customers/create.ts'
import { missing } from '../customers/identity.ts'
import { insertGathered } from '../customers/sql.ts'
import { insertEnrolled } from '../loyalty/enrol-sql.ts'
import type { Setup } from '../setup/setup.ts'
import { again, unlessOvertaken } from './again.ts'
import { award } from './award.ts'
import { whomOf } from './find.ts'
import { identifiers } from './identity.ts'
import type { Item } from './item.ts'
import { newcomer } from './newcomer.ts'
import type { Notice, Proposal, Registered } from './proposal.ts'
import { type Resolution, resolve } from './resolve.ts'
import { eachInTurn, updateFound } from './update.ts'

/**
 * Registers customers, or changes those that hold one of the identifiers, as updateRegistered does; raises as that, and
 * refuses items with registration: no_usable_identifier, identifier_required, contact_required.
 */
export function addRegistered(
  ctx: Context,
  setup: Setup,
  proposals: Proposal[],
): Promise<PromiseSettledResult<Registered>[]> {
  return eachInTurn(ctx, setup, proposals, (item, first) =>
    again(async (isFirst) => {
      const resolution = (isFirst && first) || (await resolve(ctx, item.named.identity))
      const found = whomOf(setup.rules, item.named.identity, resolution)
      if (found) return updateFound(ctx, setup, item, found, resolution)
      // A number cannot be chosen.
      if (item.named.identity.number !== null) throw missing()
      return register(ctx, setup, withoutHeld(item, resolution))
    }),
  )
}

/** Nobody was named although somebody holds an identifier: then it is one that is to be skipped (contract sheet §3.1). */
function withoutHeld(item: Item, { holders }: Resolution): Item {
  const { named, members } = item
  const identity = { ...named.identity }
  const notices: Notice[] = []
  for (const field of identifiers) {
    if (!holders[field]) continue
    identity[field] = null
    notices.push({ kind: 'held_by_another', field })
  }
  if (notices.length === 0) return item
  const told = { ...members, notices: [...notices, ...members.notices] }
  return { ...item, named: { ...named, identity }, members: told }
}

/** Of two at once who register the same identifier one is overtaken, and changes what the other made. */
async function register(ctx: Context, setup: Setup, item: Item): Promise<Registered> {
  const changes = newcomer(setup.rules, item)
  const statement = setup.programmes.length > 0 ? insertEnrolled : insertGathered
  const { customer } = await unlessOvertaken(createOnce(ctx, changes, null, statement))
  return { ...(await award(ctx, setup, customer)), created: true, notices: item.members.notices }
}
