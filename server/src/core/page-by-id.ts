import { type List, readCursor, writeCursor } from './page.ts'

/** Which page of a list, newest first. */
export interface PageQuery {
  size: number
  /** Cursor of the row that the page follows; not together with `before`. */
  after?: string | undefined
  /** Cursor of the row that the page precedes. */
  before?: string | undefined
}

/** Rows newest first, whichever way the list was walked. */
export interface Page<Row> {
  rows: Row[]
  /** Of the first and the last row; null on an empty page. */
  startCursor: string | null
  endCursor: string | null
  /** Whether there is more in the direction of the walk. */
  more: boolean
}

/** Where to read on: from an id, or from the end of the list in that direction. */
export interface Walk {
  from: string | null
  newestFirst: boolean
  rows: number
}

/** A page of what is listed by id, newest first. Raises invalid for a cursor of another list. */
export async function pageById<Row extends { id: string }>(
  { organizationId, name }: { organizationId: string; name: string },
  { size, after, before }: PageQuery,
  select: (walk: Walk) => Promise<Row[]>,
): Promise<Page<Row>> {
  const list: List = { organizationId, sort: name, direction: 'desc' }
  const noValue = (value: string | null) => value === null
  const position =
    after !== undefined
      ? readCursor(list, 'after', after, noValue)
      : before !== undefined
        ? readCursor(list, 'before', before, noValue)
        : null
  const newestFirst = before === undefined
  const found = await select({ from: position?.id ?? null, newestFirst, rows: size + 1 })
  const rows = found.slice(0, size)
  if (!newestFirst) rows.reverse()
  const cursorOf = (row: Row | undefined) => (row ? writeCursor(list, { id: row.id, value: null }) : null)
  return { rows, startCursor: cursorOf(rows[0]), endCursor: cursorOf(rows.at(-1)), more: found.length > size }
}

const eagerPageSize = 100

/** Every row of a list that is read page by page, newest first. */
export async function everyRow<Row>(list: (query: PageQuery) => Promise<Page<Row>>): Promise<Row[]> {
  const all: Row[] = []
  for (let after: string | undefined; ; ) {
    const { rows, endCursor, more } = await list({ size: eagerPageSize, after })
    all.push(...rows)
    if (!more || endCursor === null) return all
    after = endCursor
  }
}

/** The end of a statement that reads along ids, its first two free parameters being `from` and the number of rows. */
export const alongIds = (id: string, { newestFirst }: Walk, first: number) =>
  `($${first}::text::uuid is null or ${id} ${newestFirst ? '<' : '>'} $${first}::text::uuid)
  order by ${id} ${newestFirst ? 'desc' : 'asc'} limit $${first + 1}::text::integer`
