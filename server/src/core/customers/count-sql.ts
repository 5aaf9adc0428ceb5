import type { Parameter, Queryable } from '../../db/database.ts'
import { type Criteria, conditions, type Given, given, givenOf, isOfFew, operandOf } from './criteria.ts'

/** How many customers meet the criteria. */
export async function countRows(db: Queryable, organizationId: string, criteria: Criteria): Promise<number> {
  const { from, where, parameters } = selection(organizationId, criteria)
  const text = `select count(*) from ${from} join customers c on ${where}`
  const [row] = await db.query<{ count: number }>(text, parameters, { prepare: isOfFew(criteria) })
  return row?.count ?? 0
}

/** How many customers meet the criteria, of so many at most that there may be; null where there are more. */
export async function countFew(
  db: Queryable,
  organizationId: string,
  criteria: Criteria,
  most: number,
): Promise<number | null> {
  const { from, where, parameters } = selection(organizationId, criteria)
  const isArchived = `c.archived_at is ${criteria.archived ? 'not ' : ''}null`
  const text = `
select count(*) as looked_at, count(*) filter (where ${where}) as count
from ${from} cross join lateral (
  select * from customers c where c.organization_id = i.organization and ${isArchived} limit ${most + 1}
) c`
  const [row] = await db.query<{ looked_at: number; count: number }>(text, parameters, {
    prepare: isOfFew(criteria),
  })
  return row && row.looked_at <= most ? row.count : null
}

/** How many customers the planner expects to meet the criteria. */
export async function estimateRows(
  db: Queryable,
  organizationId: string,
  criteria: Criteria,
): Promise<number> {
  const { from, where, parameters } = selection(organizationId, criteria)
  const explain = `explain (format json) select c.id from ${from} join customers c on ${where}`
  const [row] = await db.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(explain, parameters, {
    prepare: false,
  })
  return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0
}

/** A row of parameters the planner takes for constants, so that its estimate is of these values. */
function selection(organizationId: string, criteria: Criteria) {
  const values = givenOf(organizationId, criteria)
  const where = conditions(criteria, operandOf(values.operands))
  const parameters: Parameter[] = []
  const column = (name: keyof Given) => {
    const value = values[name]
    if (!Array.isArray(value)) return `$${parameters.push(value)}::text::${given[name]} as ${name}`
    return `array[${value.map((operand) => `$${parameters.push(operand)}::text`).join()}]::text[] as ${name}`
  }
  const from = `(select ${(Object.keys(given) as (keyof Given)[]).map(column).join()}) i`
  return { from, where, parameters }
}
