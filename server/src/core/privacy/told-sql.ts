import type { Queryable } from '../../db/database.ts'
import { shownSide } from '../changes/sql.ts'
import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { columnsOf } from '../customers/sql.ts'

/** An answer that is kept for a repeated request, as far as it is about a person. */
export interface ToldAnswer {
  key: string
  created_at: string
  /** Customers as they were answered, and whatever else was. */
  answered: unknown[]
}

const customersText = `
select i.key as kept_under, i.created_at as kept_at, ${columnsOf('c')}
from idempotency i
cross join lateral jsonb_array_elements(i.result) as e(outcome)
cross join lateral jsonb_populate_record(null::customers, e.outcome->'customer') as c
where i.organization_id = $1::text::uuid and c.id = any($2::text::uuid[])
order by i.created_at, i.key`

const othersText = `
select key, created_at, answer::text as answer from idempotency
where organization_id = $1::text::uuid and about && $2::text::uuid[]
order by created_at, key`

/** The answers that are kept about these rows. */
export async function selectAnswers(db: Queryable, ctx: Context, ids: string[]): Promise<ToldAnswer[]> {
  const parameters = [ctx.organizationId, list(ids)]
  const rows = await db.query<Customer & { kept_under: string; kept_at: string }>(customersText, parameters)
  const others = await db.query<ToldAnswer & { answer: string }>(othersText, parameters)
  const answers = new Map<string, ToldAnswer>()
  for (const { kept_under: key, kept_at: created_at, ...customer } of rows) {
    const answer = answers.get(key) ?? { key, created_at, answered: [] }
    answer.answered.push(customer)
    answers.set(key, answer)
  }
  return [
    ...answers.values(),
    ...others.map(({ answer, ...kept }) => ({ ...kept, answered: [JSON.parse(answer)] })),
  ]
}

/** A merge that can be taken back, with what it changed of the survivor. */
export interface ToldMerge {
  victim_id: string
  survivor_id: string
  survivor_version: number
  merged_at: string
  merged_by: string
  before: Partial<Customer>
  after: Partial<Customer>
}

const mergesText = `
select victim_id, survivor_id, survivor_version, merged_at, merged_by,
  ${shownSide('before')} as before, ${shownSide('after')} as after
from merges
where organization_id = $1::text::uuid and (survivor_id = any($2::text::uuid[]) or victim_id = any($2::text::uuid[]))
order by merged_at, victim_id`

/** The merges of these rows. */
export async function selectMerges(db: Queryable, ctx: Context, ids: string[]): Promise<ToldMerge[]> {
  type Row = Omit<ToldMerge, 'before' | 'after'> & { before: string; after: string }
  const rows = await db.query<Row>(mergesText, [ctx.organizationId, list(ids)])
  return rows.map((row) => ({ ...row, before: JSON.parse(row.before), after: JSON.parse(row.after) }))
}

const list = (ids: string[]) => `{${ids.join()}}`
