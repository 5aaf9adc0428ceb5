import type { Queryable } from '../../db/database.ts'
import { selectLinesOf } from '../changes/sql.ts'
import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { selectAnswers, selectMerges, type ToldAnswer, type ToldMerge } from './told-sql.ts'

/** A line of the change feed, without its place in it. */
export interface ToldLine {
  customer_id: string
  version: number
  kind: string
  at: string
  actor: string
  request_id: string
  user_context?: object
  before: Partial<Customer> | null
  after: Partial<Customer>
}

/** What was told of a person, as it was told then: in the feed, in answers that are kept, and by merges. */
export interface Told {
  changes: ToldLine[]
  idempotency: ToldAnswer[]
  merges: ToldMerge[]
}

/** What was told of the person whose rows these are. */
export async function toldOf(db: Queryable, ctx: Context, ids: string[]): Promise<Told> {
  const lines = await selectLinesOf(db, ctx.organizationId, ids)
  return {
    changes: lines.map(({ xid, seq, user_context, before, after, ...line }) => ({
      ...line,
      ...(user_context === null ? {} : { user_context: JSON.parse(user_context) }),
      before: before === null ? null : JSON.parse(before),
      after: JSON.parse(after),
    })),
    idempotency: await selectAnswers(db, ctx, ids),
    merges: await selectMerges(db, ctx, ids),
  }
}
