import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { knownId, missing } from '../customers/identity.ts'
import { type Held, selectHeld, selectPerson } from './sql.ts'
import { type Told, toldOf } from './told.ts'

/** Everything that is held about one person. */
export interface PersonalData extends Told, Held {
  customers: Customer[]
}

/**
 * Collects all that is held about a person: the rows, those merged into them, their history, points, stored answers and
 * queued jobs. Raises missing.
 */
export async function exportPerson(ctx: Context, id: string): Promise<PersonalData> {
  const customers = await selectPerson(ctx.db, ctx, knownId(id))
  if (customers.length === 0) throw missing()
  const ids = customers.map((customer) => customer.id)
  return { customers, ...(await toldOf(ctx.db, ctx, ids)), ...(await selectHeld(ctx.db, ctx, ids)) }
}
