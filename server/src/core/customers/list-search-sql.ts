import type { Bind, Criteria } from './criteria.ts'
import { firstOfCandidates, inOrder, likelyCandidatesText, rowOf, type Source } from './list-pieces-sql.ts'
import type { Walk } from './list-sort.ts'
import { haveJoint, matches, mayMatch } from './term-sql.ts'

/** How many rows a search of any term reads within. A limit in the text: the planner takes a given one for a tenth of the table. */
export const bounds = { glanced: 2_000, read: 64_000 } as const

/**
 * Glancing at the first so many in order; then reading on, as far as told, or looking up: whichever should be cheaper for
 * as many customers as there are and as many as matched. Whoever reading on does not find is looked up. Leaves it open
 * where there are too many to look up.
 */
export interface Searching {
  by: 'searching'
  /** Among those alone who have what stands around the spaces of the term: in the order of creation, by the term alone. */
  joint: boolean
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

export function searching(way: Searching, criteria: Criteria, walk: Walk, bind: Bind): Source {
  const { joint, lookedUp } = way
  const rows = (columns: string, bound: number, given: string) => {
    const those = (also: string) => inOrder(criteria, walk, bind, columns, also, bound)
    const all = joint
      ? merged(
          haveJoint.map((has) => those(`and ${has}`)),
          walk,
          bound,
        )
      : those('')
    return `select * from (${all}) c limit ${given}`
  }
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
), candidates as materialized (${likelyCandidatesText(criteria, walk, bind, lookedUp, 'and (select looks_up from l)')}
), page as materialized (
  select * from found where not (select looks_up from l) union all ${firstOfCandidates(walk)}
), matching as materialized (
  select c.*, row_number() over (order by f.place) as place from page f ${rowOf('f')} where ${matches}
)`,
    select: 'select * from matching c',
    told: `case when (select count(*) from candidates) = ${lookedUp} then 'too many'
    when (select count(*) from matching) = (select count(*) from page) then 'settled'
    else 'too few' end`,
  }
}

/** Rows of several ranges of an index that each have them by id, by id. */
const merged = (ranges: string[], { ascending }: Walk, bound: number) =>
  `select * from (${ranges.join(' union all ')}) c order by c.id ${ascending ? 'asc' : 'desc'} limit ${bound}`

/** What follows the glance: whichever is cheaper, counted in rows that are looked through in order. */
function nextText({ candidate }: Searching): string {
  return `
  select case when matches = i.rows then 'done'
    when (matches > 0 or own <= i.read) and least(own, i.rows * i.glanced / nullif(matches, 0))
      < greatest(everybody, own) * i.look_up + own * matches / i.glanced * ${candidate} then 'read'
    else 'look up' end as next
  from g cross join lateral (
    select (select next::float8 from organization_numbers where organization_id = i.organization) as own,
      (select reltuples::float8 from pg_class where oid = 'customer_search'::regclass) as everybody offset 0
  ) s`
}
