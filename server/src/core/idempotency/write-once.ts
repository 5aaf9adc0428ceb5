import type { Context } from '../context.ts'
import { refuseAnother, type Token, unlessAnswered } from './once.ts'
import { recallAnswer, rememberAnswer } from './sql.ts'

/**
 * Runs a write in one transaction, and at most once for an idempotency key: for whatever is not a list of customers
 * (keys, organizations, and all that is set up). What it answers is stored in the same transaction, so that of several
 * with one key, in any process, one is done; the others, and later ones within a day, get its answer. A refused write
 * stores nothing and may be tried again. Raises reused_idempotency_key when the same key came with something else.
 * @param token of the request; null: the write runs each time it is asked for.
 * @param write gets the context with the transaction as its `db`, which it must use. It answers what can be written as
 * JSON and read again without loss, and no secret: the answer lies in the database for a day.
 * @param about ids of the customers whose personal data is in the answer: it is exported and erased with them. `write`
 * holds their rows locked, so that an erasure comes before it or after it.
 * @param last is done when nothing can refuse the write any more: what a rollback does not take back.
 */
export function writeOnce<Result extends object>(
  ctx: Context,
  token: Token | null,
  write: (ctx: Context) => Promise<Result>,
  about: (result: Result) => string[] = () => [],
  last = async () => {},
): Promise<Result> {
  const run = () =>
    ctx.db.transaction(async (tx) => {
      const result = await write({ ...ctx, db: tx })
      if (token) await rememberAnswer(tx, ctx, token, JSON.stringify(result), about(result))
      await last()
      return result
    })
  if (!token) return run()
  return unlessAnswered(ctx, token, run, async () => {
    const earlier = await recallAnswer(ctx, token.key)
    if (!earlier) return null
    refuseAnother(token, earlier)
    // The fingerprint names the operation, so what is stored is what this write answers.
    return earlier.answer as Result
  })
}
