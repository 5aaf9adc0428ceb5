import assert from 'node:assert/strict'
import type { Queryable } from '../src/db/database.ts'
import type { Client } from './app.ts'
import { full, patch } from './customers.ts'

/** Words that occur nowhere but in what is held about one person. */
export const traces = [
  'mira.first@trace.example',
  'mira.second@trace.example',
  'mira.double@trace.example',
  '14155552671',
  '14155550123',
  'Zebrowska',
  'Quagga',
  'Okapistrasse',
  'crm-okapi',
  'tapir',
  'till-tapir',
  'numbat',
]

export interface Life {
  id: string
  /** The record of the same person that was merged into the first. */
  doubleId: string
  /** Somebody else, who shared a batch with them. */
  neighbourId: string
}

export const keyOfCreation = { 'idempotency-key': 'k-create' }
export const creation = {
  ...full,
  email: 'mira.first@trace.example',
  full_name: 'Mira Zebrowska',
  first_name: 'Mira',
  last_name: 'Zebrowska',
  external_id: 'crm-okapi',
  street_line1: 'Okapistrasse 7',
  source_record_id: 'till-tapir',
  ltv: '250.75',
  metadata: { pet: 'tapir' },
  custom_fields: { pet: 'Tapir' },
}

/** Lets somebody live through all that is held about people: changes, keys, a batch with a neighbour, a merge. */
export async function aLife(owner: Client): Promise<Life> {
  const created = await owner.post('/v1/customers', creation, keyOfCreation)
  const { id } = created.body
  const path = `/v1/customers/${id}`
  const changed = await patch(
    owner,
    path,
    { email: 'mira.second@trace.example' },
    { 'idempotency-key': 'k-patch' },
  )
  const operations = [
    { op: 'create', body: { email: 'neighbour@shop.example', ltv: '1.25', total_orders: 2 } },
    { op: 'patch', id, body: { city: 'Quagga' } },
  ]
  const batch = await owner.post('/v1/customers/batch', { operations }, { 'idempotency-key': 'k-batch' })
  const double = await owner.post('/v1/customers', {
    email: 'mira.double@trace.example',
    phone: '+14155550123',
    total_orders: 3,
    metadata: { friend: 'numbat' },
  })
  const merged = await owner.post(
    `${path}/merge`,
    { victim: double.body.id },
    { 'idempotency-key': 'k-merge' },
  )
  assert.deepEqual(
    [created, changed, batch, double, merged].map(({ status }) => status),
    [201, 200, 200, 201, 200],
  )
  return { id, doubleId: double.body.id, neighbourId: batch.body.results[0].customer.id }
}

/** Every row of every table, as text. */
export async function dumpOf(db: Queryable): Promise<string[]> {
  const tables = await db.query<{ name: string }>(`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema not in ('pg_catalog', 'information_schema') and table_type = 'BASE TABLE'`)
  assert.ok(tables.length >= 8)
  const lines: string[] = []
  for (const { name } of tables)
    for (const { line } of await db.query<{ line: string }>(`select t::text as line from ${name} t`))
      lines.push(`${name}: ${line}`)
  return lines
}

/** Which of the traces are left. */
export async function tracesIn(db: Queryable): Promise<string[]> {
  const lines = (await dumpOf(db)).map((line) => line.toLowerCase())
  return traces.filter((trace) => lines.some((line) => line.includes(trace.toLowerCase())))
}

/** The figures of all customers together. */
export async function sumsOf(db: Queryable): Promise<unknown> {
  const [row] = await db.query(`
    select count(*) as customers, sum(total_orders) as orders, sum(total_returns) as returns, sum(ltv)::text as ltv,
      sum(total_messages) as messages, sum(loyalty_balance) as balance, sum(loyalty_lifetime_points) as points
    from customers`)
  return { ...(row as object) }
}
