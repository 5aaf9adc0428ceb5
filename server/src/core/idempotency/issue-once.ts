import type { Context } from '../context.ts'
import { secretsOf } from '../secrets/secrets.ts'
import type { Token } from './once.ts'
import { writeOnce } from './write-once.ts'

/**
 * As writeOnce, for a write that answers a new secret. The secret is stored sealed under the one that the request came
 * with, of which the database has a hash alone: only whoever asked first reads the answer again, and to any other key
 * of the organization the same request is another one.
 * @param asking the secret that the request came with.
 */
export async function issueOnce<Result extends { secret: string }>(
  ctx: Context,
  token: Token | null,
  asking: string,
  write: (ctx: Context) => Promise<Result>,
): Promise<Result> {
  if (!token) return writeOnce(ctx, null, write)
  const secrets = secretsOf(asking)
  const fingerprint = secrets.keyed('idempotency', token.fingerprint).toString('hex')
  const stored = await writeOnce(ctx, { ...token, fingerprint }, async (within) => {
    const result = await write(within)
    return { ...result, secret: secrets.seal(result.secret) }
  })
  return { ...stored, secret: secrets.open(stored.secret) }
}
