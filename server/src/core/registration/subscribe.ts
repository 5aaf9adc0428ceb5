import type { Context } from '../context.ts'
import { applyChange, changeOf } from '../customers/change.ts'
import type { Customer } from '../customers/customer.ts'
import { missing } from '../customers/identity.ts'
import type { Setup } from '../setup/setup.ts'
import { again, unlessOvertaken } from './again.ts'
import { whomOf } from './find.ts'
import { refuseNameless } from './item.ts'
import { nothingProposed, type Proposal, type SentSubscription } from './proposal.ts'
import { resolve } from './resolve.ts'
import { type Subscription, subscriptionIn } from './subscriptions.ts'
import { eachInTurn } from './update.ts'

/** Who, by any identifier, and what of them. */
export type Subscribing = Pick<Proposal, 'number' | 'phone' | 'email' | 'external_id'> & SentSubscription

/** What became of the subscriptions of one customer. */
export interface Subscribed {
  customer: Customer
  subscription: Subscription
}

/**
 * States subscriptions, each on its own; a result for each, in order. Raises registration (batch_limit); items are
 * refused with missing, and registration: no_identifier, subscription_*, erased, busy.
 */
export function subscribeRegistered(
  ctx: Context,
  setup: Setup,
  items: Subscribing[],
): Promise<PromiseSettledResult<Subscribed>[]> {
  const proposals = items.map(({ number, phone, email, external_id, ...sent }) => ({
    ...nothingProposed,
    number,
    phone,
    email,
    external_id,
    subscriptions: [sent],
  }))
  return eachInTurn(ctx, setup, proposals, async (item, first) => {
    const [sent] = item.proposal.subscriptions as [SentSubscription]
    const { column, ...subscription } = subscriptionIn(sent)
    refuseNameless(item)
    return again(async (isFirst) => {
      const resolution = (isFirst && first) || (await resolve(ctx, item.named.identity))
      const found = whomOf(setup.rules, item.named.identity, resolution)
      if (!found) throw missing()
      const change = changeOf(ctx, 'updated', found.customer.id, { [column]: subscription.isSubscribed }, {})
      return { ...(await unlessOvertaken(applyChange(ctx, change))), subscription }
    })
  })
}
