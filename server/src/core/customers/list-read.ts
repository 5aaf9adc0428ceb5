import type { Context } from '../context.ts'
import { type Criteria, isOfFew, operandOf } from './criteria.ts'
import type { Customer } from './customer.ts'
import { itemOf, items } from './list-item.ts'
import type { Sort, Walk } from './list-sort.ts'
import { sourceOf, type Told, type Way } from './list-sql.ts'
import { columnsOf } from './sql.ts'

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

export const nobody = { first: null, last: null, more: false, told: 'settled' } as const

/** Reads the customers. */
export const readWhole: Reader<Customer[]> = { none: { ...nobody, shown: [] }, read: readCustomers }

async function readCustomers(
  { db }: Context,
  way: Way,
  criteria: Criteria,
  walk: Walk,
): Promise<Found<Customer[]>> {
  const item = itemOf(way, criteria, walk)
  const source = sourceOf(way, criteria, walk, operandOf(item.operands))
  const text = `
select c.* from ${items} cross join lateral (
  ${source.with}
  select t.told, ${columnsOf('c')}, c.place from (select ${source.told} as told) t left join (${source.select}) c on true
) c order by c.place`
  type Row = Customer & { told: Told; place: number }
  const rows = await db.inTurn.query<Row>(text, [JSON.stringify([item])], { prepare: isOfFew(criteria) })
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
