/** A line of JSON for each row, or a table of what fits on a screen. */
export function print<Row>(json: boolean | undefined, rows: Row[], summary: (row: Row) => object): void {
  if (json) for (const row of rows) console.log(JSON.stringify(row))
  else console.table(rows.map(summary))
}
