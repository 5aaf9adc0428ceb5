import type { Queryable } from '../../db/database.ts'
import type { Gathered } from '../../db/gather.ts'
import { type Customer, columns, type FreeColumn, type NormalChanges } from './customer.ts'
import { columnsOf, inOrder, type Origin, type Remembered, written } from './sql.ts'

export interface Change extends Origin {
  id: string
  kind: 'updated' | 'archived' | 'restored'
  changes: NormalChanges & { archived_at?: string | null }
  /** The version that the caller has seen; null: whichever there is. */
  expected_version: number | null
  /** Patch metadata, custom and extended fields member by member (RFC 7396). */
  merge: boolean
  /** Of these, patch the first level alone. */
  merge_members?: readonly FreeColumn[] | undefined
  /** Written where the customer has nothing in the column. */
  where_empty?: NormalChanges | undefined
  /** The parts of the name are guessed from the whole: where the whole is as it was, so are they. */
  name_split?: true | undefined
  /** It brings the figures of a points ledger, which nobody else writes where there is one. */
  by_ledger?: boolean | undefined
  remember: Remembered | null
}

/** The customer after the change, or as it is where the change was not made: it is stale, or changed nothing. */
export type Changed = Customer & { stale: boolean }

const changeable = written.filter(
  (name) => !/^(organization_id|id|version|created_.*|updated_.*)$/.test(name),
)

// What `key` names, of the columns that hold free members.
const freeMembers = `case key ${written
  .filter((name) => columns[name] === 'json?')
  .map((name) => `when '${name}' then (was).${name}`)
  .join(' ')} end`

// One member as JSON: making all 75 of a row into JSON takes 22 µs, and a line needs them before and after.
const memberOf = (row: string) =>
  `case k ${changeable.map((name) => `when '${name}' then to_jsonb((${row}).${name})`).join(' ')} end`

// What a ledger says of a customer is so: whoever writes it beside the ledger is not heard.
const ledgerColumns = '{loyalty_balance,loyalty_lifetime_points,loyalty_last_activity_at}'

// `meant` is what the change brings with it: names recomputed from a part, marks of verification that no longer hold.
// `line` tells only what differs, so both sides of it are taken from whole rows.
const changeText = `
with input as (
  select * from jsonb_to_recordset($1::text::jsonb) as i(organization_id uuid, id uuid, kind text, actor text,
    request_id text, user_context jsonb, at timestamptz, changes jsonb, expected_version integer, merge boolean, merge_members jsonb, where_empty jsonb, by_ledger boolean, name_split boolean, remember jsonb)
), found as materialized (
  select i.*, c as was, coalesce(i.expected_version <> c.version, false) as stale
  from customers c join input i on i.organization_id = c.organization_id and i.id = c.id
  where case i.kind
    when 'updated' then c.archived_at is null
    when 'archived' then true
    when 'restored' then c.merged_into is null and not is_erased(c.organization_id, c.id) end
  order by c.organization_id, c.id
  for update of c
), meant as materialized (
  select f.*, case
    when stale or (was).archived_at is not null and kind = 'archived' then '{}'::jsonb
    else case when changes ?| '${ledgerColumns}' and by_ledger is not true and has_ledger(f.organization_id, f.id) then changes - '${ledgerColumns}'::text[] else changes end
      || case when merge then (select coalesce(jsonb_object_agg(key, json_merge_patch(${freeMembers}, value)), '{}')
        from jsonb_each(changes) where jsonb_typeof(value) = 'object') else '{}' end
      || case when merge_members is null then '{}' else (
        select coalesce(jsonb_object_agg(key, json_merge_members(${freeMembers}, value)), '{}')
        from jsonb_each(changes) where merge_members ? key and jsonb_typeof(value) = 'object') end
      || case when where_empty is null then '{}' else (
        select coalesce(jsonb_object_agg(k, value), '{}')
        from jsonb_each(where_empty) e(k, value) where ${memberOf('was')} is null and not changes ? k) end
      || case when changes ?| '{first_name,last_name}' and not changes ? 'full_name' then
        jsonb_build_object('full_name', nullif(concat_ws(' ',
          case when changes ? 'first_name' then changes->>'first_name' else (was).first_name end,
          case when changes ? 'last_name' then changes->>'last_name' else (was).last_name end), ''))
        else '{}' end
      || case when name_split and changes->>'full_name' = (was).full_name then
        jsonb_build_object('first_name', (was).first_name, 'last_name', (was).last_name) else '{}' end
      || case when changes ? 'email' and not changes ? 'email_verified'
        and lower(changes->>'email') is distinct from lower((was).email) then '{"email_verified": false}'::jsonb
        else '{}' end
      || case when changes ? 'phone' and not changes ? 'phone_verified'
        and changes->>'phone' is distinct from (was).phone then '{"phone_verified": false}'::jsonb else '{}' end
    end as patch
  from found f
), made as materialized (
  select m.was, m.kind, m.actor, m.request_id, m.user_context, m.at, m.patch, n as becomes, n.*
  from meant m cross join lateral jsonb_populate_record(m.was, m.patch) as n
  where n is distinct from m.was
), changed as (
  update customers c
  set version = c.version + 1, updated_at = m.at, updated_by = m.actor,
    ${changeable.map((name) => `${name} = m.${name}`).join(', ')}
  from made m
  where c.organization_id = m.organization_id and c.id = m.id
  returning c.*
), line as (
  insert into changes (organization_id, customer_id, version, kind, before, after, actor, request_id, user_context, at)
  select m.organization_id, m.id, m.version + 1, m.kind, d.before, d.after, m.actor, m.request_id, m.user_context, m.at
  from made m
  cross join lateral (
    select jsonb_object_agg(k, was) as before, jsonb_object_agg(k, becomes) as after
    from jsonb_object_keys(m.patch) k
    cross join lateral (select ${memberOf('m.was')} as was, ${memberOf('m.becomes')} as becomes offset 0) v
    where was is distinct from becomes) d
), answer as (
  select ${columnsOf('c')}, false as stale from changed c
  union all
  select ${columnsOf('(f.was)')}, f.stale from found f
  where not exists (
    select from made m where m.organization_id = f.organization_id and m.id = f.id)
), remembered as (
  insert into idempotency (organization_id, key, fingerprint, result)
  select i.organization_id, i.remember->>'key', i.remember->>'fingerprint', 
    jsonb_build_array(jsonb_build_object('customer', to_jsonb(a) - 'stale', 'created', false))
  from input i join answer a using (organization_id, id)
  where i.remember is not null and not a.stale
)
select * from answer`

/**
 * Changes customers and writes their lines of the change feed and their idempotency records; what changes nothing
 * leaves version and feed alone. Null in the place of a customer that is not there, or is archived and so not to be
 * updated. Each customer may occur once. Raises a violation of an identifier's index when another live customer holds
 * it, and of `idempotency_pkey` when a key has been used before.
 */
export async function changeCustomers(db: Queryable, changes: Change[]): Promise<(Changed | null)[]> {
  const rows = await db.query<Changed>(changeText, [JSON.stringify(changes)])
  return inOrder(changes, rows)
}

export const changeGathered: Gathered<Change, Changed | null> = {
  lane: 'writes',
  run: changeCustomers,
  exclusive: ({ organization_id, id }) => organization_id + id,
}
