import type { Context } from '../context.ts'
import { createOnce } from '../customers/create.ts'
import type { Changes, Customer } from '../customers/customer.ts'
import { missing } from '../customers/identity.ts'
import { takeNumbers } from '../customers/numbers.ts'
import { enrol } from '../loyalty/enrol.ts'
import type { Setup } from '../setup/setup.ts'
import { again, unlessOvertaken } from './again.ts'
import { award } from './award.ts'
import { whomOf } from './find.ts'
import type { Item } from './item.ts'
import { newcomer } from './newcomer.ts'
import type { Proposal, Registered } from './proposal.ts'
import { resolve } from './resolve.ts'
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
      const found = whomOf(setup.rules.primary, item.named.identity, resolution)
      if (found) return updateFound(ctx, setup, item, found, resolution)
      // A number cannot be chosen.
      if (item.named.identity.number !== null) throw missing()
      return register(ctx, setup, item)
    }),
  )
}

/** Of two at once who register the same identifier one is overtaken, and changes what the other made. */
async function register(ctx: Context, setup: Setup, item: Item): Promise<Registered> {
  const changes = newcomer(setup.rules, item)
  const customer = await unlessOvertaken(create(ctx, setup, changes))
  return { ...(await award(ctx, setup, customer)), created: true, notices: item.members.notices }
}

async function create(ctx: Context, setup: Setup, changes: Changes): Promise<Customer> {
  const isEnrolled = changes.loyalty_type === 'LOYALTY' && setup.programmes.length > 0
  if (!isEnrolled) return (await createOnce(ctx, changes, null)).customer
  const numbers = await takeNumbers(ctx, 1)
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx, numbers: [...numbers] }
    const { customer } = await createOnce(within, changes, null)
    return enrol(within, setup, customer, customer.registered_at ?? customer.created_at)
  })
}
