import { atOnce } from '../../db/at-once.ts'
import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import type { UserContext } from '../context.ts'
import type { Identifier } from '../problem.ts'
import { type Column, type Customer, columns, defaults, type NormalChanges } from './customer.ts'
import type { Reading } from './reading.ts'

/** Which unique index guards which identifier. */
export const identifierOf: Readonly<Record<string, Identifier>> = {
  customers_email: 'email',
  customers_phone: 'phone',
  customers_external_id: 'external_id',
}

/** What every write owes besides the row: who and when, for the change feed, and its idempotency record. */
export interface Origin {
  organization_id: string
  actor: string
  request_id: string
  /** Absent where the caller says nothing of whom it acts for. */
  user_context?: UserContext | null | undefined
  /** ISO 8601, UTC. */
  at: string
}

export interface Remembered {
  key: string
  fingerprint: string
}

export interface Creation extends Origin {
  id: string
  number: number
  changes: NormalChanges
  remember: Remembered | null
}

const names = Object.keys(columns) as Column[]
export const written = names.filter((name) => name !== 'number')

/** `c.id, c.email, …`: every column that leaves the database. */
export const columnsOf = (alias: string) => names.map((name) => `${alias}.${name}`).join(', ')

// What a creation says of a column outside its changes.
const stated = {
  organization_id: 'i.organization_id',
  id: 'i.id',
  number: 'i.number',
  created_at: 'i.at',
  created_by: 'i.actor',
} satisfies Partial<Record<Column, string>>

/**
 * @param also a statement that adds what belongs to those who were `created`, or nothing.
 * @param columns what is answered of `customers c`.
 */
const insertText = (also: string, columns = columnsOf('c')) => `
with input as (
  select i.request_id, i.user_context, i.remember, i.changes, ${names.map((name) => `${stated[name as keyof typeof stated] ?? `n.${name}`} as ${name}`).join(', ')}
  from jsonb_to_recordset($1::text::jsonb) as i(organization_id uuid, id uuid, number bigint, actor text, request_id text, user_context jsonb, at timestamptz, changes jsonb, remember jsonb)
  cross join lateral jsonb_populate_record(null::customers, i.changes) as n
), created as (
  insert into customers (${names.join(', ')})
  select ${names.map((name) => (name in defaults ? `coalesce(${name}, ${defaults[name as keyof typeof defaults]})` : name)).join(', ')}
  from input
  on conflict do nothing
  returning *
), line as (
  insert into changes (organization_id, customer_id, version, kind, after, actor, request_id, user_context, at)
  select i.organization_id, i.id, 1, 'created', i.changes, i.created_by, i.request_id, i.user_context, i.created_at
  from input i join created c using (organization_id, id)
), remembered as (
  insert into idempotency (organization_id, key, fingerprint, result)
  select i.organization_id, i.remember->>'key', i.remember->>'fingerprint', jsonb_build_array(jsonb_build_object('customer', to_jsonb(c) - 'search_key', 'created', true))
  from input i join created c using (organization_id, id)
  where i.remember is not null
)${also && `, belonging as (${also})`}
select ${columns} from created c`

const insertAloneText = insertText('')

/**
 * Adds customers with their lines of the change feed and their idempotency records. A customer whose identifier is
 * held by another live one is left out of the answer (null in its place). Raises a violation of `idempotency_pkey`
 * when a key has been used before.
 */
export function insertCustomers(db: Queryable, creations: Creation[]): Promise<(Customer | null)[]> {
  return insert(db, creations, insertAloneText)
}

/** As insertCustomers, answering with what is to be read of the customers. */
export async function insertReading<Row extends Named>(
  db: Queryable,
  creations: Creation[],
  reading: Reading<Row>,
): Promise<(Row | null)[]> {
  const text = insertText('', reading.columns)
  return inOrder(creations, await reading.rows(db, text, [JSON.stringify(creations)]))
}

async function insert(db: Queryable, creations: Creation[], text: string): Promise<(Customer | null)[]> {
  const rows = await db.query<Customer>(text, [JSON.stringify(creations)])
  return inOrder(creations, rows)
}

export const insertGathered: Gathered<Creation, Customer | null> = { lane: 'writes', run: insertCustomers }

/** As that, with what `also` adds for those who were `created`, in the same statement. */
export function insertingAlso(also: string): typeof insertGathered {
  const text = insertText(also)
  return { lane: 'writes', run: (db, creations) => insert(db, creations, text) }
}

export interface Named {
  organization_id: string
  id: string
}

/** As `unnest($1::text::uuid[], $2::text::uuid[])` takes them: organizations, and ids. */
export const arraysOf = (keys: Named[]): [string, string] => [
  `{${keys.map((key) => key.organization_id).join()}}`,
  atOnce(`{${keys.map((key) => key.id).join()}}`),
]

const selectText = `
select ${columnsOf('c')}
from unnest($1::text::uuid[], $2::text::uuid[]) as i(organization_id, id)
join customers c on c.organization_id = i.organization_id and c.id = i.id`

/** Live and archived customers alike; null in the place of one that is not there. */
export async function selectCustomers(db: Queryable, keys: Named[]): Promise<(Customer | null)[]> {
  const rows = await db.query<Customer>(selectText, arraysOf(keys))
  return inOrder(keys, rows)
}

export const selectGathered: Gathered<Named, Customer | null> = { lane: 'reads', run: selectCustomers }

/** The rows in the order of the keys, null in the place of one that is not there. */
export function inOrder<Row extends Named>(keys: Named[], rows: Row[]): (Row | null)[] {
  if (keys.length === 1) return [rows[0] ?? null]
  const byKey = new Map(rows.map((row) => [row.organization_id + row.id, row]))
  return keys.map((key) => byKey.get(key.organization_id + key.id) ?? null)
}

const holdersText = `
select i.row, c.id as holder, f.field
from jsonb_to_recordset($2::text::jsonb) as i(row integer, id uuid, email text, phone text, external_id text)
join customers c on c.organization_id = $1::text::uuid and c.archived_at is null and c.id is distinct from i.id
  and (lower(c.email) collate "C" = lower(i.email) or c.phone_e164 collate "C" = i.phone or c.external_id collate "C" = i.external_id)
cross join lateral (values (1, 'email', lower(c.email) = lower(i.email)), (2, 'phone', c.phone_e164 = i.phone),
  (3, 'external_id', c.external_id = i.external_id)) as f(place, field, held)
where f.held
order by i.row, f.place`

export interface Claim {
  /** Place in a batch; null outside one. */
  row: number | null
  /** The customer that claims, when it exists already. */
  id: string | null
  email: string | null
  phone: string | null
  external_id: string | null
}

/** The live customers that hold what is claimed. */
export function selectHolders(db: Queryable, organizationId: string, claims: Claim[]) {
  return db.query<{ row: number | null; holder: string; field: Identifier }>(holdersText, [
    organizationId,
    JSON.stringify(claims),
  ])
}
