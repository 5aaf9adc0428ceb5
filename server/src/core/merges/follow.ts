import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { getAs, getCustomer, type Shown } from '../customers/get.ts'
import { missing } from '../customers/identity.ts'
import { mask } from '../customers/mask.ts'
import { selectCustomers } from '../customers/sql.ts'
import type { View } from '../customers/view.ts'
import { Refusal } from '../problem.ts'
import { selectSurvivor } from './sql.ts'

/** The customer with this id or, where it was merged, the one that it is part of now. Raises missing. */
export async function currentCustomer(ctx: Context, id: string): Promise<Customer> {
  const customer = await getCustomer(ctx, id)
  // Only a merged one costs a second statement.
  if (customer.merged_into === null) return customer
  const survivor = await selectSurvivor(ctx.db, ctx, customer.id)
  return survivor ? mask(ctx, survivor) : customer
}

/** As currentCustomer, in a view. */
export async function currentAs(ctx: Context, id: string, view: View): Promise<Shown> {
  const shown = await getAs(ctx, id, view)
  return shown.merged_into === null ? shown : getAs(ctx, await survivorOf(ctx.db, ctx, shown.id), view)
}

/** The id of the customer that a merged one is part of now, at the end of all merges. */
export async function survivorOf(db: Queryable, ctx: Context, id: string): Promise<string> {
  return (await selectSurvivor(db, ctx, id))?.id ?? id
}

/** Why there is no such live customer: it was merged into another, or is missing. */
export async function whyAbsent(ctx: Context, id: string): Promise<Refusal> {
  const [customer] = await selectCustomers(ctx.db, [{ organization_id: ctx.organizationId, id }])
  if (!customer?.merged_into) return missing()
  return new Refusal({ kind: 'merged', id, into: await survivorOf(ctx.db, ctx, id) })
}

/** Raises merged for a customer that is archived because it is part of another. */
export async function refuseMerged(ctx: Context, customer: Customer): Promise<Customer> {
  if (customer.merged_into !== null) throw await whyAbsent(ctx, customer.id)
  return customer
}
