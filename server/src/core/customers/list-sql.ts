import type { Parameter, Queryable } from '../../db/database.ts'
import type { Filter } from './filter.ts'
import { filterText } from './filter-sql.ts'
import { type Bind, keys, partsOf, type Walk } from './list-sort.ts'
import { isMember, type Members, membersText } from './members-sql.ts'
import type { Reading } from './reading.ts'

/** What a listed customer must meet, all of it. */
export interface Criteria {
  /** Part of the e-mail, the phone or the full name in any case; at least two characters. */
  search?: string | undefined
  /** Exact, in any case. */
  email?: string | undefined
  /** Exact: a number that is valid in any spelling, another as it was given. */
  phone?: string | undefined
  externalId?: string | undefined
  /** ISO 8601, inclusive. */
  createdFrom?: string | undefined
  /** ISO 8601, exclusive. */
  createdBefore?: string | undefined
  /** The archived customers in place of the live ones. */
  archived?: boolean | undefined
  filter?: Filter | undefined
  members?: Members | undefined
}

/** The most rows of a page, and one more that tells whether there is another page. */
export const mostRows = 100
// A limit in the text: of a limit in a parameter the planner assumes a tenth of the table, and sorts it.
const limit = mostRows + 1

/** Reads in order until enough customers meet the criteria. */
export async function readInOrder<Row>(
  db: Queryable,
  criteria: Criteria,
  walk: Walk,
  reading: Reading<Row>,
): Promise<Row[]> {
  const found: Row[] = []
  for (const part of partsOf(walk)) {
    if (found.length === walk.rows) break
    const { bind, parameters } = binding(walk)
    const text = `
select * from (
  select ${reading.columns} from customers c
  where ${conditions(criteria, bind)} and ${part.condition(bind)} ${criteria.search === undefined ? '' : `and ${matches(criteria.search, bind)}`}
  order by ${part.order} limit ${limit}
) c limit ${bind(walk.rows - found.length)}::text::integer`
    found.push(...(await reading.rows(db, text, parameters, prepared(criteria))))
  }
  return found
}

/** What the first rows of an order told, and whether they settle which customers are the answer. */
export interface Probed<Row> {
  found: Row[]
  settled: boolean
}

/** Reads at most so many customers in order. */
export async function probe<Row>(
  db: Queryable,
  criteria: Criteria & { search: string },
  walk: Walk,
  reading: Reading<Row>,
  most: number,
): Promise<Probed<Row>> {
  const found: Row[] = []
  for (const part of partsOf(walk)) {
    const wanted = walk.rows - found.length
    if (wanted === 0) break
    const { bind, parameters } = binding(walk)
    // The last of the rows is answered even where it does not match: it tells that there may be more.
    const text = `
select ${reading.columns}, p.place, p.matches from (
  select * from (
    select c.id, row_number() over () as place, c.matches from (
      select c.id, coalesce(${matches(criteria.search, bind)}, false) as matches from customers c
      where ${conditions(criteria, bind)} and ${part.condition(bind)}
      order by ${part.order} limit ${most}
    ) c
  ) p where p.matches or p.place = ${most} limit ${bind(wanted)}::text::integer
) p ${rowOf('p')} order by p.place`
    const rows = await reading.rows<{ place: number; matches: boolean }>(db, text, parameters)
    found.push(...rows.filter((row) => row.matches))
    if (found.length < walk.rows && rows.at(-1)?.place === most) return { found, settled: false }
  }
  return { found, settled: true }
}

/**
 * Looks customers up by what they are searched for, and puts them in order; null when there are `most` or more.
 * Materialized, since else the limit could tempt the planner to read everything in order. Members are looked up first.
 */
export async function lookUp<Row extends { id: string }>(
  db: Queryable,
  criteria: Criteria,
  walk: Walk,
  reading: Reading<Row>,
  most: number | null,
): Promise<Row[] | null> {
  const { bind, parameters } = binding(walk)
  const parts = partsOf(walk).map((part) => `(${part.condition(bind)})`)
  const nulls = walk.backward ? 'first' : 'last'
  const direction = walk.ascending ? 'asc' : 'desc'
  const order = `key ${direction} nulls ${nulls}, id ${direction}`
  const { members, ...others } = criteria
  const source = members ? `(${membersText(members, bind)}) m ${rowOf('m')}` : 'customers c'
  const text = `
with candidates as materialized (
  select c.id, ${keys[walk.sort].expression} as key, ${parts.join(' or ')} as ahead from ${source}
  where ${conditions(others, bind)} ${criteria.search === undefined ? '' : `and ${isCandidate(criteria.search, bind)} and ${matches(criteria.search, bind)}`}
  ${most === null ? '' : `limit ${most}`}
)
select ${reading.columns}, s.size
from (select count(*) as size from candidates) s left join (
  select c.* from (select id, key from candidates where ahead order by ${order} limit ${bind(walk.rows)}::text::integer) f ${rowOf('f')}
) c on true
order by ${order.replace('key', keys[walk.sort].expression).replace(' id', ' c.id')}`
  const rows = await reading.rows<{ size: number }>(db, text, parameters)
  if (rows[0]?.size === most) return null
  return rows.filter((row) => row.id !== null)
}

// `offset 0` keeps the planner from joining all rows of an organization that it takes for a small one.
const rowOf = (found: string) =>
  `cross join lateral (select * from customers c where c.organization_id = $1::text::uuid and c.id = ${found}.id offset 0) c`

function conditions(criteria: Criteria, bind: Bind): string {
  const { email, phone, externalId, createdFrom, createdBefore, archived = false, filter, members } = criteria
  const all = ['c.organization_id = $1::text::uuid', `c.archived_at is ${archived ? 'not ' : ''}null`]
  if (email !== undefined) all.push(`lower(c.email) collate "C" = lower(${bind(email.trim())}::text)`)
  if (phone !== undefined) {
    const value = `${bind(phone)}::text`
    all.push(
      `(c.phone_e164 collate "C" = ${value} or c.phone_e164 is null and c.phone collate "C" = ${value})`,
    )
  }
  if (externalId !== undefined) all.push(`c.external_id collate "C" = ${bind(externalId)}::text`)
  if (createdFrom !== undefined) all.push(`c.id >= ${bind(firstIdAt(createdFrom))}::text::uuid`)
  if (createdBefore !== undefined) all.push(`c.id < ${bind(firstIdAt(createdBefore))}::text::uuid`)
  if (filter !== undefined) all.push(filterText(filter, bind))
  if (members !== undefined) all.push(isMember(members, bind))
  return all.join(' and ')
}

// The subqueries run once a statement; a function of a parameter alone would run for every row.
function matches(search: string, bind: Bind): string {
  const parameter = bind(search)
  const term = `(select lower(${parameter}::text))`
  // The key tells of nearly all rows that they do not match, and costs a third of the rest.
  return `(strpos(c.search_key, (select customer_search_term(${parameter}::text))) > 0
    and (strpos(lower(c.email), ${term}) > 0 or strpos(lower(c.phone), ${term}) > 0 or strpos(lower(c.full_name), ${term}) > 0))`
}

function isCandidate(search: string, bind: Bind): string {
  const entry = 'customer_search_entry(c.search_key)'
  // Two characters may be no trigram. Of the two operators this one is a fifth slower.
  return search.length < 3
    ? `${entry} ~ (select customer_search_pattern(${bind(search)}::text))`
    : `${entry} like (select '%' || customer_search_term(${bind(search)}::text) || '%')`
}

/** How many customers meet the criteria. */
export async function countRows(db: Queryable, organizationId: string, criteria: Criteria): Promise<number> {
  const { text, parameters } = selection(organizationId, criteria)
  const [row] = await db.query<{ count: number }>(`select count(*) ${text}`, parameters, prepared(criteria))
  return row?.count ?? 0
}

/** How many customers meet the criteria, of so many at most that there may be; null where there are more. */
export async function countFew(
  db: Queryable,
  organizationId: string,
  criteria: Criteria,
  most: number,
): Promise<number | null> {
  const { bind, parameters } = binding({ organizationId })
  const isArchived = `c.archived_at is ${criteria.archived ? 'not ' : ''}null`
  const text = `
select count(*) as looked_at, count(*) filter (where ${conditions(criteria, bind)}) as count
from (select * from customers c where c.organization_id = $1::text::uuid and ${isArchived} limit ${most + 1}) c`
  const [row] = await db.query<{ looked_at: number; count: number }>(text, parameters, prepared(criteria))
  return row && row.looked_at <= most ? row.count : null
}

/** How many customers the planner expects to meet the criteria. */
export async function estimateRows(
  db: Queryable,
  organizationId: string,
  criteria: Criteria,
): Promise<number> {
  const { text, parameters } = selection(organizationId, criteria)
  const explain = `explain (format json) select c.id ${text}`
  const [row] = await db.query<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    explain,
    parameters,
    false,
  )
  return row?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0
}

function selection(organizationId: string, criteria: Criteria) {
  const { bind, parameters } = binding({ organizationId })
  return { text: `from customers c where ${conditions(criteria, bind)}`, parameters }
}

/** There are as many texts as there are filters: what is prepared once a connection would stay there for good. */
const prepared = ({ filter, members }: Criteria) => filter === undefined && members === undefined

/** The least id of this millisecond: ids begin with the time of creation. */
function firstIdAt(time: string): string {
  const ms = Math.min(Math.max(Date.parse(time), 0), 2 ** 48 - 1)
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

/** Same criteria, same text: so a statement is prepared once a connection. */
function binding({ organizationId }: Pick<Walk, 'organizationId'>): { bind: Bind; parameters: Parameter[] } {
  const parameters: Parameter[] = [organizationId]
  return { parameters, bind: (value) => `$${parameters.push(value)}` }
}
