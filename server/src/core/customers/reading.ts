import type { Parameter, Queryable, Written } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Column, Customer } from './customer.ts'
import { mask } from './mask.ts'
import { columnsOf } from './sql.ts'
import type { View } from './view.ts'

/** What a statement reads of customers. */
export interface Reading<Row> {
  /** The list of a select over `customers c`. */
  columns: string
  rows<More = unknown>(
    db: Queryable,
    text: string,
    parameters: Parameter[],
    manner?: { prepare?: boolean },
  ): Promise<(Row & More)[]>
}

/** Every column. */
export const whole: Reading<Customer> = {
  columns: columnsOf('c'),
  rows: (db, text, parameters, manner) => db.query(text, parameters, manner),
}

/** What is read for a view of customers, and how a row is shown that came of reading it: as JSON in UTF-8. */
export type Showing<Row> = Reading<Row> & { show(row: Row): Buffer }

/** @param needed columns that are read besides what is shown. */
export function showing<Needed extends Column>(
  ctx: Context,
  { write, sql }: View,
  needed: readonly Needed[],
): Showing<Pick<Customer, Needed>> {
  // What a mask covers, the database does not know.
  if (ctx.mask || sql === null)
    return { ...whole, show: (customer: Customer) => Buffer.from(write(mask(ctx, customer))) }
  return {
    columns: [...needed.map((name) => `c.${name}`), `${sql} as json`].join(', '),
    rows: (db, text, parameters, manner) => db.queryWritten(text, parameters, manner),
    show: (row: Pick<Customer, Needed> & Written) => row.json,
  }
}

/** The items of a list, with commas between. */
export function joined(items: readonly Buffer[]): Buffer {
  const list = Buffer.allocUnsafe(items.reduce((sum, { length }) => sum + length + 1, 0))
  let end = 0
  for (const item of items) {
    end += item.copy(list, end)
    list[end++] = comma
  }
  return list.subarray(0, Math.max(0, end - 1))
}

const comma = 0x2c
