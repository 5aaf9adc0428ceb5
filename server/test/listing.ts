// Customers in lists: put there, walked through, and put in order without the database.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import type { Context } from '../src/core/context.ts'
import { archiveCustomer } from '../src/core/customers/archive.ts'
import type { Changes, Customer } from '../src/core/customers/customer.ts'
import { type CustomerPage, type ListQuery, listAs, listCustomers } from '../src/core/customers/list.ts'
import { normalChanges } from '../src/core/customers/normal.ts'
import { type Creation, insertCustomers } from '../src/core/customers/sql.ts'
import { plain, viewOf } from '../src/core/customers/view.ts'

export const newestFirst = { sort: 'created_at', direction: 'desc', size: 20 } as const

let lastMs = Date.parse('2026-03-01T00:00:00Z')

/** Adds them in this order, each a millisecond after the one before it. */
export async function insert(ctx: Context, all: Changes[]): Promise<Customer[]> {
  const creations = all.map((changes): Creation => {
    const msecs = ++lastMs
    return {
      organization_id: ctx.organizationId,
      id: uuidv7({ msecs }),
      number: msecs,
      actor: ctx.actor,
      request_id: ctx.requestId,
      at: new Date(msecs).toISOString(),
      changes: normalChanges(changes, ctx.country),
      remember: null,
    }
  })
  const customers = (await insertCustomers(ctx.db, creations)).filter((customer) => customer !== null)
  assert.equal(customers.length, all.length)
  return customers
}

export async function archive(ctx: Context, ids: string[]): Promise<void> {
  for (const id of ids) await archiveCustomer(ctx, id)
}

export const idView = viewOf([['id', plain('id')]])

/** The page, which is the same whether it is written here or by the database. */
async function pageOf(ctx: Context, query: ListQuery): Promise<CustomerPage> {
  const { customers, ...ends } = await listCustomers(ctx, query)
  const { customers: json, ...same } = await listAs(ctx, query, idView)
  assert.deepEqual(same, ends)
  assert.deepEqual(
    JSON.parse(`[${json}]`),
    customers.map(({ id }) => ({ id })),
  )
  return { customers, ...ends }
}

export async function walk(ctx: Context, query: ListQuery, between = async () => {}): Promise<Customer[]> {
  const met: Customer[] = []
  for (let after: string | undefined; ; ) {
    const page = await pageOf(ctx, { ...query, after })
    met.push(...page.customers)
    if (page.endCursor === null) return met
    after = page.endCursor
    await between()
  }
}

export async function walkBack(
  ctx: Context,
  query: ListQuery,
  between = async () => {},
): Promise<Customer[]> {
  const met: Customer[] = []
  for (let before: string | undefined; ; ) {
    const page = await pageOf(ctx, { ...query, last: true, before })
    met.unshift(...page.customers)
    if (page.startCursor === null) return met
    before = page.startCursor
    await between()
  }
}

/** As a list has them. */
export function inOrder(
  customers: Customer[],
  sort: ListQuery['sort'],
  direction: ListQuery['direction'],
): Customer[] {
  const keyOf = (customer: Customer) => {
    const value = customer[sort]
    if (sort === 'ltv') return BigInt(decimal(String(value)))
    if (sort === 'external_id') return value && Buffer.from(String(value)).toString('hex')
    return typeof value === 'string' ? value.toLowerCase() : value
  }
  const sign = direction === 'asc' ? 1 : -1
  return customers.toSorted((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)]
    if (x === null || y === null)
      return Number(x === null) - Number(y === null) || sign * (a.id < b.id ? -1 : 1)
    return sign * (x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : 1)
  })
}

/** In units of the eighth place, so that nothing is rounded. */
function decimal(value: string): string {
  const [whole, fraction = ''] = value.split('.')
  return `${whole}${fraction.padEnd(8, '0')}`
}

export function idsOf(customers: Customer[]): string[] {
  return customers.map(({ id }) => id)
}

export function given(cursor: string | null): string {
  assert.ok(cursor)
  return cursor
}
