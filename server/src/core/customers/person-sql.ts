import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Customer } from './customer.ts'
import type { Person } from './person.ts'
import { columnsOf, type Origin, written } from './sql.ts'

const peopleText = `
select ${columnsOf('c')}, c.ssn_hash::text as ssn_hash
from customers c
where c.organization_id = $1::text::uuid and c.id = any($2::text::uuid[])
order by c.organization_id, c.id`

/** The rows of these ids, live and archived, by their id. */
export async function selectPeople(
  db: Queryable,
  ctx: Context,
  ids: string[],
  lock: 'locked' | 'as they are',
): Promise<Map<string, Person>> {
  // In the order in which every statement that changes several locks them.
  const text = lock === 'locked' ? `${peopleText} for update of c` : peopleText
  const rows = await db.query<Person>(text, [ctx.organizationId, `{${ids.join()}}`])
  return new Map(rows.map((row) => [row.id, row]))
}

export interface Patch extends Origin {
  id: string
  kind: 'merged' | 'unmerged' | 'updated'
  patch: Partial<Person>
}

const unwritten = /^(organization_id|id|version|created_.*|updated_.*)$/
const changeable = [...written.filter((name) => !unwritten.test(name)), 'ssn_hash']

// The hash stays in the table: a line of the feed leaves the database.
const patchText = `
with found as materialized (
  select c as was, jsonb_populate_record(c, i.patch) as becomes, i.*
  from jsonb_to_record($1::text::jsonb) as i(organization_id uuid, id uuid, kind text, actor text,
    request_id text, user_context jsonb, at timestamptz, patch jsonb)
  join customers c on c.organization_id = i.organization_id and c.id = i.id
), changed as (
  update customers c
  set version = c.version + 1, updated_at = f.at, updated_by = f.actor,
    ${changeable.map((name) => `${name} = (f.becomes).${name}`).join(', ')}
  from found f
  where c.organization_id = f.organization_id and c.id = f.id
  returning c.*
), line as (
  insert into changes (organization_id, customer_id, version, kind, before, after, actor, request_id, user_context, at)
  select f.organization_id, f.id, (f.was).version + 1, f.kind, coalesce(d.before, '{}'), coalesce(d.after, '{}'),
    f.actor, f.request_id, f.user_context, f.at
  from found f
  cross join lateral (select to_jsonb(f.was) as was, to_jsonb(f.becomes) as becomes offset 0) j
  cross join lateral (
    select jsonb_object_agg(k, j.was->k) as before, jsonb_object_agg(k, j.becomes->k) as after
    from jsonb_object_keys(f.patch) k where k <> 'ssn_hash' and j.was->k is distinct from j.becomes->k) d
)
select ${columnsOf('changed')} from changed`

/**
 * Changes a customer that the transaction has locked, and writes its line of the change feed, also where nothing but
 * the version differs. Raises a violation of an identifier's index when another live customer holds it.
 */
export async function patchPerson(tx: Queryable, patch: Patch): Promise<Customer> {
  const [customer] = await tx.query<Customer>(patchText, [JSON.stringify(patch)])
  return customer as Customer
}
