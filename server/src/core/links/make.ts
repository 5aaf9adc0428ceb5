import { v7 as uuidv7 } from 'uuid'
import { violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import type { Json } from '../customers/customer.ts'
import { knownId } from '../customers/identity.ts'
import { updateCustomer } from '../customers/update.ts'
import type { Link } from './link.ts'
import { insertLink, selectExisting } from './sql.ts'

/** What is said of a new link. */
export interface LinkDraft {
  externalId: string
  metadata: Json | null
}

/** A new link, or the one that stands in its way: null where that has gone meanwhile. */
export type Linking = { link: Link } | { existing: Link | null }

/**
 * Ties a customer to an account in the system of the brand, and gives it the id that it has there. It is refused while
 * the customer has an active link, be it the same, and while another has the account (contract sheet §6-26): unique
 * indexes decide. Raises missing, merged.
 */
export async function linkCustomer(ctx: Context, customerId: string, draft: LinkDraft): Promise<Linking> {
  const id = knownId(customerId)
  try {
    return await ctx.db.transaction(async (tx) => {
      await updateCustomer({ ...ctx, db: tx }, id, { external_id: draft.externalId })
      const link = await insertLink(tx, ctx, uuidv7(), { customerId: id, ...draft })
      if (!link) throw new AlreadyLinked()
      return { link }
    })
  } catch (error) {
    const isHeld = error instanceof AlreadyLinked || violatedConstraint(error) === 'customers_external_id'
    if (!isHeld) throw error
    return { existing: await selectExisting(ctx.db, ctx, id, draft.externalId) }
  }
}

/** Takes the transaction back. */
class AlreadyLinked extends Error {}
