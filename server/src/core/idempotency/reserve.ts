import type { Context } from '../context.ts'
import { refuseAnother, type Token } from './once.ts'
import { forgetExpired, insertToken, recallAnswer } from './sql.ts'

/**
 * Keeps a key for a request whose parts answer for themselves, each under a token of its own: the request may come
 * again, and goes on where it was cut off. Raises reused_idempotency_key when the key came with something else.
 */
export async function reserveKey(ctx: Context, token: Token): Promise<void> {
  await forgetExpired(ctx, token.key)
  await insertToken(ctx, token)
  const kept = await recallAnswer(ctx, token.key)
  if (kept) refuseAnother(token, kept)
}
