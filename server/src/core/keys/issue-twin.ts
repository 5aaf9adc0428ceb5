import type { Context } from '../context.ts'
import { whileItWorks } from './asking.ts'
import { type IssuedKey, makeKey } from './issue.ts'

/**
 * Makes a key that may do what the key that asks may, under the same name and with the same limit. Raises as
 * whileItWorks.
 */
export function issueTwin(ctx: Context): Promise<IssuedKey> {
  return whileItWorks(ctx, ({ db, organizationId, actor }, asking) => {
    const { name, scopes, masked_fields, requests_per_minute } = asking
    return makeKey(db, organizationId, { name, scopes, masked_fields, requests_per_minute }, actor)
  })
}
