import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import type { Context } from '../context.ts'
import { type Criteria, type Given, given, givenOf, operandOf } from './criteria.ts'
import type { Customer } from './customer.ts'
import type { Sort, Walk } from './list-sort.ts'
import { type Source, sourceOf, type Told, type Way } from './list-sql.ts'
import { columnsOf } from './sql.ts'
import type { View } from './view.ts'

/** Where a customer stands in an order. */
export type Place = Pick<Customer, 'id'> & { key: string | number | null }

/** What was read of a list. */
export interface Found<Shown> {
  /** In the order of the list, but for the last row asked for: that tells of another page. */
  shown: Shown
  first: Place | null
  last: Place | null
  /** Whether as many were found as were asked for. */
  more: boolean
  told: Told
}

/** Reads some of a list. */
export interface Reader<Shown> {
  read(ctx: Context, way: Way, criteria: Criteria, walk: Walk): Promise<Found<Shown>>
  /** Where nobody can be found. */
  none: Found<Shown>
}

const nobody = { first: null, last: null, more: false, told: 'settled' } as const

/** Reads the customers. */
export const readWhole: Reader<Customer[]> = { none: { ...nobody, shown: [] }, read: readCustomers }

async function readCustomers(
  { db }: Context,
  way: Way,
  criteria: Criteria,
  walk: Walk,
): Promise<Found<Customer[]>> {
  const item = itemOf(criteria, walk)
  const source = sourceOf(way, criteria, walk, operandOf(item.operands))
  const text = `
select c.* from ${items} cross join lateral (
  ${source.with}
  select t.told, ${columnsOf('c')}, c.place from (select ${source.told} as told) t left join (${source.select}) c on true
) c order by c.place`
  type Row = Customer & { told: Told; place: number }
  const rows = await db.inTurn.query<Row>(text, [JSON.stringify([item])], isOfFew(criteria))
  const found = rows.filter(({ id }) => id !== null)
  const customers = found.slice(0, walk.rows - 1).map(({ told, place, ...customer }) => customer as Customer)
  if (walk.backward) customers.reverse()
  const placeOf = (customer: Customer | undefined) =>
    customer ? { id: customer.id, key: keyOf(walk.sort, customer) } : null
  return {
    shown: customers,
    first: placeOf(customers[0]),
    last: placeOf(customers.at(-1)),
    more: found.length === walk.rows,
    told: rows[0]?.told ?? 'settled',
  }
}

/** The value that a customer is listed by; null in the order of creation, where that is the id. */
export const keyOf = (sort: Sort, customer: Pick<Customer, Sort>) =>
  sort === 'created_at' ? null : customer[sort]

/** What a list gives to a statement, where it stands as columns of `i`. */
interface Item extends Given {
  /** Where the walk goes on. */
  id: string | null
  key: string | null
  rows: number
}

const columns = Object.entries({ place: 'integer', ...given, id: 'uuid', key: 'text', rows: 'integer' })
const items = `json_to_recordset($1::text::json) as i(${columns.map((column) => column.join(' ')).join()})`

const itemOf = (criteria: Criteria, { organizationId, position, rows }: Walk): Item => ({
  ...givenOf(organizationId, criteria),
  id: position?.id ?? null,
  key: position?.value ?? null,
  rows,
})

/** There are as many texts as there are filters: what is prepared once a connection would stay there for good. */
const isOfFew = ({ filter, members }: Criteria) => filter === undefined && members === undefined

interface WrittenRow {
  place: number
  told: Told
  rows: number
  first_id: string | null
  first_key: string | number | null
  last_id: string | null
  last_key: string | number | null
  json: Buffer | null
}

/** Reads the customers in a view that the database can write: their JSON in UTF-8, with commas between. */
export function readWritten(view: View, json: string): Reader<Buffer> {
  return { none: { ...nobody, shown: nothing }, read }

  async function read({ db }: Context, way: Way, criteria: Criteria, walk: Walk): Promise<Found<Buffer>> {
    const item = itemOf(criteria, walk)
    const text = (operands: Given['operands']) =>
      writtenText(json, sourceOf(way, criteria, walk, operandOf(operands)), walk)
    if (!isOfFew(criteria)) {
      const [row] = await readRows(db.inTurn, text(item.operands), [item], false)
      return foundOf(row, walk)
    }
    const manner = isBrief(way, criteria, walk) ? brief : criteria.search === undefined ? alone : searched
    const statement = statementOf(view, shapeOf(way, criteria, walk), () => ({ ...manner, text: text([]) }))
    return foundOf(await db.gather(statement, item), walk)
  }
}

/** Whether it reads little more than it answers, so that others can go with it. */
function isBrief(
  way: Way,
  { search, archived, createdFrom, createdBefore }: Criteria,
  { sort }: Walk,
): boolean {
  if (search !== undefined || archived) return false
  return (
    way.by === 'looking up' ||
    sort === 'created_at' ||
    (createdFrom === undefined && createdBefore === undefined)
  )
}

/** What the text of a statement depends on. */
function shapeOf(way: Way, criteria: Criteria, { sort, ascending, backward, position }: Walk): string {
  const { search, archived = false, ...others } = criteria
  const names = Object.entries(others).flatMap(([name, value]) => (value === undefined ? [] : name))
  const place = position && (position.value === null ? 'null' : 'value')
  return JSON.stringify([
    way,
    sort,
    ascending,
    backward,
    place,
    archived,
    names,
    search && Math.min(search.length, 3),
  ])
}

function writtenText(json: string, source: Source, { sort, backward }: Walk): string {
  // One row more is read than is shown.
  const shown = 'filter (where c.place < i.rows)'
  const end = (column: string, which: '1' | 'least(count(*), i.rows - 1)') =>
    `(array_agg(c.${column}) ${shown})[${which}]`
  const [first, last] = ['1', 'least(count(*), i.rows - 1)'] as const
  const key = (which: typeof first | typeof last) => (sort === 'created_at' ? 'null::text' : end(sort, which))
  const [start, finish] = backward ? ([last, first] as const) : ([first, last] as const)
  return `
select i.place, p.* from ${items} cross join lateral (
  ${source.with}
  select ${source.told} as told, count(*) as rows,
    ${end('id', start)} as first_id, ${key(start)} as first_key, ${end('id', finish)} as last_id, ${key(finish)} as last_key,
    string_agg(${json}, ','${backward ? ' order by c.place desc' : ''}) ${shown} as json
  from (${source.select}) c
) p`
}

type Statement = Gathered<Item, WrittenRow | undefined>

// A page is some 40 kB: more of them at once would take more memory than time.
const brief = { lane: 'reads', most: 8 } as const
const searched = { lane: 'inTurn', most: 4 } as const
const alone = { lane: 'inTurn', most: 1 } as const

const statements = new WeakMap<View, Map<string, Statement>>()

function statementOf(
  view: View,
  shape: string,
  make: () => Pick<Statement, 'lane' | 'most'> & { text: string },
) {
  const ofView = statements.get(view) ?? new Map<string, Statement>()
  statements.set(view, ofView)
  const known = ofView.get(shape)
  if (known) return known
  const { text, ...manner } = make()
  const statement: Statement = { ...manner, run: (db, all) => readRows(db, text, all, true) }
  ofView.set(shape, statement)
  return statement
}

async function readRows(db: Queryable, text: string, all: Item[], prepare: boolean) {
  const parameter = JSON.stringify(all.map((item, place) => ({ place, ...item })))
  const rows = await db.queryWritten<WrittenRow>(text, [parameter], prepare)
  const inOrder: (WrittenRow | undefined)[] = all.map(() => undefined)
  for (const row of rows) inOrder[row.place] = row
  return inOrder
}

function foundOf(row: WrittenRow | undefined, { rows }: Walk): Found<Buffer> {
  if (!row) throw new Error('a list was not answered')
  const { first_id, first_key, last_id, last_key, json, told } = row
  return {
    shown: json ?? nothing,
    first: first_id === null ? null : { id: first_id, key: first_key },
    last: last_id === null ? null : { id: last_id, key: last_key },
    more: row.rows === rows,
    told,
  }
}

const nothing = Buffer.alloc(0)
