import { type Bind, type Criteria, conditions, isSearchAlone, toldById } from './criteria.ts'
import { keys, partsOf, type Walk } from './list-sort.ts'
import { membersText } from './members-sql.ts'
import { isCandidate, matches, mayMatch } from './term-sql.ts'

/** A select of `customers c` in the order of a walk, numbered by `place` from 1. */
export interface Source {
  /** What comes before the select. */
  with: string
  select: string
  /** What the way tells: a text. */
  told: string
}

/**
 * Customers in the order of a walk; of a search no more than ids and keys. Values and nulls are parts that follow each
 * other: the second is not begun where the first is enough.
 */
export function inOrder(
  criteria: Criteria,
  walk: Walk,
  bind: Bind,
  columns: string,
  also: string,
  most: number | null,
): string {
  const source = isOfSearchTable(criteria, walk)
    ? `customer_search c where ${toldById(criteria)}`
    : `customers c where ${conditions(criteria, bind)}`
  return partsOf(walk)
    .map(
      (part) => `(select ${columns} from ${source} and ${part.condition} ${also}
  order by ${part.order} ${most === null ? '' : `limit ${most}`})`,
    )
    .join(' union all ')
}

/** Whether the table of the search has the order of the walk and all that tells who may be found. */
export const isOfSearchTable = (criteria: Criteria, { sort }: Walk) =>
  sort === 'created_at' && isSearchAlone(criteria)

/** As candidatesText for a search, but that some of those in the table of the search may not match. */
export function likelyCandidatesText(
  criteria: Criteria,
  walk: Walk,
  bind: Bind,
  most: number,
  when: string,
): string {
  if (!isOfSearchTable(criteria, walk)) return candidatesText(criteria, walk, bind, most, when)
  return `
  select c.id, ${keysOf(walk)} ${likely(criteria)} ${when} limit ${most}`
}

/** Materialized, since else the limit could tempt the planner to read everything in order. Members are looked up first. */
export function candidatesText(
  criteria: Criteria,
  walk: Walk,
  bind: Bind,
  most: number | null,
  when = '',
): string {
  const { members, ...others } = criteria
  const source = members
    ? `(${membersText(members, bind)}) m ${rowOf('m')}`
    : isOfTerm(criteria)
      ? `(select c.id ${likely(criteria)} ${when} offset 0) s ${rowOf('s')}`
      : 'customers c'
  const sought = criteria.search === undefined ? '' : `and ${matches}`
  return `
  select c.id, ${keysOf(walk)}
  from ${source} where ${conditions(others, bind)} ${sought} ${when}
  ${most === null ? '' : `limit ${most}`}`
}

/** Whether nothing says less ambiguously than a term who is looked for, and it is among those in the table of the search. */
const isOfTerm = ({ search, archived = false, email, phone, externalId }: Criteria) =>
  search !== undefined && !archived && [email, phone, externalId].every((value) => value === undefined)

const likely = (criteria: Criteria) =>
  `from customer_search c where ${toldById(criteria)} and ${isCandidate(criteria.search ?? '')} and ${mayMatch}`

function keysOf(walk: Walk): string {
  const ahead = partsOf(walk).map((part) => `(${part.condition})`)
  return `${keys[walk.sort].expression} as key, ${ahead.join(' or ')} as ahead`
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
