import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { type Customer, columns, defaults } from '../customers/customer.ts'
import { columnsOf } from '../customers/sql.ts'
import { emptyRequests, heldRequests } from '../identity-requests/held-sql.ts'
import { emptyPoints, heldPoints } from '../loyalty/held-sql.ts'
import { personalColumns } from './personal.ts'

const personText = `
with recursive up as (
  select id, merged_into from customers where organization_id = $1::text::uuid and id = $2::text::uuid
  union
  select c.id, c.merged_into from customers c join up on c.id = up.merged_into where c.organization_id = $1::text::uuid
), person as (
  select id from up
  union
  select c.id from customers c join person p on c.merged_into = p.id where c.organization_id = $1::text::uuid
)
select ${columnsOf('c')} from customers c
where c.organization_id = $1::text::uuid and c.id in (select id from person)
order by c.id`

/** The rows that one person has: the customer, and whatever was merged into it or it into. */
export function selectPerson(db: Queryable, ctx: Context, id: string): Promise<Customer[]> {
  return db.query<Customer>(personText, [ctx.organizationId, id])
}

/** What is held about a person beside the rows themselves and what was told of them. */
export interface Held {
  cards: unknown[]
  links: unknown[]
  sessions: unknown[]
  memberships: unknown[]
  points: unknown[]
  tier_changes: unknown[]
  identity_requests: unknown[]
  jobs: unknown[]
}

/** Tables whose rows tell whom they were made for. */
const belongings = {
  cards: 'card_enrolments',
  links: 'customer_links',
  sessions: 'customer_sessions',
} as const

const belongingsText = Object.entries(belongings).map(
  ([name, table]) => `
  (select coalesce(jsonb_agg(to_jsonb(b) - 'organization_id' order by b.created_at), '[]') from ${table} b
    where b.organization_id = $1::text::uuid and b.made_for = any($2::text::uuid[])) as ${name}`,
)

const pointsText = Object.entries(heldPoints).map(([name, rows]) => `${rows} as ${name}`)

const heldText = `
select
  ${[...belongingsText, ...pointsText, `${heldRequests} as identity_requests`].join()}`

export async function selectHeld(db: Queryable, ctx: Context, ids: string[]): Promise<Held> {
  const [held] = await db.query<Omit<Held, 'jobs'>>(heldText, [ctx.organizationId, list(ids)])
  const nothing = {
    cards: [],
    links: [],
    sessions: [],
    memberships: [],
    points: [],
    tier_changes: [],
    identity_requests: [],
  }
  return { ...nothing, ...held, jobs: await queuedJobs(db, ctx, ids) }
}

const emptied = personalColumns.map(
  (name) => `${name} = ${columns[name].endsWith('?') ? 'null' : defaults[name as keyof typeof defaults]}`,
)

// While somebody was merged into another, that one's versions may show what is theirs; they do so after an unmerge, too.
const spans = `
  spans as (
    select (m.after->>'merged_into')::uuid as survivor,
      coalesce((select min(s.version) from changes s where s.organization_id = $1::text::uuid
        and s.customer_id = (m.after->>'merged_into')::uuid and s.kind = 'merged' and s.at = m.at), 1) as first,
      coalesce((select max(s.version) from changes s where s.organization_id = $1::text::uuid
        and s.customer_id = (m.after->>'merged_into')::uuid and s.kind = 'unmerged' and s.at = (
          select min(u.at) from changes u where u.organization_id = $1::text::uuid
            and u.customer_id = m.customer_id and u.kind = 'unmerged' and u.version > m.version)), 2147483647) as last
    from changes m
    where m.organization_id = $1::text::uuid and m.customer_id = any($2::text::uuid[])
      and m.kind = 'merged' and m.after->>'merged_into' is not null
  )`

const tells = `exists (
  select from spans where spans.survivor = (o.outcome->'customer'->>'id')::uuid
    and (o.outcome->'customer'->>'version')::integer between spans.first and spans.last)`

const erasing = {
  // Of the row itself: what was told of it beforehand may hold what another erasure has removed meanwhile.
  spansOfAnswers: `
    with ${spans}
    update idempotency r set fingerprint = 'erased', result = (
      select coalesce(jsonb_agg(o.outcome), '[]') from jsonb_array_elements(r.result) o(outcome) where not ${tells})
    where r.organization_id = $1::text::uuid
      and exists (select from jsonb_array_elements(r.result) o(outcome) where ${tells})`,
  spansOfOtherAnswers: `
    with ${spans}
    update idempotency r set fingerprint = 'erased', answer = null, about = '{}' from spans
    where r.organization_id = $1::text::uuid and r.about @> array[spans.survivor]`,
  spansOfChanges: `
    with ${spans}
    update changes c set before = null, after = '{}' from spans
    where c.organization_id = $1::text::uuid and c.customer_id = spans.survivor and c.version between spans.first and spans.last`,
  row: `
    update customers set ${emptied.join(', ')}, ssn_hash = null, archived_at = coalesce(archived_at, $3::text::timestamptz),
      version = version + 1, updated_at = $3::text::timestamptz, updated_by = $4
    where organization_id = $1::text::uuid and id = any($2::text::uuid[])`,
  changes: `
    update changes set before = null, after = '{}'
    where organization_id = $1::text::uuid and customer_id = any($2::text::uuid[])`,
  // The key stays used: without it a late retry would write the person again. No fingerprint is like this one.
  idempotency: `
    update idempotency r set fingerprint = 'erased', answer = null, about = '{}', result = (
      select coalesce(jsonb_agg(e.outcome), '[]') from jsonb_array_elements(r.result) e(outcome)
      where (e.outcome->'customer'->>'id')::uuid <> all($2::text::uuid[]))
    where r.organization_id = $1::text::uuid and (r.about && $2::text::uuid[] or exists (
      select from jsonb_array_elements(r.result) e(outcome)
      where (e.outcome->'customer'->>'id')::uuid = any($2::text::uuid[])))`,
  merges: `
    delete from merges where organization_id = $1::text::uuid
      and (survivor_id = any($2::text::uuid[]) or victim_id = any($2::text::uuid[]))`,
  belongings: Object.values(belongings).map(
    (table) => `
    delete from ${table} where organization_id = $1::text::uuid and made_for = any($2::text::uuid[])`,
  ),
  tombstone: `
    insert into erasures (organization_id, customer_id, erased_at, actor, request_id)
    select $1::text::uuid, id, $3::text::timestamptz, $4, $5 from unnest($2::text::uuid[]) as ids(id)
    on conflict do nothing`,
  line: `
    insert into changes (organization_id, customer_id, version, kind, after, actor, request_id, at)
    select organization_id, id, version, 'erased', '{}', $3, $4, updated_at from customers
    where organization_id = $1::text::uuid and id = any($2::text::uuid[])`,
}

/** Removes what is held about the person whose rows these are. */
export async function eraseRows(tx: Queryable, ctx: Context, ids: string[], at: string): Promise<void> {
  const all = list(ids)
  const { organizationId, actor, requestId } = ctx
  await tx.query(erasing.row, [organizationId, all, at, actor])
  // These read the lines that the next one empties.
  await tx.query(erasing.spansOfAnswers, [organizationId, all])
  await tx.query(erasing.spansOfOtherAnswers, [organizationId, all])
  await tx.query(erasing.spansOfChanges, [organizationId, all])
  await tx.query(erasing.changes, [organizationId, all])
  await tx.query(erasing.idempotency, [organizationId, all])
  await tx.query(erasing.merges, [organizationId, all])
  await tx.query(emptyPoints, [organizationId, all])
  await tx.query(emptyRequests, [organizationId, all, actor])
  for (const text of erasing.belongings) await tx.query(text, [organizationId, all])
  await tx.query(erasing.tombstone, [organizationId, all, at, actor, requestId])
  await tx.query(erasing.line, [organizationId, all, actor, requestId])
  if (await jobsExist(tx)) await tx.query(deleteJobsText, [organizationId, all])
}

const erasuresText = `
select customer_id, erased_at from erasures
where organization_id = $1::text::uuid and customer_id = any($2::text::uuid[])`

/** Which of these were erased, and when. */
export async function selectErasures(
  db: Queryable,
  ctx: Context,
  ids: string[],
): Promise<Map<string, string>> {
  const parameters = [ctx.organizationId, list(ids)]
  const rows = await db.query<{ customer_id: string; erased_at: string }>(erasuresText, parameters)
  return new Map(rows.map(({ customer_id, erased_at }) => [customer_id, erased_at]))
}

const lockText = `
select id from customers where organization_id = $1::text::uuid and id = any($2::text::uuid[])
order by organization_id, id for update`

/** Keeps others from changing these until the transaction ends. @returns those that there are. */
export async function lockRows(tx: Queryable, ctx: Context, ids: string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(lockText, [ctx.organizationId, list(ids)])
  return rows.map(({ id }) => id)
}

// Jobs that are about a customer name it and its organization in their data.
const aboutText = `data->>'organization_id' = $1 and (data->>'customer_id')::uuid = any($2::text::uuid[])`
const deleteJobsText = `delete from jobs.job where ${aboutText}`
const selectJobsText = `select name, data, created_on from jobs.job where ${aboutText}`

async function queuedJobs(db: Queryable, ctx: Context, ids: string[]): Promise<unknown[]> {
  return (await jobsExist(db)) ? db.query(selectJobsText, [ctx.organizationId, list(ids)]) : []
}

/** The queue makes its own schema when it first starts. */
async function jobsExist(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ there: boolean }>("select to_regclass('jobs.job') is not null as there")
  return row?.there ?? false
}

const list = (ids: string[]) => `{${ids.join()}}`
