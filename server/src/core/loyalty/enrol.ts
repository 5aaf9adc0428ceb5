import type { Context } from '../context.ts'
import type { Changes, Customer } from '../customers/customer.ts'
import { holdCustomer } from '../customers/hold.ts'
import { knownId } from '../customers/identity.ts'
import type { Token } from '../idempotency/once.ts'
import { writeOnce } from '../idempotency/write-once.ts'
import { insertMemberships } from './enrol-sql.ts'
import { getMemberships, type Standing } from './get.ts'
import { readStandings } from './member.ts'
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
  return ctx.db.transaction((tx) =>
    become({ ...ctx, db: tx }, customer.id, registeredAt, programmes.length > 0),
  )
}

/** As enrol, by id, whatever has been set up a moment ago. Answers where the customer stands then. */
export async function enrolCustomer(
  ctx: Context,
  customerId: string,
  registeredAt: string | null,
  token: Token | null = null,
): Promise<Standing[]> {
  const id = knownId(customerId)
  const { standings } = await writeOnce(
    ctx,
    token,
    async (within) => {
      await become(within, id, registeredAt, true)
      return getMemberships(within, id)
    },
    () => [id],
  )
  return standings
}

async function become(
  ctx: Context,
  id: string,
  registeredAt: string | null,
  isOffered: boolean,
): Promise<Customer> {
  const { registered_at, loyalty_type } = await holdCustomer(ctx, id)
  const now = new Date().toISOString()
  const changes: Changes = { loyalty_type: 'LOYALTY' }
  // Who takes part has registered: that day stays.
  if (registeredAt !== null && loyalty_type !== 'LOYALTY') changes.registered_at = registeredAt
  if (isOffered) {
    await insertMemberships(ctx, id, registeredAt ?? registered_at ?? now)
    const [first] = await readStandings(ctx, id, now)
    if (first?.programme.is_default && first.membership) Object.assign(changes, figuresOf(first.membership))
  }
  return changeLocked(ctx, id, changes)
}
