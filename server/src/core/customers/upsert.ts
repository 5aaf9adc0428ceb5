import type { Context } from '../context.ts'
import type { Outcome } from '../idempotency/once.ts'
import { Refusal } from '../problem.ts'
import { applyChange, changeOf, type Terms } from './change.ts'
import { createOnce } from './create.ts'
import type { Changes, Customer } from './customer.ts'
import { type Handle, lookUp } from './find.ts'
import { missing } from './identity.ts'
import { normalChanges } from './normal.ts'

const mostAttempts = 5

/**
 * Changes the live customer with this identifier, or adds one that has it. Of concurrent calls for a new identifier
 * one adds and the others change: the unique index decides. Raises taken for another identifier in the changes,
 * stale, and missing for an unknown number, which nobody can choose.
 */
export async function upsertCustomer(
  ctx: Context,
  by: By,
  changes: Changes,
  terms: Terms = {},
): Promise<Outcome> {
  for (let left = mostAttempts; ; left--) {
    const found = await lookUp(ctx, by.field, by.value)
    try {
      if (found) {
        const normal = normalChanges(changes, ctx.country)
        return await applyChange(ctx, changeOf(ctx, 'updated', found.id, normal, terms))
      }
      if (by.field === 'number') throw missing()
      if (terms.expectedVersion) throw new Refusal({ kind: 'stale', version: 0 })
      return await createOnce(ctx, { ...changes, [by.field]: by.value }, terms.token ?? null)
    } catch (error) {
      if (left === 1 || !overtaken(error, by.field, found)) throw error
    }
  }
}

/** An identifier and its value. */
export interface By {
  field: Handle
  value: string
}

/** Another call has added or archived the customer between the look and the write. */
function overtaken(error: unknown, field: Handle, found: Customer | null): boolean {
  if (!(error instanceof Refusal)) return false
  const { problem } = error
  if (found) return problem.kind === 'missing'
  return problem.kind === 'taken' && problem.conflicts.some((conflict) => conflict.field === field)
}
