import type postgres from 'postgres'
import type { Manner, Parameter, Written } from './database.ts'

type Connection = postgres.Sql | postgres.TransactionSql

type Asked<Row> = [connection: Connection, text: string, parameters?: Parameter[], manner?: Manner<Row>]

/** Runs a statement, with its rows as objects. */
export const rowsOf = <Row>(...asked: Asked<Row>) => collected(asked, (query) => query.values(), rowOf<Row>)

/** As rowsOf, where the driver leaves all values as bytes. */
export const writtenRowsOf = <Row>(...asked: Asked<Row & Written>) =>
  collected(asked, (query) => query.raw(), writtenRowOf<Row>)

/**
 * What the driver hands over, row by row: where a connection ended within a result, its own list of the next one would
 * begin with a gap. What the query was asked and whom it hands rows to is taken from it at the end: V8 keeps it for
 * longer than that, and with it all that these hold (decision 2).
 */
async function collected<Values, Row>(
  [connection, text, parameters = [], { prepare = true, onRow } = {}]: Asked<Row>,
  as: (query: postgres.PendingQuery<postgres.Row[]>) => postgres.PendingQueryModifiers<Values[]>,
  make: (values: Values, columns: Columns) => Row,
): Promise<Row[]> {
  const query = as(connection.unsafe(text, parameters, { prepare }))
  const rows: Row[] = []
  try {
    await query.forEach((values, { statement: { columns } }) => {
      const row = make(values as Values, columns)
      rows.push(row)
      onRow?.(row)
    })
    return rows
  } finally {
    Object.assign(query, { args: [], parameters: [], forEachFn: null })
  }
}

/** What the driver tells of the columns of a row. */
type Columns = readonly { name: string; parser?: ((text: string) => unknown) | undefined }[]

// The columns of a prepared statement are one object for as long as it lives.
const shapes = new WeakMap<Columns, Shape>()

interface Shape {
  names: string[]
  blank: Record<string, unknown>
}

/**
 * A row as an object. The driver would add member after member, and beyond some dozens of them an object becomes a hash
 * table: a copy of an object that has all its members is a third of the size and is read three times as fast.
 */
function rowOf<Row>(values: unknown[], columns: Columns): Row {
  const { names, blank } = shapes.get(columns) ?? shapeOf(columns)
  const row = { ...blank }
  for (let i = 0; i < names.length; i++) row[names[i] as string] = values[i]
  return row as Row
}

/** A row as an object, of values that are bytes still: `json` stays what it is, the others are read. */
function writtenRowOf<Row>(values: (Buffer | null)[], columns: Columns): Row & Written {
  const row: Record<string, unknown> = {}
  columns.forEach(({ name, parser }, i) => {
    const value = values[i]
    if (name === 'json' || !value) row[name] = value
    else row[name] = parser ? parser(value.toString()) : value.toString()
  })
  return row as Row & Written
}

function shapeOf(columns: Columns): Shape {
  const names = columns.map(({ name }) => name)
  const blank = JSON.parse(JSON.stringify(Object.fromEntries(names.map((name) => [name, null]))))
  shapes.set(columns, { names, blank })
  return { names, blank }
}
