import type { Filter } from './filter.ts'
import { filterText } from './filter-sql.ts'
import { isMember, type Members } from './members-sql.ts'

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

/** There are as many texts as there are filters: what is prepared once a connection would stay there for good. */
export const isOfFew = ({ filter, members }: Criteria) => filter === undefined && members === undefined

/** Turns a value of a filter into what stands for it in the statement: text, or null. */
export type Bind = (value: string | number | null) => string

/** What the criteria give to a statement, where they stand as columns of `i`; null where absent. */
export const given = {
  organization: 'uuid',
  search: 'text',
  number: 'text',
  email: 'text',
  phone: 'text',
  external_id: 'text',
  created_from: 'uuid',
  created_before: 'uuid',
  operands: 'text[]',
} as const

export type Given = Record<Exclude<keyof typeof given, 'operands'>, string | null> & {
  operands: (string | null)[]
}

/** Rows of what is given with what is derived from the term: once for each, where a function would run for every customer. */
export const withTerm = (rows: string) => `(
  select i.*, replace(folded, pair, '.') as apart from (
    select i.*, 'q' || left(folded, 1) as pair from (
      select i.*, lower(search) as term, case when search is not null then customer_search_term(search) end as folded
      from ${rows} offset 0
    ) i
  ) i offset 0
) i`

/** The values of the criteria; those of filters come with their text. */
export function givenOf(organization: string, criteria: Criteria): Given {
  const { search, email, phone, externalId, createdFrom, createdBefore } = criteria
  return {
    organization,
    search: textOf(search),
    number: numberIn(search),
    email: textOf(email?.trim()),
    phone: textOf(phone),
    external_id: textOf(externalId),
    created_from: createdFrom === undefined ? null : firstIdAt(createdFrom),
    created_before: createdBefore === undefined ? null : firstIdAt(createdBefore),
    operands: [],
  }
}

/** The last number in a term that is long enough to tell more than all the rest of it. */
export const numberIn = (search: string | undefined) => search?.match(/\d{6,}/g)?.at(-1) ?? null

/** Half a surrogate pair is no text to the database, and nobody has it. */
const textOf = (value: string | undefined) => value?.toWellFormed() ?? null

/** The parameter that a value of a filter becomes: one more of the operands. */
export const operandOf =
  (operands: Given['operands']): Bind =>
  (value) =>
    `i.operands[${operands.push(value === null ? null : String(value))}]`

/** The criteria but for the search, over `customers c` and `i`. */
export function conditions(criteria: Criteria, bind: Bind): string {
  const { email, phone, externalId, createdFrom, createdBefore, archived = false, filter, members } = criteria
  const all = ['c.organization_id = i.organization', `c.archived_at is ${archived ? 'not ' : ''}null`]
  if (email !== undefined) all.push('lower(c.email) collate "C" = lower(i.email)')
  if (phone !== undefined)
    all.push('(c.phone_e164 collate "C" = i.phone or c.phone_e164 is null and c.phone collate "C" = i.phone)')
  if (externalId !== undefined) all.push('c.external_id collate "C" = i.external_id')
  if (createdFrom !== undefined) all.push('c.id >= i.created_from')
  if (createdBefore !== undefined) all.push('c.id < i.created_before')
  if (filter !== undefined) all.push(filterText(filter, bind))
  if (members !== undefined) all.push(isMember(members, bind))
  return all.join(' and ')
}

const has = 'strpos(c.search_key, i.folded) > 0'

// Of a character that is no letter the key has two, `q` and another, which may look like the beginning of the term: in
// the key of Vera Albury is `qsal`. As a character of its own it does not.
const begins = "strpos(replace(c.search_key, i.pair, '.'), i.apart) > 0"

/** What is true of whoever has the term, and of few others. It costs a third of the rest, and an index has it. */
export const mayMatch = `(${has} and ${begins})`

/** That a customer has the term. */
export const matches = `(${mayMatch}
  and (strpos(lower(c.email), i.term) > 0 or strpos(lower(c.phone), i.term) > 0 or strpos(lower(c.full_name), i.term) > 0))`

/** The same as far as the index can tell, and of few others. Two characters may be no trigram. */
export function isCandidate(search: string): string {
  if (search.length < 3)
    return 'customer_search_entry(c.search_key) ~ (select customer_search_pattern(i.search))'
  return Array.from({ length: mostPieces }, (_, nth) => hasPiece(nth)).join(' and ')
}

const mostPieces = 6

// Of a number the end: how numbers begin many share, and the index goes through whoever has a piece.
const inPieces = `(select coalesce(right(i.number, 7), i.folded) as term offset 0) t
  cross join lateral (select least((length(term) - 2) / 2 + 1, ${mostPieces}) as pieces offset 0) p`

// Every second trigram of the term, as conditions of their own: for all of them in one condition the index takes two to
// four times as long where they are digits, and as long where they are letters. Where there are fewer pieces the last one
// is asked for again, which costs nothing, so that terms of all lengths go together.
function hasPiece(nth: number): string {
  const start = `1 + (length(term) - 3) * least(${nth}, pieces - 1) / greatest(pieces - 1, 1)`
  // Half of what stands for a character that is no letter is a letter: of ` ho` everybody at a shop has `sho`, not `qsh`.
  const whole = "start - (substr(term, start - 1, 1) = 'q')::integer"
  return `customer_search_entry(c.search_key) like (select '%' || substr(term, ${whole}, 3) || '%'
  from ${inPieces} cross join lateral (select ${start} as start offset 0) s)`
}

/** The least id of this millisecond: ids begin with the time of creation. */
function firstIdAt(time: string): string {
  const ms = Math.min(Math.max(Date.parse(time), 0), 2 ** 48 - 1)
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
