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
 * Runs a write of customers at most once for a token, whichever process is asked: the write stores its answer in its
 * own transaction, and the primary key of `idempotency` lets one of several win. The others, and later ones within a
 * day, get the stored answer. A refused write stores nothing and may be tried again. For writes of anything else there
 * is writeOnce, which stores the answer itself. Raises reused_idempotency_key when the same key came with something
 * else.
 */
export async function once(
  ctx: Context,
  token: Token | null,
  write: () => Promise<Outcome[]>,
): Promise<Outcome[]> {
  return token ? unlessAnswered(ctx, token, write, () => answered(ctx, token)) : write()
}

/** What was answered under a token, or null when its key was never used. Raises reused_idempotency_key. */
async function answered(ctx: Context, token: Token): Promise<Outcome[] | null> {
  const earlier = await recall(ctx, token.key)
  if (!earlier) return null
  refuseAnother(token, earlier)
  return earlier.outcomes
}

/** Raises reused_idempotency_key when a key stands for another request. */
export function refuseAnother({ fingerprint }: Token, earlier: { fingerprint: string }): void {
  if (earlier.fingerprint !== fingerprint) throw new Refusal({ kind: 'reused_idempotency_key' })
}

/** Runs a write that stores its answer under a token, or answers what `earlier` finds to be stored: null for nothing. */
export async function unlessAnswered<Result extends object>(
  ctx: Context,
  token: Token,
  write: () => Promise<Result>,
  earlier: () => Promise<Result | null>,
): Promise<Result> {
  await forgetExpired(ctx, token.key)
  if (ctx.db.isTransaction) {
    // A used key would be refused only by the statement, and the whole transaction with it.
    const found = await earlier()
    if (found !== null) return found
  }
  try {
    return await write()
  } catch (error) {
    // A repeated write is refused for its key or, where that is seen first, for what its twin has done: the
    // identifiers are taken, the version is stale.
    const maybeRepeated = violatedConstraint(error) !== null || error instanceof Refusal
    const found = maybeRepeated && !ctx.db.isTransaction ? await earlier() : null
    if (found !== null) return found
    // It has turned a day old meanwhile and was removed.
    if (violatedConstraint(error) === 'idempotency_pkey' && !ctx.db.isTransaction) return write()
    throw error
  }
}
