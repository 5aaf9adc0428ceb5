import type { Queryable } from '../../db/database.ts'
import type { Bind } from './criteria.ts'

/** Members of a loyalty programme of whom all of this holds. */
export interface Members {
  programmeId: string
  figures: Figure[]
}

/** What a membership has, compared with one of these values. */
export interface Figure {
  figure: 'tier' | 'purchases'
  operator: 'in' | keyof typeof comparators
  /** Serials of tiers, or amounts; more than one for `in` alone, which nobody meets without any. */
  values: string[]
}

const comparators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** The condition that a customer of `customers c` is such a member of the organization of `i`. */
export function isMember(members: Members, bind: Bind): string {
  return `exists (${membersText(members, bind)} and m.customer_id = c.id)`
}

/** Selects the `id` of each such member. */
export function membersText({ programmeId, figures }: Members, bind: Bind): string {
  const all = figures.map((figure) => `and ${figureText(figure, bind)}`).join(' ')
  return `select m.customer_id as id from memberships m
    where m.organization_id = i.organization and m.programme_id = ${bind(programmeId)}::text::uuid
      and m.merged_into is null ${all}`
}

function figureText({ figure, operator, values }: Figure, bind: Bind): string {
  const type = figure === 'tier' ? 'smallint' : 'numeric'
  const operands = values.map((value) => `${bind(value)}::text::${type}`)
  if (operands.length === 0) return 'false'
  return operator === 'in'
    ? `m.${figure} in (${operands.join()})`
    : `m.${figure} ${comparators[operator]} ${operands[0]}`
}

/** Whether there are no more such members than so many. */
export async function areFew(
  db: Queryable,
  organizationId: string,
  members: Members,
  most: number,
): Promise<boolean> {
  const parameters: string[] = [organizationId]
  const bind: Bind = (value) => `$${parameters.push(String(value))}`
  const text = `
select f.count from (select $1::text::uuid as organization) i
cross join lateral (select count(*) as count from (${membersText(members, bind)} limit ${most + 1}) m) f`
  const [row] = await db.query<{ count: number }>(text, parameters, { prepare: false })
  return (row?.count ?? 0) <= most
}
