import type { Page, PageQuery } from '../core/page-by-id.ts'

const pageSize = 100

/** Every row of a list that is read page by page. */
export async function everyRow<Row>(list: (query: PageQuery) => Promise<Page<Row>>): Promise<Row[]> {
  const all: Row[] = []
  for (let after: string | undefined; ; ) {
    const { rows, endCursor, more } = await list({ size: pageSize, after })
    all.push(...rows)
    if (!more || endCursor === null) return all
    after = endCursor
  }
}

/** A line of JSON for each row, or a table of what fits on a screen. */
export function print<Row>(json: boolean | undefined, rows: Row[], summary: (row: Row) => object): void {
  if (json) for (const row of rows) console.log(JSON.stringify(row))
  else console.table(rows.map(summary))
}
