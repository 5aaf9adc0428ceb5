import type * as v from 'valibot'
import { type Changes, type Column, columns } from '../../core/customers/customer.ts'
import { type FieldTable, viewIn } from '../wire.ts'
import type { customerBody } from './schemas.ts'

const names = Object.keys(columns) as Column[]

/** The native contract shows every column under its own name. */
const fields = Object.fromEntries(names.map((name) => [name, { as: name }])) as FieldTable

export const view = viewIn(fields, {}, names)
export const writeCustomer = view.write

/** A validated body is the changes: the names are the columns'. */
export const changesOf = (body: v.InferOutput<typeof customerBody>) => body as Changes
