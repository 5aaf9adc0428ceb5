import type * as v from 'valibot'
import type { Asked } from '../../core/identity-requests/add.ts'
import { type Address, addressColumns } from '../../core/identity-requests/identity-request.ts'
import { fromLocal } from '../../core/organizations/local-time.ts'
import { Refusal } from '../../core/problem.ts'
import type { Caller } from './admission.ts'
import { inRequests } from './codes.ts'
import { Worded } from './errors.ts'
import { isMembers, readItem } from './items.ts'
import { findBy, namedIn } from './look-up.ts'
import { kindOf } from './request-words.ts'
import { changeRequest } from './schemas.ts'

/** An item of request/add, read. */
export interface SentRequest {
  sent: v.InferOutput<typeof changeRequest>
  /** ISO 8601, UTC; null: not told. */
  requestedAt: string | null
}

export function sentRequest(item: unknown, timeZone: string): SentRequest | null {
  const sent = readItem(changeRequest, item)
  if (!sent) return null
  if (!sent.requested_on) return { sent, requestedAt: null }
  const requestedAt = fromLocal(sent.requested_on, timeZone)
  return requestedAt === null ? null : { sent, requestedAt }
}

/**
 * What is asked for, of whom. Raises missing, registration (no_identifier, erased), and the contract's own words for a
 * type that there is not.
 */
export async function askedIn(caller: Caller, { sent, requestedAt }: SentRequest): Promise<Asked> {
  if (sent.type && sent.type.toUpperCase() !== 'CHANGE_IDENTIFIER') throw new Worded(inRequests.type)
  const kind = kindOf(sent.base_type)
  if (!kind) throw new Worded(inRequests.baseType)
  const target = sent.misc_info?.target_customer
  const needsTarget = kind === 'merge' || (kind === 'phone_reallocation' && target)
  const [customerId, targetId] = await Promise.all([
    idOf(caller, sent.customer),
    needsTarget ? idOf(caller, target) : null,
  ])
  return {
    kind,
    customerId,
    targetId,
    oldValue: typeof sent.old_value === 'string' ? sent.old_value : null,
    newValue: kind === 'address' ? addressIn(sent.new_value) : textIn(sent.new_value),
    reference: sent.reference_id ?? null,
    requestedAt,
  }
}

async function idOf({ ctx, setup }: Caller, named: SentRequest['sent']['customer']): Promise<string> {
  const one = named ? namedIn(named, setup.rules.primary) : null
  if (!one) throw new Refusal({ kind: 'registration', rule: 'no_identifier', field: null })
  return (await findBy(ctx, setup, one.by, one.value)).customer.id
}

const textIn = (value: unknown) => (typeof value === 'string' ? value : null)

/** The members of an address go by the names of the record; text is its first line. */
function addressIn(value: unknown): Address | null {
  if (typeof value === 'string') return { street_line1: value }
  if (!isMembers(value)) return null
  const members = addressColumns.flatMap((name) => {
    const text = Object.hasOwn(value, name) ? value[name] : undefined
    return typeof text === 'string' ? [[name, text === '' ? null : text] as const] : []
  })
  return members.length === 0 ? null : Object.fromEntries(members)
}
