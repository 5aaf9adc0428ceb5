import type { Context } from '../context.ts'
import { getCustomer } from '../customers/get.ts'
import { holdCustomer } from '../customers/hold.ts'
import { knownId } from '../customers/identity.ts'
import { updateCustomer } from '../customers/update.ts'
import { present } from '../set-up.ts'
import type { Link } from './link.ts'
import { deactivateLink } from './sql.ts'

/**
 * Ends the active link of a customer, and takes the id of the account from it where it still has that one. Raises
 * missing for the customer and for the link, merged, stale.
 */
export function endLink(
  ctx: Context,
  customerId: string,
  expectedVersion: number | null = null,
): Promise<Link> {
  const id = knownId(customerId)
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    await holdCustomer(within, id, expectedVersion)
    const link = present('link', await deactivateLink(tx, ctx, id))
    const { external_id } = await getCustomer(within, id)
    if (external_id === link.external_id) await updateCustomer(within, id, { external_id: null })
    return link
  })
}
