import type { FastifyInstance } from 'fastify'
import type { Context } from '../../core/context.ts'
import { countCustomers } from '../../core/customers/count.ts'
import type { Customer } from '../../core/customers/customer.ts'
import { listCustomers } from '../../core/customers/list.ts'
import { type Membership, readMemberships } from '../../core/loyalty/memberships.ts'
import { toLocal } from '../../core/organizations/local-time.ts'
import { Refusal } from '../../core/problem.ts'
import type { Setup } from '../../core/setup/setup.ts'
import { type Admit, callerOf } from './admission.ts'
import { fieldsOf, mobileOf } from './customer.ts'
import { answerOf } from './envelope.ts'
import { Unsearchable } from './errors.ts'
import { send } from './format.ts'
import { serve } from './mount.ts'
import { type Parameters, parametersOf } from './parameters.ts'
import { standingOf } from './points.ts'
import { type Asked, askedIn } from './query.ts'
import { readQuery } from './query-conditions.ts'

/** Searching customers (contract sheet §4.3). */
export function searching(app: FastifyInstance, admit: Admit): void {
  const reading = admit({ resource: 'customer', level: 'READ' })
  serve(app, 'GET', '/customer/search', reading, async (request, reply) => {
    const { ctx, setup } = callerOf(request)
    const parameters = parametersOf(request)
    const start = whole(parameters, 'start', 0, mostFound - 1)
    const rows = whole(parameters, 'rows', 10, 100)
    const asked = await askedIn(ctx, readQuery(parameters.get('q') ?? ''), setup)
    const { customers, count } = await find(ctx, asked, start + rows)
    const page = customers.slice(start, start + rows)
    const memberships = await readMemberships(
      ctx,
      setup,
      page.map(({ id }) => id),
    )
    const item = page.map((customer) => itemOf(setup, customer, memberships.get(customer.id) ?? []))
    const counts = { count: String(count), start: String(start), rows: String(item.length) }
    return send(request, reply, answerOf('customer', JSON.stringify({ ...counts, results: { item } })))
  })
}

/** Raises invalid. */
function whole(parameters: Parameters, name: string, standard: number, most: number): number {
  const text = parameters.get(name) ?? String(standard)
  const value = /^\d{1,9}$/.test(text) ? Number(text) : most + 1
  if (value > most)
    throw new Refusal({ kind: 'invalid', issues: [{ path: [name], message: `at most ${most}` }] })
  return value
}

// Whoever wants more has a query to narrow.
const mostFound = 1_000
const pageRows = 100
const mostPages = 50

interface Found {
  customers: Customer[]
  count: number
}

/**
 * Live customers that are asked for, newest first, and how many there are. The database knows no endings: what contains
 * one is looked at here. Raises Unsearchable where that is too much.
 */
async function find(ctx: Context, { filter, members, endings }: Asked, needed: number): Promise<Found> {
  const list = { filter, members, sort: 'created_at', direction: 'desc', size: pageRows } as const
  const customers: Customer[] = []
  let after: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const read = await listCustomers(ctx, { ...list, after })
    customers.push(...read.customers.filter((customer) => endsAsAsked(customer, endings)))
    if (!read.more || read.endCursor === null) return { customers, count: customers.length }
    if (endings.length === 0 && customers.length >= needed)
      return { customers, count: await countCustomers(ctx, list, 'exact') }
    after = read.endCursor
  }
  throw new Unsearchable()
}

const endsAsAsked = (customer: Customer, endings: Asked['endings']) =>
  endings.every(({ column, path: [member], ending }) => {
    const value = customer[column]
    const text = member === undefined ? value : (value as Record<string, unknown> | null)?.[member]
    return String(text ?? '')
      .toLowerCase()
      .endsWith(ending)
  })

/** All values are text; what there is none of is `None` where the contract says so. */
function itemOf(setup: Setup, customer: Customer, memberships: readonly Membership[]) {
  const { lifetime_purchases, current_slab } = standingOf(setup, customer, memberships)
  return {
    user_id: String(customer.number),
    org_id: customer.organization_id,
    firstname: customer.first_name ?? '',
    lastname: customer.last_name ?? '',
    mobile: mobileOf(customer) ?? '',
    email: customer.email?.toLowerCase() ?? '',
    external_id: customer.external_id ?? 'None',
    loyalty_points: String(customer.loyalty_balance),
    lifetime_points: String(customer.loyalty_lifetime_points),
    lifetime_purchases: String(lifetime_purchases),
    current_slab: current_slab ?? '',
    registered_on: toLocal(customer.registered_at ?? customer.created_at, setup.timeZone),
    registered_by: customer.registered_till ?? '',
    last_trans_value: '',
    attributes: { attribute: fieldsOf(customer.custom_fields).field },
  }
}
