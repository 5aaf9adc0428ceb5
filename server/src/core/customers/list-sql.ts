import { type Bind, type Criteria, conditions, isCandidate, matches } from './criteria.ts'
import { keys, partsOf, type Walk } from './list-sort.ts'
import { membersText } from './members-sql.ts'

/** The most rows of a page, and one more that tells whether there is another page. */
export const mostRows = 100
// A limit in the text: of one that is given the planner assumes a tenth of the table, and sorts it.
const limit = mostRows + 1

/** How customers are come by. */
export type Way =
  /** Reading in order until enough of them meet the criteria. */
  | { by: 'reading' }
  /** Reading at most so many in order, and telling whether that left it open who the others are. */
  | { by: 'probing'; most: number }
  /** By what they are searched for, then put in order; telling whether there are too many: `most` or more. */
  | { by: 'looking up'; most: number | null }

/** A select of `customers c` in the order of a walk, numbered by `place` from 1. */
export interface Source {
  /** What comes before the select. */
  with: string
  select: string
  /** The condition that the way tells of. */
  told: string
}

export function sourceOf(way: Way, criteria: Criteria, walk: Walk, bind: Bind): Source {
  switch (way.by) {
    case 'reading': {
      const rows = inOrder(
        criteria,
        walk,
        bind,
        '*',
        criteria.search === undefined ? '' : `and ${matches}`,
        limit,
      )
      return {
        with: '',
        select: `select c.*, row_number() over () as place from (select * from (${rows}) c limit i.rows) c`,
        told: 'false',
      }
    }
    case 'probing':
      return probing(criteria, walk, bind, way.most)
    case 'looking up':
      return lookingUp(criteria, walk, bind, way.most)
    default:
      return way satisfies never
  }
}

/** Values and nulls are parts that follow each other: the second is not begun where the first is enough. */
function inOrder(
  criteria: Criteria,
  walk: Walk,
  bind: Bind,
  columns: string,
  also: string,
  most: number,
): string {
  return partsOf(walk)
    .map(
      (part) => `(select ${columns} from customers c
  where ${conditions(criteria, bind)} and ${part.condition} ${also}
  order by ${part.order} limit ${most})`,
    )
    .join(' union all ')
}

// The last of the rows is among them even where it does not match: it tells that there may be more.
function probing(criteria: Criteria, walk: Walk, bind: Bind, most: number): Source {
  const rows = inOrder(criteria, walk, bind, `c.id, coalesce(${matches}, false) as matches`, '', most)
  return {
    with: `with probed as materialized (
  select * from (
    select c.*, row_number() over () as place from (select * from (${rows}) c limit ${most}) c
  ) c where c.matches or c.place = ${most} limit i.rows
)`,
    select: `select c.*, row_number() over (order by p.place) as place from probed p ${rowOf('p')} where p.matches`,
    told: `exists (select from probed p where p.place = ${most}) and (select count(*) from probed p where p.matches) < i.rows`,
  }
}

// Materialized, since else the limit could tempt the planner to read everything in order. Members are looked up first.
function lookingUp(criteria: Criteria, walk: Walk, bind: Bind, most: number | null): Source {
  const { members, ...others } = criteria
  const nulls = walk.backward ? 'first' : 'last'
  const direction = walk.ascending ? 'asc' : 'desc'
  const source = members ? `(${membersText(members, bind)}) m ${rowOf('m')}` : 'customers c'
  const sought = criteria.search === undefined ? '' : `and ${isCandidate(criteria.search)} and ${matches}`
  return {
    with: `with candidates as materialized (
  select c.id, ${keys[walk.sort].expression} as key, ${partsOf(walk)
    .map((part) => `(${part.condition})`)
    .join(' or ')} as ahead
  from ${source} where ${conditions(others, bind)} ${sought}
  ${most === null ? '' : `limit ${most}`}
)`,
    select: `select c.*, f.place from (
  select *, row_number() over () as place from (
    select id, key from candidates where ahead order by key ${direction} nulls ${nulls}, id ${direction} limit i.rows
  ) f
) f ${rowOf('f')}`,
    told: most === null ? 'false' : `(select count(*) from candidates) = ${most}`,
  }
}

// `offset 0` keeps the planner from joining all rows of an organization that it takes for a small one.
const rowOf = (found: string) =>
  `cross join lateral (select * from customers c where c.organization_id = i.organization and c.id = ${found}.id offset 0) c`
