import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import type { Setup } from '../setup/setup.ts'
import type { Proposal, SentSubscription } from './proposal.ts'

export type Channel = 'SMS' | 'EMAIL'
export type Priority = 'BULK' | 'TRANS'

export interface Subscription {
  channel: Channel
  priority: Priority
  isSubscribed: boolean
}

/** What a customer has stated; nothing of what was never stated. */
export function subscriptionsOf(_customer: Customer): Subscription[] {
  throw new Error('not built yet')
}

/** Who, by any identifier, and what of them. */
export type Subscribing = Pick<Proposal, 'number' | 'phone' | 'email' | 'external_id'> & SentSubscription

/**
 * States subscriptions, each on its own; a result for each, in order. Items are refused with missing and with
 * registration: no_identifier, subscription_*, erased, busy.
 */
export async function subscribeRegistered(
  _ctx: Context,
  _setup: Setup,
  _items: Subscribing[],
): Promise<PromiseSettledResult<{ customer: Customer; subscription: Subscription }>[]> {
  throw new Error('not built yet')
}
