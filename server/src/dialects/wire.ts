import * as v from 'valibot'
import type { Column, Customer } from '../core/customers/customer.ts'
import { type Member, made, plain, type View, viewOf } from '../core/customers/view.ts'
import { type Issue, Refusal } from '../core/problem.ts'

/**
 * The value in the shape of the schema. Raises invalid, with all issues in the order of the schema; with the first alone
 * where the value is so large that the account of all could be a thousand times as long as the value.
 * @param isOfLarge whether the value is a part of one that is so large; asked where it is wrong.
 */
export function read<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  isOfLarge = () => isLarge(value),
): v.InferOutput<Schema> {
  const quick = v.safeParse(schema, value, { abortEarly: true })
  const result = quick.success || isOfLarge() ? quick : v.safeParse(schema, value)
  if (!result.success) throw new Refusal({ kind: 'invalid', issues: result.issues.map(neutral) })
  return result.output
}

/** As `read`, of a body that may be left out: that is an empty one. */
export const readBody = <Schema extends v.GenericSchema>(schema: Schema, { body }: { body: unknown }) =>
  read(schema, body === undefined ? {} : body)

// A batch of 500 rows with every member filled has 21,000 values. 5 MB can have 450,000 that are wrong, and the account
// of those took 7 s and 1.2 GB.
const mostValues = 25_000

/** Whether the scalars, lists and objects in a value are more than `mostValues`. */
export function isLarge(value: unknown): boolean {
  let values = 0
  const rest = [value]
  while (rest.length > 0 && values <= mostValues) {
    const next = rest.pop()
    values++
    if (typeof next === 'object' && next !== null) for (const name in next) rest.push((next as Members)[name])
  }
  return values > mostValues
}

type Members = Record<string, unknown>

function neutral(issue: v.BaseIssue<unknown>): Issue {
  const path = issue.path?.map(({ key }) => (typeof key === 'number' ? key : String(key))) ?? []
  return { path, message: issue.message, raw: issue }
}

/** A plain JSON object; unlike `v.object` it refuses a list. */
export function object<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.ObjectSchema<Entries, undefined> {
  return noList(v.object(entries))
}

/** As object, and refuses a member that it does not know. */
export function strictObject<const Entries extends v.ObjectEntries>(
  entries: Entries,
): v.StrictObjectSchema<Entries, undefined> {
  return noList(v.strictObject(entries))
}

/** Free members; unlike `v.record` it refuses a list. */
export function record<const Value extends v.GenericSchema>(value: Value) {
  return noList(v.record(v.string(), value))
}

function noList<Schema extends v.GenericSchema>(schema: Schema): Schema {
  const run: Schema['~run'] = (dataset, config) => {
    if (!Array.isArray(dataset.value)) return schema['~run'](dataset, config)
    v._addIssue(schema, 'type', dataset, config)
    return dataset as ReturnType<Schema['~run']>
  }
  return { ...schema, '~run': run }
}

/** What a contract does with a column: shows it under a name, as it is or made into something else, or not at all. */
export type Field<Value> =
  | { as: string; write?: (value: Value) => unknown }
  | { as: string; shown: (column: Column) => Member }
  | 'withheld'

/** Every column, so that a new one does not compile until each contract has decided. */
export type FieldTable = { [Name in Column]: Field<Customer[Name]> }

/** Members that come of more than one column, or of none. */
export type Computed = Record<string, Member | ((customer: Customer) => unknown)>

/**
 * Makes the view of a customer that a contract has: JSON text, its members in the order given. The database can write
 * it where no member is made by a function: lists are slower by half then.
 */
export function viewIn(table: FieldTable, computed: Computed, order: readonly string[]): View {
  const members = new Map<string, Member>()
  for (const [name, member] of Object.entries(computed))
    members.set(name, typeof member === 'function' ? made(member) : member)
  for (const name of Object.keys(table) as Column[]) addMember(members, table, name)
  return viewOf(
    order.map((name) => {
      const member = members.get(name)
      if (!member) throw new Error(`nothing is written as ${name}`)
      return [name, member]
    }),
  )
}

function addMember<Name extends Column>(members: Map<string, Member>, table: FieldTable, name: Name) {
  const field: Field<Customer[Name]> = table[name]
  if (field === 'withheld') return
  if ('shown' in field) members.set(field.as, field.shown(name))
  else {
    const { as, write } = field
    members.set(as, write ? made((customer) => write(customer[name])) : plain(name))
  }
}

/** A JSON list of what `write` makes of each. One text that grows: joining the parts would copy each once more. */
export function writeList<Item>(items: readonly Item[], write: (item: Item) => string): string {
  let text = '['
  for (const [i, item] of items.entries()) text += i === 0 ? write(item) : `,${write(item)}`
  return `${text}]`
}
