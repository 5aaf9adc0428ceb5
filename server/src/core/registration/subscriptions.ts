import type { Customer } from '../customers/customer.ts'
import { Refusal, type RegistrationRule } from '../problem.ts'
import type { SentSubscription } from './proposal.ts'

export type Channel = 'SMS' | 'EMAIL'
export type Priority = 'BULK' | 'TRANS'

export interface Subscription {
  channel: Channel
  priority: Priority
  isSubscribed: boolean
}

/** Where each is kept, in the order in which they are told. */
const consents = [
  { channel: 'SMS', priority: 'BULK', column: 'sms_promotional_consent' },
  { channel: 'SMS', priority: 'TRANS', column: 'sms_transactional_consent' },
  { channel: 'EMAIL', priority: 'BULK', column: 'email_promotional_consent' },
  { channel: 'EMAIL', priority: 'TRANS', column: 'email_transactional_consent' },
] as const satisfies { channel: Channel; priority: Priority; column: keyof Customer }[]

export type ConsentColumn = (typeof consents)[number]['column']

/** What a customer has stated, in the order that answers have; nothing of what was never stated. */
export function subscriptionsOf(customer: Pick<Customer, ConsentColumn>): Subscription[] {
  return consents.flatMap(({ channel, priority, column }) => {
    const isSubscribed = customer[column]
    return isSubscribed === null ? [] : [{ channel, priority, isSubscribed }]
  })
}

/**
 * Reads a statement (contract sheet §3.6 and §7-15). Raises registration (subscription_channel, _priority, _scope,
 * _status), the first of these that fits.
 */
export function subscriptionIn(sent: SentSubscription): Subscription & { column: ConsentColumn } {
  const channel = sent.channel.toUpperCase()
  const priority = sent.priority.toUpperCase()
  if (!consents.some((one) => one.channel === channel)) throw wrong('subscription_channel')
  const consent = consents.find((one) => one.channel === channel && one.priority === priority)
  if (!consent) throw wrong('subscription_priority')
  if (sent.scope.toUpperCase() !== 'ALL') throw wrong('subscription_scope')
  const isSubscribed = states.get(String(sent.isSubscribed).toLowerCase())
  if (isSubscribed === undefined) throw wrong('subscription_status')
  return { ...consent, isSubscribed }
}

const states = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
])

const wrong = (rule: RegistrationRule) => new Refusal({ kind: 'registration', rule, field: null })
