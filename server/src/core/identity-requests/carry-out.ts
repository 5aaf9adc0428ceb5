import type { Context } from '../context.ts'
import { applyChange, changeOf } from '../customers/change.ts'
import type { Changes } from '../customers/customer.ts'
import { holdCustomer, holdIfLive } from '../customers/hold.ts'
import { normalChanges } from '../customers/normal.ts'
import { selectHolders } from '../customers/sql.ts'
import { mergeCustomers } from '../merges/merge.ts'
import { type Identifier, Refusal } from '../problem.ts'
import { refuseFraud } from './checked.ts'
import type { Address, IdentityRequest } from './identity-request.ts'

/** Makes the change that a request is about, within a transaction. */
export async function carryOut(ctx: Context, request: IdentityRequest): Promise<void> {
  const { kind, customer_id, target_id, new_value } = request
  switch (kind) {
    case 'phone':
    case 'email':
    case 'external_id':
      await refuseChanged(ctx, request, kind)
      return change(ctx, customer_id, { [kind]: String(new_value) })
    case 'phone_reallocation':
      await refuseChanged(ctx, request, 'phone')
      await takeFromHolder(ctx, customer_id, String(new_value))
      return change(ctx, customer_id, { phone: String(new_value) })
    case 'merge':
      await mergeCustomers(ctx, { survivorId: target_id ?? '', victimId: customer_id })
      return
    case 'address':
      return change(ctx, customer_id, new_value as Address)
    default:
      return kind satisfies never
  }
}

async function change(ctx: Context, id: string, changes: Changes): Promise<void> {
  await applyChange(ctx, changeOf(ctx, 'updated', id, normalChanges(changes, ctx.country), {}))
}

/** What was asked for was to take the place of what there was then. */
async function refuseChanged(
  ctx: Context,
  { customer_id, old_value }: IdentityRequest,
  field: Identifier,
): Promise<void> {
  const customer = await holdCustomer(ctx, customer_id)
  if (field === 'phone') refuseFraud(customer)
  if (customer[field] !== old_value)
    throw new Refusal({ kind: 'registration', rule: 'old_value_differs', field })
}

/** Whoever holds the phone by now: it may have changed hands since it was asked for. */
async function takeFromHolder(ctx: Context, customerId: string, phone: string): Promise<void> {
  const claim = { row: null, id: customerId, email: null, phone, external_id: null }
  for (;;) {
    const [conflict] = await selectHolders(ctx.db, ctx.organizationId, [claim])
    if (!conflict?.holder) return
    const holder = await holdIfLive(ctx, conflict.holder)
    // One that has let go of it since the look keeps what it has now.
    if (holder?.phone_e164 !== phone) continue
    refuseFraud(holder)
    return change(ctx, holder.id, { phone: null })
  }
}
