import type { Context } from '../context.ts'
import { Refusal } from '../problem.ts'
import { knownId } from '../set-up.ts'
import { holdKey, type Key } from './sql.ts'

/**
 * Does work in a transaction in which the key that asks goes on working: memory may still let in one that was revoked a
 * moment ago, which must leave no key behind. Raises unauthenticated for one that is revoked or has expired,
 * missing for whoever is no key.
 */
export function whileItWorks<Result>(
  ctx: Context,
  work: (within: Context, asking: Key) => Promise<Result>,
): Promise<Result> {
  return ctx.db.transaction(async (tx) => {
    const asking = await holdKey(tx, ctx.organizationId, knownId('key', ctx.actor))
    if (!asking) throw new Refusal({ kind: 'unauthenticated', why: 'nothing_usable' })
    return work({ ...ctx, db: tx }, asking)
  })
}
