import type { Context } from '../context.ts'
import { askedOf } from './asked.ts'
import { countFew, countRows, estimateRows } from './count-sql.ts'
import type { ListQuery } from './list.ts'
import { refuseMasked } from './mask.ts'

// The planner knows little of a small organization, and counting it takes no longer than asking: 3 ms.
const fewCustomers = 2_000

/**
 * How many customers a list has in all: counted, or where the organization is not small as the planner estimates it
 * from its statistics. Refuses what asks for masked columns.
 */
export async function countCustomers(
  ctx: Context,
  query: ListQuery,
  how: 'exact' | 'estimate',
): Promise<number> {
  refuseMasked(ctx, () => askedOf(query))
  const { organizationId } = ctx
  const db = ctx.db.inTurn
  if (how === 'exact') return countRows(db, organizationId, query)
  const counted = await countFew(db, organizationId, query, fewCustomers)
  return counted ?? estimateRows(db, organizationId, query)
}
