import type { Sql } from 'postgres'

const chunkRows = 50_000

/**
 * What customer number `i` (from 1) of `count` is called. Ids look like UUIDv7 and rise with `i`; their first 48 bits,
 * the time of creation in milliseconds, are written in decimal digits only, so that pgbench can make an id of a number
 * without a function of its own.
 */
export const idStep = (count: number) => Math.floor(89_999_999 / count)
const idDigits = (count: number, i: number) => 10_000_000 + i * idStep(count)
export const idOf = (count: number, i: number) =>
  `019a${String(idDigits(count, i)).replace(/^.{4}/, '$&-')}-7000-8000-000000000000`
export const createdAtOf = (count: number, i: number) =>
  new Date(Number(`0x019a${idDigits(count, i)}`)).toISOString()

// A prime modulus: every number up to it has an e-mail of its own, and their order is not that of creation.
export const scatter = { factor: 48_271, modulus: 99_999_989 }
export const emailOf = (i: number) => `e${(i * scatter.factor) % scatter.modulus}@shop.example`
/** Every twentieth has none. */
export const hasEmail = (i: number) => i % 20 !== 0

/** The same as SQL, of expressions for the digits of the id and of the e-mail. */
export const idSql = (digits: string) => `('019a' || ${digits} || '70008000000000000000')::uuid`
export const emailSql = (scattered: string) => `('e' || ${scattered} || '@shop.example')`

// biome-ignore format: words
const firstNames = ['Amara', 'Bela', 'Carlo', 'Dana', 'Elif', 'Farid', 'Greta', 'Hana', 'Ivo', 'Jonas', 'Kemi', 'Lena', 'Mira', 'Nadia', 'Oskar', 'Petra', 'Rosa', 'Samir', 'Tara', 'Umar', 'Vera', 'Yara']
// biome-ignore format: words
const lastNames = {
  heads: ['Al', 'Bran', 'Cor', 'Del', 'Eren', 'Fal', 'Gar', 'Hol', 'Isen', 'Kar', 'Lind', 'Mor', 'Nor', 'Oka', 'Pel', 'Ran', 'Sol', 'Tor', 'Val', 'Win'],
  tails: ['berg', 'dale', 'enko', 'feld', 'gard', 'holm', 'ini', 'ker', 'land', 'mann', 'ova', 'rup', 'sen', 'stad', 'tini', 'vik', 'well', 'yan', 'bury', 'ford'],
}
const oneOf = (words: string[], i: string) => `('{${words}}'::text[])[1 + (${i}) % ${words.length}]`

const insertText = (organizationId: string, count: number) => `
insert into customers (organization_id, id, number, created_at, created_by, email, email_verified, phone, phone_e164, full_name,
  first_name, last_name, language, last_geo_city, last_geo_region, last_geo_country, last_geo_timezone, last_geo_source,
  sms_promotional_consent, total_orders, total_messages, engaged_count, last_order_at, last_engaged_at, ltv, aov, activity_score,
  activity_rank, monetary_score, monetary_rank, loyalty_balance, loyalty_lifetime_points, metadata)
select '${organizationId}', ${idSql('digits')}, i, created_at, 'bench', case when i % 20 <> 0 then ${emailSql(`i * ${scatter.factor} % ${scatter.modulus}`)} end, i % 3 = 0,
  '+1415' || 2000000 + i, '+1415' || 2000000 + i, first || ' ' || last, first, last, 'en', 'Oakland', 'CA', 'US',
  'America/Los_Angeles', 'ip', i % 7 <> 0, orders, r % 40, r % 9, case when orders > 0 then created_at + r % 2000000 * interval '1 second' end,
  created_at + r % 3000 * interval '1 minute', orders * spent, spent, r % 1000 / 10.0,
  r % 6, r % 700 / 7.0, r % 5, r % 500, r % 5000,
  jsonb_build_object('tier', (array['bronze', 'silver', 'gold'])[1 + r % 3], 'visits', r % 50, 'newsletter', i % 2 = 0)
from (
  select i, r, digits, to_timestamp(('x0000019a' || digits)::bit(64)::bigint / 1000.0) as created_at, greatest(r % 20 - 5, 0) as orders, ((1999 + r % 7000) / 100.0)::numeric(14, 2) as spent,
    ${oneOf(firstNames, 'r')} as first, ${oneOf(lastNames.heads, 'r / 31')} || ${oneOf(lastNames.tails, 'r / 997')} as last
  from (
    select i, hashint8extended(i, 0) & 1073741823 as r, (10000000 + i * ${idStep(count)})::text as digits
    from generate_series($1::bigint, $2::bigint) as i
  ) as _
) as _`

/** Fills an organization with made-up customers, always the same ones, straight into the tables. */
export async function loadCustomers(sql: Sql, organizationId: string, count: number): Promise<void> {
  await sql.unsafe("set synchronous_commit = off; set maintenance_work_mem = '256MB'")
  // Built once at the end they cost a fraction of what they cost row by row.
  const indexes = await sql<{ name: string; definition: string }[]>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = 'public' and tablename in ('customers', 'customer_search') and indexdef not like 'CREATE UNIQUE %'`
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`)
  for (let from = 1; from <= count; from += chunkRows)
    await sql.unsafe(insertText(organizationId, count), [from, Math.min(from + chunkRows - 1, count)])
  for (const { definition } of indexes) await sql.unsafe(definition)
  await sql`insert into organization_numbers (organization_id, next) values (${organizationId}, ${count + 1})`
  await sql.unsafe('reset all')
  await sql.unsafe('vacuum analyze')
  // What the load leaves to be written out must not be written out during the first measurement.
  await sql.unsafe('checkpoint')
  await warm(sql)
}

/** Reads everything once, where PostgreSQL can: a record that is in use is in memory, and what is measured is not the disk. */
async function warm(sql: Sql): Promise<void> {
  const available = await sql`select from pg_available_extensions where name = 'pg_prewarm'`
  if (available.length === 0) return
  await sql`create extension if not exists pg_prewarm`
  await sql`
    select pg_prewarm(oid) from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'i') and relpages > 0`
}
