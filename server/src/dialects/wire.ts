import * as v from 'valibot'
import { type Column, type Customer, columns } from '../core/customers/customer.ts'
import { type Issue, Refusal } from '../core/problem.ts'

/**
 * The value in the shape of the schema. Raises invalid, with all issues in the order of the schema; with the first alone
 * where the value is so large that the account of all could be a thousand times as long as the value.
 */
export function read<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const quick = v.safeParse(schema, value, { abortEarly: true })
  const result = quick.success || valuesIn(value) > mostValues ? quick : v.safeParse(schema, value)
  if (!result.success) throw new Refusal({ kind: 'invalid', issues: result.issues.map(neutral) })
  return result.output
}

// A batch of 500 rows with every member filled has 21,000 values. 5 MB can have 450,000 that are wrong, and the account
// of those took 7 s and 1.2 GB.
const mostValues = 25_000

/** Counts the scalars, lists and objects in a value, until there are more than `mostValues`. */
function valuesIn(value: unknown): number {
  let values = 0
  const rest = [value]
  while (rest.length > 0 && values <= mostValues) {
    const next = rest.pop()
    values++
    if (typeof next === 'object' && next !== null) for (const name in next) rest.push((next as Members)[name])
  }
  return values
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

/** What a contract does with a column: shows it under a name, or not at all. */
export type Field<Value> = { as: string; write?: (value: Value) => unknown } | 'withheld'

/** Every column, so that a new one does not compile until each contract has decided. */
export type FieldTable = { [Name in Column]: Field<Customer[Name]> }

/** Members that come of more than one column, or of none. */
export type Computed = Record<string, (customer: Customer) => unknown>

/**
 * Makes the function that writes a customer as JSON text, its members in the order given. The text is put together
 * member by member: building an object of this many members first, and serialising that, takes twice as long.
 */
export function writer(table: FieldTable, computed: Computed, order: readonly string[]) {
  const members = new Map<string, (customer: Customer) => string>()
  for (const [name, value] of Object.entries(computed))
    members.set(name, (customer) => JSON.stringify(value(customer)))
  for (const name of Object.keys(table) as Column[]) addMember(members, table, name)
  const parts = order.map((name, i) => {
    const value = members.get(name)
    if (!value) throw new Error(`nothing is written as ${name}`)
    return { value, opening: `${i === 0 ? '{' : ','}${JSON.stringify(name)}:` }
  })
  return (customer: Customer): string => {
    let text = ''
    for (const { value, opening } of parts) text += opening + value(customer)
    return `${text}}`
  }
}

function addMember<Name extends Column>(
  members: Map<string, (c: Customer) => string>,
  table: FieldTable,
  name: Name,
) {
  const field: Field<Customer[Name]> = table[name]
  if (field === 'withheld') return
  const { as, write } = field
  if (write) members.set(as, (customer) => JSON.stringify(write(customer[name])))
  else members.set(as, plain(name))
}

/** Numbers, flags, ids, times and decimals hold nothing that JSON escapes. */
function plain(name: Column): (customer: Customer) => string {
  const kind = columns[name]
  if (/^(integer|number|boolean)/.test(kind)) return (customer) => `${customer[name]}`
  if (/^(uuid|time|decimal)/.test(kind))
    return (customer) => (customer[name] === null ? 'null' : `"${customer[name]}"`)
  return (customer) => (customer[name] === null ? 'null' : JSON.stringify(customer[name]))
}

/** A JSON list of what `write` makes of each. One text that grows: joining the parts would copy each once more. */
export function writeList<Item>(items: readonly Item[], write: (item: Item) => string): string {
  let text = '['
  for (const [i, item] of items.entries()) text += i === 0 ? write(item) : `,${write(item)}`
  return `${text}]`
}
