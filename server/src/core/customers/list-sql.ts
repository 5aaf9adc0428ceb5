import { type Bind, type Criteria, conditions, isCandidate, matches, mayMatch } from './criteria.ts'
import { keys, partsOf, type Walk } from './list-sort.ts'
import { membersText } from './members-sql.ts'

/** The most rows of a page, and one more that tells whether there is another page. */
export const mostRows = 100
// A limit in the text: of one that is given the planner assumes a tenth of the table, and sorts it.
const limit = mostRows + 1
/** The same of searching, which reads as far as is told within these. */
export const bounds = { glanced: 2_000, read: 64_000 } as const

/** Which index a list is read through. */
export type Way =
  /** Reading in order until enough of them meet the criteria. */
  | { by: 'reading' }
  /** By what they are searched for or identified by, then put in order; leaves it open where there are `most` or more. */
  | { by: 'looking up'; most: number | null }
  | Searching

/**
 * Glancing at the first so many in order; then reading on, as far as told, or looking up: whichever should be cheaper for
 * as many customers as there are and as many as matched. Whoever reading on does not find is looked up. Leaves it open
 * where there are too many to look up.
 */
export interface Searching {
  by: 'searching'
  /** Within the bound. */
  glanced: number
  /** Within the bound. */
  read: number
  lookedUp: number
  /** What looking up costs for each customer of all organizations, in rows that are looked through in order. */
  lookUp: number
  /** What it costs more for each that it finds. */
  candidate: number
}

/** Whether a way has come to all that are asked for, or why it left them open. */
export type Told = 'settled' | 'too few' | 'too many'

/** A select of `customers c` in the order of a walk, numbered by `place` from 1. */
export interface Source {
  /** What comes before the select. */
  with: string
  select: string
  /** What the way tells: a text. */
  told: string
}

export function sourceOf(way: Way, criteria: Criteria, walk: Walk, bind: Bind): Source {
  switch (way.by) {
    case 'reading':
      return reading(criteria, walk, bind)
    case 'searching':
      return searching(way, criteria, walk, bind)
    case 'looking up':
      return lookingUp(criteria, walk, bind, way.most)
    default:
      return way satisfies never
  }
}

/** What the text of a statement depends on, of a way: searches of all terms that they can wait in one line together. */
export function shapeOfWay(way: Way) {
  return way.by === 'searching' ? [way.by, way.lookedUp, way.candidate] : way
}

function reading(criteria: Criteria, walk: Walk, bind: Bind): Source {
  const rows =
    criteria.search === undefined
      ? inOrder(criteria, walk, bind, '*', '', limit)
      : // An index tells of nearly all rows that they do not match.
        `select c.* from (${inOrder(criteria, walk, bind, 'c.id', `and ${mayMatch}`, null)}) k ${rowOf('k')} where ${matches} limit ${limit}`
  return {
    with: '',
    select: `select c.*, row_number() over () as place from (select * from (${rows}) c limit i.rows) c`,
    told: "'settled'",
  }
}

/** Values and nulls are parts that follow each other: the second is not begun where the first is enough. */
function inOrder(
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

function searching(way: Searching, criteria: Criteria, walk: Walk, bind: Bind): Source {
  const { lookedUp } = way
  const rows = (columns: string, bound: number, given: string) =>
    `select * from (${inOrder(criteria, walk, bind, columns, '', bound)}) c limit ${given}`
  return {
    with: `with glanced as materialized (
  select c.id, row_number() over () as place from (
    select c.id from (${rows('c.id, c.search_key', bounds.glanced, 'i.glanced')}) c where ${mayMatch} limit i.rows
  ) c
), g as materialized (select count(*) as matches from glanced
), n as materialized (${nextText(way)}
), read as materialized (
  select c.id, g.matches + row_number() over () as place from g cross join n cross join lateral (
    select c.id from (${rows('c.id, c.search_key', bounds.read, 'greatest(i.read - i.glanced, 0)')} offset i.glanced) c where ${mayMatch} limit i.rows - g.matches
  ) c where n.next = 'read'
), found as materialized (select * from glanced union all select * from read
), l as materialized (
  select next = 'look up' or next = 'read' and (select count(*) from found) < i.rows
    and exists (${rows('c.id', bounds.read + 1, 'i.read + 1')} offset i.read) as looks_up from n
), candidates as materialized (${candidatesText(criteria, walk, bind, lookedUp, 'and (select looks_up from l)')}
), matching as materialized (
  select c.*, row_number() over (order by f.place) as place from (
    select * from found where not (select looks_up from l) union all ${firstOfCandidates(walk)}
  ) f ${rowOf('f')} where ${matches}
)`,
    select: 'select * from matching c',
    told: `case when (select count(*) from candidates) = ${lookedUp} then 'too many'
    when (select looks_up from l) or (select count(*) from matching) = i.rows then 'settled'
    when (select count(*) from found) = i.rows then 'too few'
    else 'settled' end`,
  }
}

/** What follows the glance: whichever is cheaper, counted in rows that are looked through in order. */
function nextText({ candidate }: Searching): string {
  return `
  select case when matches = i.rows then 'done'
    when (matches > 0 or own <= i.read) and least(own, i.rows * i.glanced / nullif(matches, 0))
      < greatest(everybody, own) * i.look_up + own * matches / i.glanced * ${candidate} then 'read'
    else 'look up' end as next
  from g cross join lateral (
    select (select next::float8 from organization_numbers where organization_id = i.organization) as own,
      (select reltuples::float8 from pg_class where oid = 'customers'::regclass) as everybody offset 0
  ) s`
}

function lookingUp(criteria: Criteria, walk: Walk, bind: Bind, most: number | null): Source {
  return {
    with: `with candidates as materialized (${candidatesText(criteria, walk, bind, most)})`,
    select: `select c.*, f.place from (${firstOfCandidates(walk)}) f ${rowOf('f')}`,
    told:
      most === null
        ? "'settled'"
        : `case (select count(*) from candidates) when ${most} then 'too many' else 'settled' end`,
  }
}

/** Materialized, since else the limit could tempt the planner to read everything in order. Members are looked up first. */
function candidatesText(criteria: Criteria, walk: Walk, bind: Bind, most: number | null, when = ''): string {
  const { members, search, ...others } = criteria
  const source = members ? `(${membersText(members, bind)}) m ${rowOf('m')}` : 'customers c'
  const ahead = partsOf(walk).map((part) => `(${part.condition})`)
  const sought = search === undefined ? '' : `and ${isCandidate(search)} and ${matches}`
  return `
  select c.id, ${keys[walk.sort].expression} as key, ${ahead.join(' or ')} as ahead
  from ${source} where ${conditions(others, bind)} ${sought} ${when}
  ${most === null ? '' : `limit ${most}`}`
}

function firstOfCandidates({ ascending, backward }: Walk): string {
  const direction = ascending ? 'asc' : 'desc'
  return `
  select id, row_number() over () as place from (
    select id from candidates where ahead order by key ${direction} nulls ${backward ? 'first' : 'last'}, id ${direction} limit i.rows
  ) f`
}

// `offset 0` keeps the planner from joining all rows of an organization that it takes for a small one.
const rowOf = (found: string) =>
  `cross join lateral (select * from customers c where c.organization_id = i.organization and c.id = ${found}.id offset 0) c`
