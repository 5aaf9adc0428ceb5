import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { knownId, missing } from '../customers/identity.ts'
import { selectCustomers } from '../customers/sql.ts'
import { updateCustomer } from '../customers/update.ts'
import { refuseMerged } from '../merges/follow.ts'
import { lockRows } from '../privacy/sql.ts'
import { Refusal } from '../problem.ts'
import { present } from '../set-up.ts'
import type { Link } from './link.ts'
import { deactivateLink } from './sql.ts'

/**
 * Ends the active link of a customer, and takes the id of the account from it where it still has that one. The link of
 * an archived customer ends, too: it would keep the account from everybody else. Its row stays as it was archived, and
 * so does the id, which stands in nobody's way. Raises missing for the customer and for the link, merged, stale.
 */
export function endLink(
  ctx: Context,
  customerId: string,
  expectedVersion: number | null = null,
): Promise<Link> {
  const id = knownId(customerId)
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    const { archived_at, external_id, version } = await holdEvenArchived(within, id)
    if (expectedVersion !== null && expectedVersion !== version) throw new Refusal({ kind: 'stale', version })
    const link = present('link', await deactivateLink(tx, ctx, id))
    const hasAccount = archived_at === null && external_id === link.external_id
    if (hasAccount) await updateCustomer(within, id, { external_id: null })
    return link
  })
}

/** As holdCustomer, and an archived customer, too. Raises missing, merged. */
async function holdEvenArchived(ctx: Context, id: string): Promise<Customer> {
  await lockRows(ctx.db, ctx, [id])
  const [customer] = await selectCustomers(ctx.db, [{ organization_id: ctx.organizationId, id }])
  if (!customer) throw missing()
  return refuseMerged(ctx, customer)
}
