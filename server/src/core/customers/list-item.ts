import { type Criteria, type Given, given, givenOf } from './criteria.ts'
import type { Walk } from './list-sort.ts'
import type { Way } from './list-sql.ts'
import { withTerm } from './term-sql.ts'

/** What a list gives to a statement, where it stands as columns of `i`. */
export interface Item extends Given {
  /** Where the walk goes on. */
  id: string | null
  key: string | null
  rows: number
  /** As in `Searching`; null for the other ways. */
  glanced: number | null
  read: number | null
  look_up: number | null
}

const columns = Object.entries({
  place: 'integer',
  ...given,
  id: 'uuid',
  key: 'text',
  rows: 'integer',
  glanced: 'integer',
  read: 'integer',
  look_up: 'float8',
})
/** Those of one list or more, in the statement's first parameter. */
export const items = withTerm(
  `json_to_recordset($1::text::json) as i(${columns.map((column) => column.join(' ')).join()})`,
)

export function itemOf(way: Way, criteria: Criteria, { organizationId, position, rows }: Walk): Item {
  const searching = way.by === 'searching' ? way : null
  return {
    ...givenOf(organizationId, criteria),
    id: position?.id ?? null,
    key: position?.value ?? null,
    rows,
    glanced: searching?.glanced ?? null,
    read: searching?.read ?? null,
    look_up: searching?.lookUp ?? null,
  }
}
