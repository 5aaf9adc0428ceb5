import type { Changes, Customer, Json } from '../customers/customer.ts'
import { checkCustom, checkExtended } from '../fields/check.ts'
import type { Setup } from '../setup/setup.ts'
import type { Notice, Proposal } from './proposal.ts'
import { subscriptionIn } from './subscriptions.ts'
import type { Tills } from './tills.ts'

/** What of a proposal is written whatever the customer has. */
export interface Members {
  /** Free members as a patch: null clears one. */
  changes: Changes
  notices: Notice[]
}

/** Reads the members that need no deciding (contract sheet §7-12 to 15): what is wrong is left out, with a notice. */
export function membersOf(setup: Setup, proposal: Proposal, tills: Tills): Members {
  const changes: Changes = { ...proposal.changes }
  const notices: Notice[] = []
  check(setup, proposal, changes, notices)
  if (tills.registered === 'unknown') notices.push({ kind: 'registered_till_unknown' })
  if (tills.associated === 'unknown') notices.push({ kind: 'associated_till_unknown' })
  else if (tills.associated) changes.associated_till = tills.associated.code
  subscribe(proposal, changes, notices)
  judge(proposal, changes, notices)
  return { changes, notices }
}

function check(
  setup: Setup,
  { customFields, extendedFields }: Proposal,
  changes: Changes,
  notices: Notice[],
): void {
  if (customFields.length > 0) {
    const { values, invalid } = checkCustom(setup.customFields, customFields)
    if (invalid.length > 0) notices.push({ kind: 'custom_field_invalid' })
    if (isFilled(values)) changes.custom_fields = values
  }
  if (extendedFields.length > 0) {
    const { values, invalid } = checkExtended(setup.extendedFields, extendedFields)
    if (invalid.length > 0) notices.push({ kind: 'extended_field_invalid' })
    if (isFilled(values)) changes.extended_fields = values
  }
}

const isFilled = (values: Json) => Object.keys(values).length > 0

function subscribe({ subscriptions }: Proposal, changes: Changes, notices: Notice[]): void {
  for (const sent of subscriptions) {
    try {
      const { column, isSubscribed } = subscriptionIn(sent)
      changes[column] = isSubscribed
    } catch {
      notices.push({ kind: 'subscription_invalid', channel: sent.channel, priority: sent.priority })
    }
  }
}

const fraudStatuses: readonly Customer['fraud_status'][] = [
  'NONE',
  'MARKED',
  'CONFIRMED',
  'RECONFIRMED',
  'NOT_FRAUD',
  'INTERNAL',
]

function judge({ fraudStatus }: Proposal, changes: Changes, notices: Notice[]): void {
  if (fraudStatus === null || fraudStatus.trim() === '') return
  const status = fraudStatus.trim().toUpperCase()
  if (fraudStatuses.includes(status)) changes.fraud_status = status
  else notices.push({ kind: 'fraud_status_invalid' })
}
