import type { Changes } from '../../core/customers/customer.ts'
import { fromLocal } from '../../core/organizations/local-time.ts'
import type { Proposal, SentSubscription } from '../../core/registration/proposal.ts'
import { readItem } from './items.ts'
import { type CustomerSent, customer } from './schemas.ts'

/** What an item of update or add says; null for one that is not of the contract's shape (contract sheet §2.1). */
export function proposalOf(item: unknown, timeZone: string): Proposal | null {
  const sent = readItem(customer, item)
  if (!sent) return null
  const registeredAt = timeOf(sent.registered_on, timeZone)
  const updatedAt = timeOf(sent.updated_on, timeZone)
  if (registeredAt === undefined || updatedAt === undefined) return null
  return {
    number: sent.id ?? null,
    phone: sent.mobile ?? null,
    email: sent.email ?? null,
    external_id: sent.external_id ?? null,
    changes: namesOf(sent),
    customFields: fieldsOf(sent.custom_fields),
    extendedFields: fieldsOf(sent.extended_fields),
    subscriptions: (sent.subscriptions?.subscription ?? []).map(subscriptionOf),
    registeredAt,
    updatedAt,
    registeredTill: sent.registered_till ?? null,
    associatedTill: sent.associated_with ?? null,
    type: sent.type ?? null,
    source: sent.source ?? null,
    account: sent.accountId ?? null,
    fraudStatus: fraudStatusOf(sent.fraud_status),
    attributedTill: null,
  }
}

/** Null where none was passed, undefined for what is no time. */
function timeOf(sent: string | null | undefined, timeZone: string): string | null | undefined {
  if (sent === null || sent === undefined) return null
  return fromLocal(sent, timeZone) ?? undefined
}

function namesOf({ firstname = null, lastname = null }: CustomerSent): Changes {
  const changes: Changes = {}
  if (firstname !== null) changes.first_name = firstname
  if (lastname !== null) changes.last_name = lastname
  return changes
}

function fieldsOf(sent: CustomerSent['custom_fields']) {
  return (sent?.field ?? []).map(({ name, value }) => ({ name: name ?? '', value: value ?? null }))
}

interface Told {
  channel?: string | null | undefined
  priority?: string | null | undefined
  scope?: string | null | undefined
  is_subscribed?: string | null | undefined
}

/** The scope is always the same, so it need not be told. */
export function subscriptionOf({ channel, priority, scope, is_subscribed }: Told): SentSubscription {
  return {
    channel: channel ?? '',
    priority: priority ?? '',
    scope: scope ?? 'all',
    isSubscribed: is_subscribed ?? null,
  }
}

/** An object in the contract's samples, and text in its answers: both are taken. */
function fraudStatusOf(sent: CustomerSent['fraud_status']): string | null {
  return typeof sent === 'object' ? (sent?.status ?? null) : (sent ?? null)
}
