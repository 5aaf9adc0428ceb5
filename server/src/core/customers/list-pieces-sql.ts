import { type Bind, type Criteria, conditions } from './criteria.ts'
import { keys, partsOf, type Walk } from './list-sort.ts'
import { membersText } from './members-sql.ts'
import { isCandidate, matches } from './term-sql.ts'

/** A select of `customers c` in the order of a walk, numbered by `place` from 1. */
export interface Source {
  /** What comes before the select. */
  with: string
  select: string
  /** What the way tells: a text. */
  told: string
}

/** Values and nulls are parts that follow each other: the second is not begun where the first is enough. */
export function inOrder(
  criteria: Criteria,
  walk: Walk,
  bind: Bind,
  columns: string,
  also: string,
  most: number | null,
): string {
  return partsOf(walk)
    .map(
      (part) => `(select ${columns} from customers c
  where ${conditions(criteria, bind)} and ${part.condition} ${also}
  order by ${part.order} ${most === null ? '' : `limit ${most}`})`,
    )
    .join(' union all ')
}

/** Materialized, since else the limit could tempt the planner to read everything in order. Members are looked up first. */
export function candidatesText(
  criteria: Criteria,
  walk: Walk,
  bind: Bind,
  most: number | null,
  when = '',
): string {
  const { members, search, ...others } = criteria
  const source = members ? `(${membersText(members, bind)}) m ${rowOf('m')}` : 'customers c'
  const ahead = partsOf(walk).map((part) => `(${part.condition})`)
  const sought = search === undefined ? '' : `and ${isCandidate(search)} and ${matches}`
  return `
  select c.id, ${keys[walk.sort].expression} as key, ${ahead.join(' or ')} as ahead
  from ${source} where ${conditions(others, bind)} ${sought} ${when}
  ${most === null ? '' : `limit ${most}`}`
}

export function firstOfCandidates({ ascending, backward }: Walk): string {
  const direction = ascending ? 'asc' : 'desc'
  return `
  select id, row_number() over () as place from (
    select id from candidates where ahead order by key ${direction} nulls ${backward ? 'first' : 'last'}, id ${direction} limit i.rows
  ) f`
}

// `offset 0` keeps the planner from joining all rows of an organization that it takes for a small one.
export const rowOf = (found: string) =>
  `cross join lateral (select * from customers c where c.organization_id = i.organization and c.id = ${found}.id offset 0) c`
