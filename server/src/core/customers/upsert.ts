import type { Context } from '../context.ts'
import { Refusal } from '../problem.ts'
import type { Terms } from './change.ts'
import { createCustomer } from './create.ts'
import type { Changes, Customer } from './customer.ts'
import { type Handle, lookUp } from './find.ts'
import { missing } from './identity.ts'
import { updateCustomer } from './update.ts'

const mostAttempts = 5

/**
 * Changes the live customer with this identifier, or adds one that has it. Of concurrent calls for a new identifier
 * one adds and the others change: the unique index decides. Raises taken for another identifier in the changes,
 * stale, and missing for an unknown number, which nobody can choose.
 */
export async function upsertCustomer(
  ctx: Context,
  by: { field: Handle; value: string },
  changes: Changes,
  terms: Terms = {},
): Promise<{ customer: Customer; created: boolean }> {
  for (let left = mostAttempts; ; left--) {
    const found = await lookUp(ctx, by.field, by.value)
    try {
      if (found) return { customer: await updateCustomer(ctx, found.id, changes, terms), created: false }
      if (by.field === 'number') throw missing()
      if (terms.expectedVersion) throw new Refusal({ kind: 'stale', version: 0 })
      const customer = await createCustomer(ctx, { [by.field]: by.value, ...changes }, terms.token)
      return { customer, created: customer.version === 1 }
    } catch (error) {
      if (left === 1 || !overtaken(error, by.field, found)) throw error
    }
  }
}

/** Another call has added or archived the customer between the look and the write. */
function overtaken(error: unknown, field: Handle, found: Customer | null): boolean {
  if (!(error instanceof Refusal)) return false
  const { problem } = error
  if (found) return problem.kind === 'missing'
  return problem.kind === 'taken' && problem.conflicts.some((conflict) => conflict.field === field)
}
