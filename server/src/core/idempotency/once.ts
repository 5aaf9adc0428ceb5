import { violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { Refusal } from '../problem.ts'
import { forgetExpired, recall } from './sql.ts'

/** An idempotency key as it was sent, and a hash of the operation and the body that came with it. */
export interface Token {
  key: string
  fingerprint: string
}

/** What a write did: the customer as it is now, and whether it is new. */
export interface Outcome {
  customer: Customer
  created: boolean
}

/**
 * Runs `write` at most once for a token, whichever process is asked: the write stores its answer in its own
 * transaction, and the primary key of `idempotency` lets one of several win. The others, and later ones within a day,
 * get the stored answer. A refused write stores nothing and may be tried again.
 * Raises reused_idempotency_key when the same key came with something else.
 */
export async function once(
  ctx: Context,
  token: Token | null,
  write: () => Promise<Outcome[]>,
): Promise<Outcome[]> {
  if (!token) return write()
  await forgetExpired(ctx, token.key)
  if (ctx.db.isTransaction) {
    // A used key would be refused only by the statement, and the whole transaction with it.
    const earlier = await answered(ctx, token)
    if (earlier) return earlier
  }
  try {
    return await write()
  } catch (error) {
    // A repeated write is refused for its key or, where that is seen first, for what its twin has done: the
    // identifiers are taken, the version is stale.
    const maybeRepeated = violatedConstraint(error) === 'idempotency_pkey' || error instanceof Refusal
    const earlier = maybeRepeated && !ctx.db.isTransaction ? await answered(ctx, token) : null
    if (!earlier) throw error
    return earlier
  }
}

/** What was answered under a token, or null when its key was never used. Raises reused_idempotency_key. */
export async function answered(ctx: Context, token: Token): Promise<Outcome[] | null> {
  const earlier = await recall(ctx, token.key)
  if (!earlier) return null
  if (earlier.fingerprint !== token.fingerprint) throw new Refusal({ kind: 'reused_idempotency_key' })
  return earlier.outcomes
}
