import { type Criteria, type Given, given, givenOf } from './criteria.ts'
import type { Walk } from './list-sort.ts'

/** What a list gives to a statement, where it stands as columns of `i`. */
export interface Item extends Given {
  /** Where the walk goes on. */
  id: string | null
  key: string | null
  rows: number
}

const columns = Object.entries({ place: 'integer', ...given, id: 'uuid', key: 'text', rows: 'integer' })
/** Those of one list or more, in the statement's first parameter. */
export const items = `json_to_recordset($1::text::json) as i(${columns.map((column) => column.join(' ')).join()})`

export const itemOf = (criteria: Criteria, { organizationId, position, rows }: Walk): Item => ({
  ...givenOf(organizationId, criteria),
  id: position?.id ?? null,
  key: position?.value ?? null,
  rows,
})
