import type { Context } from '../context.ts'
import type { Outcome } from '../idempotency/once.ts'
import { type Identifier, Refusal } from '../problem.ts'
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
 * stale, invalid for a value that identifies nobody, and missing for an unknown number, which nobody can choose.
 */
export async function upsertCustomer(
  ctx: Context,
  by: By,
  changes: Changes,
  terms: Terms = {},
): Promise<Outcome> {
  refuseContradiction(ctx, by, changes)
  for (let left = mostAttempts; ; left--) {
    const found = await lookUp(ctx, by.field, by.value)
    try {
      if (found) {
        const normal = normalChanges(changes, ctx.country)
        return await applyChange(ctx, changeOf(ctx, 'updated', found.id, normal, terms))
      }
      if (by.field === 'number') throw missing()
      if (terms.mustExist || terms.expectedVersion) throw new Refusal({ kind: 'stale', version: 0 })
      return await createOnce(ctx, { [by.field]: by.value, ...changes }, terms.token ?? null)
    } catch (error) {
      if (left === 1 || !overtaken(error, by.field, found)) throw error
    }
  }
}

/** Changes may repeat the identifier that names the customer, and spell it in another way, but not be another. */
function refuseContradiction(ctx: Context, { field, value }: By, changes: Changes): void {
  if (field === 'number') return
  const named = identifierIn(ctx, { [field]: value }, field)
  // PostgreSQL keeps no zero character.
  if (named === null || named.includes('\0')) throw invalid(field, 'Nobody can be told by this value')
  if (changes[field] !== undefined && identifierIn(ctx, changes, field) !== named)
    throw invalid(field, 'Expected the same value as in the path, or none')
}

/** What the unique indexes compare. */
function identifierIn(ctx: Context, changes: Changes, field: Identifier): string | null {
  const { email, phone_e164, external_id } = normalChanges(changes, ctx.country)
  return { email: email?.toLowerCase(), phone: phone_e164, external_id }[field] ?? null
}

const invalid = (field: Identifier, message: string) =>
  new Refusal({ kind: 'invalid', issues: [{ path: [field], message }] })

/** An identifier and its value. */
export interface By {
  field: Handle
  value: string
}

/** Another call has added, archived or merged the customer between the look and the write. */
function overtaken(error: unknown, field: Handle, found: Customer | null): boolean {
  if (!(error instanceof Refusal)) return false
  const { problem } = error
  if (found) return problem.kind === 'missing' || problem.kind === 'merged'
  return problem.kind === 'taken' && problem.conflicts.some((conflict) => conflict.field === field)
}
