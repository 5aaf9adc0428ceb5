import type { Context } from '../context.ts'
import { changeOf } from '../customers/change.ts'
import { changeCustomers } from '../customers/change-sql.ts'
import type { Changes, Customer } from '../customers/customer.ts'
import { missing } from '../customers/identity.ts'
import type { Membership } from './memberships.ts'

/** The columns of a customer that show its membership of the default programme. */
export function figuresOf(membership: Membership) {
  return {
    loyalty_balance: Number(membership.balance),
    loyalty_lifetime_points: Number(membership.lifetime_points),
    loyalty_last_activity_at: membership.last_activity_at,
  } satisfies Changes
}

/** Changes a customer that the transaction has locked as any other write would: its version and its line in the feed. */
export async function changeLocked(ctx: Context, id: string, changes: Changes): Promise<Customer> {
  const change = { ...changeOf(ctx, 'updated', id, changes, {}), by_ledger: true }
  const [customer] = await changeCustomers(ctx.db, [change])
  if (!customer) throw missing()
  return customer
}
