import type { Context } from '../context.ts'
import { askedOf } from './asked.ts'
import type { ListQuery } from './list.ts'
import { countRows, estimateRows } from './list-sql.ts'
import { refuseMasked } from './mask.ts'

/** How many customers a list has in all: counted, or as the planner estimates it from its statistics. Refuses what asks for masked columns. */
export async function countCustomers(
  ctx: Context,
  query: ListQuery,
  how: 'exact' | 'estimate',
): Promise<number> {
  refuseMasked(ctx, () => askedOf(query))
  return how === 'exact'
    ? countRows(ctx.db, ctx.organizationId, query)
    : estimateRows(ctx.db, ctx.organizationId, query)
}
