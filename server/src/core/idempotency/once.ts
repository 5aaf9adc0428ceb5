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

/**
 * Runs `write` at most once for a token, whichever process is asked: the write stores its answer in its own
 * transaction, and the primary key of `idempotency` lets one of several win. The others, and later ones within a day,
 * get the stored answer. A refused write stores nothing and may be tried again.
 * Raises reused_idempotency_key when the same key came with something else.
 */
export async function once(
  ctx: Context,
  token: Token | null,
  write: () => Promise<Customer[]>,
): Promise<Customer[]> {
  if (!token) return write()
  await forgetExpired(ctx, token.key)
  try {
    return await write()
  } catch (error) {
    // A repeated create is refused either for its key or, when its identifiers are seen first, as taken by its twin.
    const maybeRepeated =
      violatedConstraint(error) === 'idempotency_pkey' ||
      (error instanceof Refusal && error.problem.kind === 'taken')
    const earlier = maybeRepeated ? await recall(ctx, token.key) : null
    if (!earlier) throw error
    if (earlier.fingerprint !== token.fingerprint) throw new Refusal({ kind: 'reused_idempotency_key' })
    return earlier.customers
  }
}
