import type { Context } from '../context.ts'
import { getKey } from './get.ts'
import { type IssuedKey, issueKeyFor } from './issue.ts'

/** Makes a key that may do what the key that asks may, under the same name and with the same limit. Raises missing. */
export async function issueTwin(ctx: Context): Promise<IssuedKey> {
  const { name, scopes, masked_fields, requests_per_minute } = await getKey(
    ctx.db,
    ctx.organizationId,
    ctx.actor,
  )
  return issueKeyFor(ctx, { name, scopes, masked_fields, requests_per_minute })
}
