import type { Context } from '../context.ts'
import type { Changes, Customer } from '../customers/customer.ts'
import { insertMemberships } from './enrol-sql.ts'
import { lockCustomer, readStandings } from './member.ts'
import type { Programmes } from './programme.ts'
import { changeLocked, figuresOf } from './show.ts'

/**
 * Lets a customer take part in loyalty: a member of every programme, in the first tier from its registration on (contract
 * sheet §3.7). Who takes part already becomes a member of the programmes that came since. Answers the customer, whose
 * loyalty columns are those of its membership of the default programme from now on. Raises missing, merged.
 * @param registeredAt ISO 8601; null: as the record has it, or now.
 */
export function enrol(
  ctx: Context,
  { programmes }: Programmes,
  customer: Customer,
  registeredAt: string | null,
): Promise<Customer> {
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    const { id, registered_at } = await lockCustomer(within, customer.id)
    const now = new Date().toISOString()
    const changes: Changes = { loyalty_type: 'LOYALTY' }
    if (registeredAt !== null) changes.registered_at = registeredAt
    if (programmes.length > 0) {
      await insertMemberships(within, id, registeredAt ?? registered_at ?? now)
      const [first] = await readStandings(within, id, now)
      if (first?.programme.is_default && first.membership) Object.assign(changes, figuresOf(first.membership))
    }
    return changeLocked(within, id, changes)
  })
}
