import type { Context } from '../context.ts'
import type { ListQuery } from './list.ts'
import { countRows, estimateRows } from './list-sql.ts'

/** How many customers a list has in all: counted, or as the planner estimates it from its statistics. */
export function countCustomers(ctx: Context, query: ListQuery, how: 'exact' | 'estimate'): Promise<number> {
  return how === 'exact'
    ? countRows(ctx.db, ctx.organizationId, query)
    : estimateRows(ctx.db, ctx.organizationId, query)
}
