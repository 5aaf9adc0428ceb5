import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { knownId, missing } from '../customers/identity.ts'
import { type Held, selectHeld, selectPerson } from './sql.ts'

/** Everything that is held about one person. */
export interface PersonalData extends Held {
  customers: Customer[]
}

/**
 * Collects all that is held about a person: the rows, those merged into them, their history, points, stored answers and
 * queued jobs. Raises missing.
 */
export async function exportPerson(ctx: Context, id: string): Promise<PersonalData> {
  const customers = await selectPerson(ctx.db, ctx, knownId(id))
  if (customers.length === 0) throw missing()
  const held = await selectHeld(
    ctx.db,
    ctx,
    customers.map((customer) => customer.id),
  )
  return { customers, ...held }
}
