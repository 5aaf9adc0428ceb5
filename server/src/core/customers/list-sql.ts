import type { Bind, Criteria } from './criteria.ts'
import { candidatesText, firstOfCandidates, inOrder, rowOf, type Source } from './list-pieces-sql.ts'
import { type Searching, searching } from './list-search-sql.ts'
import type { Walk } from './list-sort.ts'
import { matches, mayMatch } from './term-sql.ts'

/** The most rows of a page, and one more that tells whether there is another page. */
export const mostRows = 100
// A limit in the text: of one that is given the planner assumes a tenth of the table, and sorts it.
const limit = mostRows + 1

/** Which index a list is read through. */
export type Way =
  /** Reading in order until enough of them meet the criteria. */
  | { by: 'reading' }
  /** By what they are searched for or identified by, then put in order; leaves it open where there are `most` or more. */
  | { by: 'looking up'; most: number | null }
  | Searching

/** Whether a way has come to all that are asked for, or why it left them open. */
export type Told = 'settled' | 'too few' | 'too many'

export function sourceOf(way: Way, criteria: Criteria, walk: Walk, bind: Bind): Source {
  switch (way.by) {
    case 'reading':
      return reading(criteria, walk, bind)
    case 'looking up':
      return lookingUp(criteria, walk, bind, way.most)
    case 'searching':
      return searching(way, criteria, walk, bind)
    default:
      return way satisfies never
  }
}

/** What the text of a statement depends on, of a way: little of a search, so that those of all terms can go together. */
export function shapeOfWay(way: Way) {
  return way.by === 'searching' ? [way.by, way.joint, way.lookedUp, way.candidate] : way
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
