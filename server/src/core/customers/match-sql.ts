import type { Parameter } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Customer } from './customer.ts'
import { mostRows } from './list-sql.ts'
import type { Match } from './match.ts'
import { columnsOf } from './sql.ts'

const allColumns = columnsOf('c')

/**
 * The live customers that match, newest first from behind `after`, and how many match in all; null where `after` is no
 * customer that the product has. Where nothing but the product is asked for, they are read in order and counted over an
 * index; else they are looked up once for both.
 */
export async function selectMatching(
  { db, organizationId }: Context,
  match: Match,
  rows: number,
  after: string | null,
): Promise<{ rows: Customer[]; total: number } | null> {
  const parameters: Parameter[] = [organizationId]
  const bind = (value: string | number) => `$${parameters.push(String(value))}::text`
  const conditions = conditionsOf(match, bind)
  const isTold = match.product === null ? '' : `and ${isOfProduct(match.product, bind)}`
  const size = bind(rows)
  const place = after === null ? null : `${bind(after)}::uuid`
  // A limit in the text: of one in a parameter the planner assumes a tenth of the table.
  const text = `
with matching as ${conditions.length > 0 ? 'materialized' : 'not materialized'} (
  select c.id from customers c
  where c.organization_id = $1::text::uuid and c.archived_at is null
    ${conditions.map((one) => `and ${one}`).join(' ')} ${isTold}
)
select t.total, p.known, ${allColumns}
from (select count(*) as total from matching) t
cross join (select ${place ? `exists (select from customers c where c.organization_id = $1::text::uuid and c.id = ${place} ${isTold})` : 'true'} as known) p
left join lateral (
  select id from (
    select m.id from matching m ${place ? `where m.id < ${place}` : ''} order by m.id desc limit ${mostRows + 1}
  ) f limit ${size}::integer
) f on true
left join customers c on c.organization_id = $1::text::uuid and c.id = f.id
order by f.id desc`
  const found = await db.inTurn.query<Customer & { total: number; known: boolean }>(text, parameters)
  if (!found[0]?.known) return null
  const customers = found.filter((row) => row.id !== null)
  return { total: found[0].total, rows: customers.map(({ total, known, ...customer }) => customer) }
}

type Bind = (value: string | number) => string

function conditionsOf({ externalId, ssn, birth = {} }: Match, bind: Bind): string[] {
  const all: string[] = []
  // PostgreSQL keeps no zero character, and raises an error when asked for one.
  if (externalId?.includes('\0')) all.push('false')
  else if (externalId !== undefined) all.push(`c.external_id collate "C" = ${bind(externalId)}`)
  // The digits may have been written since without the number: then the hash is of another one.
  if (ssn) all.push(`c.ssn_hash = ${bind(ssn.hash)}::bytea and c.ssn_last4 = ${bind(ssn.last4)}`)
  for (const part of ['month', 'day', 'year'] as const) {
    const value = birth[part]
    if (value !== undefined) all.push(`c.birth_${part} = ${bind(value)}::bigint`)
  }
  return all
}

/** The customer is tied to no product, or to this one. */
function isOfProduct(product: string, bind: Bind): string {
  const own = `p.merchant_key is null or p.merchant_key = ${bind(product)}`
  const cards = `from card_enrolments e
    join card_programmes p on p.organization_id = e.organization_id and p.id = e.card_programme_id
    where e.organization_id = c.organization_id and e.customer_id = c.id`
  return `coalesce((select bool_or(${own}) ${cards}), true)`
}
