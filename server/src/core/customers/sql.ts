import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import type { Identifier } from '../problem.ts'
import { type Column, type Customer, columns, defaults, type NormalChanges } from './customer.ts'

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
  /** ISO 8601, UTC. */
  at: string
}

export interface Remembered {
  key: string
  fingerprint: string
}

export interface Creation extends Origin {
  id: string
  changes: NormalChanges
  remember: Remembered | null
}

export interface Change extends Origin {
  id: string
  kind: 'updated' | 'archived'
  changes: NormalChanges & { archived_at?: string }
}

const names = Object.keys(columns) as Column[]
const written = names.filter((name) => name !== 'number')

/** `c.id, c.email, …`: every column that leaves the database. */
export const columnsOf = (alias: string) => names.map((name) => `${alias}.${name}`).join(', ')

const insertText = `
with input as (
  select i.request_id, i.remember, i.changes, n.*
  from jsonb_to_recordset($1::text::jsonb) as i(organization_id uuid, id uuid, actor text, request_id text, at timestamptz, changes jsonb, remember jsonb)
  cross join lateral jsonb_populate_record(null::customers, i.changes || jsonb_build_object(
    'organization_id', i.organization_id, 'id', i.id, 'created_at', i.at, 'created_by', i.actor)) as n
), created as (
  insert into customers (${written.join(', ')})
  select ${written.map((name) => (name in defaults ? `coalesce(${name}, ${defaults[name as keyof typeof defaults]})` : name)).join(', ')}
  from input
  on conflict do nothing
  returning *
), line as (
  insert into changes (organization_id, customer_id, version, kind, after, actor, request_id, at)
  select i.organization_id, i.id, 1, 'created', i.changes, i.created_by, i.request_id, i.created_at
  from input i join created c using (organization_id, id)
), remembered as (
  insert into idempotency (organization_id, key, fingerprint, result)
  select i.organization_id, i.remember->>'key', i.remember->>'fingerprint', jsonb_build_array(to_jsonb(c))
  from input i join created c using (organization_id, id)
  where i.remember is not null
)
select ${columnsOf('created')} from created`

/**
 * Adds customers with their lines of the change feed and their idempotency records. A customer whose identifier is
 * held by another live one is left out of the answer (null in its place). Raises a violation of `idempotency_pkey`
 * when a key has been used before.
 */
export async function insertCustomers(db: Queryable, creations: Creation[]): Promise<(Customer | null)[]> {
  const rows = await db.query<Customer>(insertText, [JSON.stringify(creations)])
  return inOrder(creations, rows)
}

export const insertGathered: Gathered<Creation, Customer | null> = { run: insertCustomers }

// What a change brings with it: names recomputed from a part, marks of verification that no longer hold.
const changeText = `
with input as (
  select * from jsonb_to_recordset($1::text::jsonb)
    as i(organization_id uuid, id uuid, kind text, actor text, request_id text, at timestamptz, changes jsonb)
), found as materialized (
  select i.kind, i.actor, i.request_id, i.at, i.changes, c as was
  from customers c join input i on i.organization_id = c.organization_id and i.id = c.id
  where c.archived_at is null or i.kind = 'archived'
  order by c.organization_id, c.id
  for update of c
), meant as materialized (
  select f.*, case
    when (was).archived_at is not null then '{}'::jsonb::jsonb
    else changes
      || case when changes ?| '{first_name,last_name}' and not changes ? 'full_name' then
        jsonb_build_object('full_name', nullif(concat_ws(' ',
          case when changes ? 'first_name' then changes->>'first_name' else (was).first_name end,
          case when changes ? 'last_name' then changes->>'last_name' else (was).last_name end), ''))
        else '{}'::jsonb end
      || case when changes ? 'email' and not changes ? 'email_verified'
        and lower(changes->>'email') is distinct from lower((was).email) then '{"email_verified": false}'::jsonb else '{}'::jsonb end
      || case when changes ? 'phone' and not changes ? 'phone_verified'
        and changes->>'phone' is distinct from (was).phone then '{"phone_verified": false}'::jsonb else '{}'::jsonb end
    end as patch
  from found f
), merged as materialized (
  select m.was, m.kind, m.actor, m.request_id, m.at, m.patch, n as becomes
  from meant m cross join lateral jsonb_populate_record(m.was, m.patch) as n
  where n is distinct from m.was
), changed as (
  update customers c
  set version = c.version + 1, updated_at = m.at, updated_by = m.actor,
    ${written
      .filter((name) => !/^(organization_id|id|version|created_.*|updated_.*)$/.test(name))
      .map((name) => `${name} = (m.becomes).${name}`)
      .join(', ')}
  from merged m
  where c.organization_id = (m.was).organization_id and c.id = (m.was).id
  returning c.*
), line as (
  insert into changes (organization_id, customer_id, version, kind, before, after, actor, request_id, at)
  select c.organization_id, c.id, c.version, m.kind,
    (select jsonb_object_agg(key, value) from jsonb_each(to_jsonb(m.was)) where m.patch ? key), m.patch, m.actor, m.request_id, m.at
  from changed c join merged m on (m.was).organization_id = c.organization_id and (m.was).id = c.id
)
select ${columnsOf('changed')} from changed
union all
select ${columnsOf('(f.was)')} from found f
where not exists (select from merged m where (m.was).organization_id = (f.was).organization_id and (m.was).id = (f.was).id)`

/**
 * Changes customers and writes their lines of the change feed; what changes nothing leaves version and feed alone.
 * Null in the place of a customer that is not there, or is archived and so not to be updated. Each customer may occur
 * once. Raises a violation of an identifier's index when another live customer holds it.
 */
export async function changeCustomers(db: Queryable, changes: Change[]): Promise<(Customer | null)[]> {
  const rows = await db.query<Customer>(changeText, [JSON.stringify(changes)])
  return inOrder(changes, rows)
}

export const changeGathered: Gathered<Change, Customer | null> = {
  run: changeCustomers,
  exclusive: ({ organization_id, id }) => organization_id + id,
}

interface Named {
  organization_id: string
  id: string
}

const selectText = `
select ${columnsOf('c')}
from unnest($1::text::uuid[], $2::text::uuid[]) as i(organization_id, id)
join customers c on c.organization_id = i.organization_id and c.id = i.id`

/** Live and archived customers alike; null in the place of one that is not there. */
export async function selectCustomers(db: Queryable, keys: Named[]): Promise<(Customer | null)[]> {
  const rows = await db.query<Customer>(selectText, [
    `{${keys.map((key) => key.organization_id).join()}}`,
    `{${keys.map((key) => key.id).join()}}`,
  ])
  return inOrder(keys, rows)
}

export const selectGathered: Gathered<Named, Customer | null> = { run: selectCustomers }

function inOrder(keys: Named[], rows: Customer[]): (Customer | null)[] {
  if (keys.length === 1) return [rows[0] ?? null]
  const byKey = new Map(rows.map((row) => [row.organization_id + row.id, row]))
  return keys.map((key) => byKey.get(key.organization_id + key.id) ?? null)
}

const holdersText = `
select i.row, c.id as holder,
  case when lower(c.email) = lower(i.email) then 'email' when c.phone_e164 = i.phone then 'phone' else 'external_id' end as field
from jsonb_to_recordset($2::text::jsonb) as i(row integer, id uuid, email text, phone text, external_id text)
join customers c on c.organization_id = $1::text::uuid and c.archived_at is null and c.id is distinct from i.id
  and (lower(c.email) collate "C" = lower(i.email) or c.phone_e164 collate "C" = i.phone or c.external_id collate "C" = i.external_id)
order by i.row, field`

export interface Claim {
  row: number
  /** The customer that claims, when it exists already. */
  id: string | null
  email: string | null
  phone: string | null
  external_id: string | null
}

/** The live customers that hold what is claimed. */
export function selectHolders(db: Queryable, organizationId: string, claims: Claim[]) {
  return db.query<{ row: number; holder: string; field: Identifier }>(holdersText, [
    organizationId,
    JSON.stringify(claims),
  ])
}
