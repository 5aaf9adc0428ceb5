import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Terms } from '../customers/change.ts'
import type { Customer } from '../customers/customer.ts'
import { knownId, missing } from '../customers/identity.ts'
import { writeOnce } from '../idempotency/write-once.ts'
import { Refusal } from '../problem.ts'
import type { ErasedList } from './erased-list.ts'
import { eraseRows, lockRows, selectErasures, selectPerson } from './sql.ts'

export interface Erasure {
  organization_id: string
  customer_id: string
  /** ISO 8601, UTC. */
  erased_at: string
}

/**
 * Removes all that `exportPerson` shows, for good; what is left are a tombstone and figures. Done twice it changes
 * nothing and answers as the first time. The list is written before the commit: should the process die between the two, a
 * replay does what was asked. Raises missing, stale for another version than expected of somebody who is not erased yet,
 * and with a token reused_idempotency_key.
 * @param terms the expected version is of the customer, or of the one that it is part of by now.
 */
export function erasePerson(
  ctx: Context,
  list: ErasedList,
  id: string,
  { token = null, expectedVersion = null }: Pick<Terms, 'token' | 'expectedVersion'> = {},
): Promise<Erasure> {
  const customer_id = knownId(id)
  const now = new Date().toISOString()
  let erased: Erasure[] = []
  const erase = async (within: Context) => {
    const rows = await lockPerson(within.db, within, customer_id)
    if (rows.length === 0) throw missing()
    const ids = rows.map((row) => row.id)
    const earlier = await selectErasures(within.db, within, ids)
    const due = ids.filter((each) => !earlier.has(each))
    // The one that is answered under any of their ids.
    const version = rows.find((row) => row.merged_into === null)?.version ?? 0
    if (due.length > 0 && expectedVersion !== null && expectedVersion !== version)
      throw new Refusal({ kind: 'stale', version })
    if (due.length > 0) await eraseRows(within.db, within, due, now)
    // After a deadlock it may be another person, of fewer rows.
    erased = due.map((each) => erasureOf(ctx, each, now))
    return erasureOf(ctx, customer_id, earlier.get(customer_id) ?? now)
  }
  return writeOnce(ctx, token, erase, undefined, async () => {
    if (erased.length > 0) await list.add(erased)
  })
}

/**
 * The rows of a person, of which others change none until the transaction ends, and to which they add none. Who waits
 * for a merge or an unmerge finds another family after it; both hold the two that they are about, so a family of which
 * every row was held when it was read stays as it is.
 */
async function lockPerson(tx: Queryable, ctx: Context, id: string): Promise<Customer[]> {
  const held = new Set<string>()
  for (;;) {
    const rows = await selectPerson(tx, ctx, id)
    const others = rows.map((row) => row.id).filter((each) => !held.has(each))
    if (others.length === 0) return rows
    // In order, but for those that are held: where that makes a deadlock, the transaction runs again.
    await lockRows(tx, ctx, others)
    for (const each of others) held.add(each)
  }
}

const erasureOf = ({ organizationId: organization_id }: Context, customer_id: string, erased_at: string) => ({
  organization_id,
  customer_id,
  erased_at,
})

/**
 * Erases a customer that a restored backup has brought back: that row and no other, since who was merged with whom may
 * have been different then, and the list has a line for each row. @returns whether there was anything to erase.
 */
export function eraseAgain(ctx: Context, id: string, at: string): Promise<boolean> {
  return ctx.db.transaction(async (tx) => {
    const ids = await lockRows(tx, ctx, [id])
    if (ids.length === 0 || (await selectErasures(tx, ctx, ids)).size > 0) return false
    await eraseRows(tx, ctx, ids, at)
    return true
  })
}
