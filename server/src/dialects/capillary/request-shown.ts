import type { Decided } from '../../core/identity-requests/decide.ts'
import type { IdentityRequest } from '../../core/identity-requests/identity-request.ts'
import { toLocal } from '../../core/organizations/local-time.ts'
import type { Setup } from '../../core/setup/setup.ts'
import type { Said } from './codes.ts'
import { mobileOf } from './customer.ts'
import { batchOf, type ItemAnswer } from './envelope.ts'
import { baseTypeOf } from './request-words.ts'

export const requestBatch = (items: readonly ItemAnswer[]): string => batchOf('requests', 'request', items)

/**
 * A request as the contract shows it (contract sheet §4.5); of its item status alone, success is a flag and the code a
 * number.
 */
export function requestItem(
  { timeZone }: Setup,
  { request, customer }: Decided,
  { code, message }: Said,
  warnings: readonly Said[] = [],
): ItemAnswer {
  const members = {
    id: request.number,
    reference_id: request.reference ?? '',
    type: 'CHANGE_IDENTIFIER',
    base_type: baseTypeOf[request.kind],
    status: request.status,
    old_value: shownValue(request, request.old_value),
    new_value: shownValue(request, request.new_value),
    requested_on: toLocal(request.requested_at, timeZone),
    customer: customerOf(customer),
    item_status: {
      success: true,
      code,
      message: [message, ...warnings.map((one) => one.message)].join(', '),
      warnings: { warning: warnings.map((one) => String(one.code)) },
    },
  }
  return { isDone: true, json: JSON.stringify(members) }
}

/** A phone is digits here. */
function shownValue({ kind }: IdentityRequest, value: IdentityRequest['new_value']) {
  const isPhone = kind === 'phone' || kind === 'phone_reallocation'
  return isPhone && typeof value === 'string' ? value.replace(/^\+/, '') : (value ?? '')
}

function customerOf(customer: Decided['customer']) {
  return {
    firstname: customer.first_name ?? '',
    lastname: customer.last_name ?? '',
    email: customer.email?.toLowerCase() ?? null,
    mobile: mobileOf(customer),
    external_id: customer.external_id,
    id: customer.number,
  }
}
