import type { Context } from '../context.ts'
import { hashOf } from '../keys/key.ts'
import { keptOf } from './clients.ts'
import { replaceSecret } from './sql.ts'

/**
 * Gives a client this secret in the place of its own; tokens that it has are good until they expire.
 * @returns whether it had another.
 */
export async function giveSecret(ctx: Context, id: string, secret: string): Promise<boolean> {
  const text = `
    select from oauth_clients
    where organization_id = $1::text::uuid and id = $2::text::uuid and secret_hash = decode($3, 'hex')`
  const [same] = await ctx.db.query(text, [ctx.organizationId, id, hashOf(secret)])
  if (!same) await replaceSecret(ctx, id, keptOf(secret))
  return !same
}
