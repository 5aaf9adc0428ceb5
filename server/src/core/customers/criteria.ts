import type { Filter } from './filter.ts'
import { filterText } from './filter-sql.ts'
import { isMember, type Members } from './members-sql.ts'
import { numberIn } from './term-sql.ts'

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

/** Whether one customer at most can be meant. */
export const isIdentified = ({ email, phone, externalId }: Criteria) =>
  [email, phone, externalId].some((value) => value !== undefined)

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

/** Half a surrogate pair is no text to the database, and nobody has it. */
const textOf = (value: string | undefined) => value?.toWellFormed() ?? null

/** The parameter that a value of a filter becomes: one more of the operands. */
export const operandOf =
  (operands: Given['operands']): Bind =>
  (value) =>
    `i.operands[${operands.push(value === null ? null : String(value))}]`

/** The criteria but for the search, over `customers c` and `i`. */
export function conditions(criteria: Criteria, bind: Bind): string {
  const { email, phone, externalId, archived = false, filter, members } = criteria
  const all = [toldById(criteria), `c.archived_at is ${archived ? 'not ' : ''}null`]
  if (email !== undefined) all.push('lower(c.email) collate "C" = lower(i.email)')
  if (phone !== undefined)
    all.push('(c.phone_e164 collate "C" = i.phone or c.phone_e164 is null and c.phone collate "C" = i.phone)')
  if (externalId !== undefined) all.push('c.external_id collate "C" = i.external_id')
  if (filter !== undefined) all.push(filterText(filter, bind))
  if (members !== undefined) all.push(isMember(members, bind))
  return all.join(' and ')
}

/** Those of the criteria that the organization and the id tell, over `c` and `i`. */
export function toldById({ createdFrom, createdBefore }: Criteria): string {
  const all = ['c.organization_id = i.organization']
  if (createdFrom !== undefined) all.push('c.id >= i.created_from')
  if (createdBefore !== undefined) all.push('c.id < i.created_before')
  return all.join(' and ')
}

/** Whether nothing but what `toldById` says and the term tells who is found. */
export function isSearchAlone({ search, archived = false, createdFrom, createdBefore, ...others }: Criteria) {
  return search !== undefined && !archived && Object.values(others).every((value) => value === undefined)
}

/** The least id of this millisecond: ids begin with the time of creation. */
function firstIdAt(time: string): string {
  const ms = Math.min(Math.max(Date.parse(time), 0), 2 ** 48 - 1)
  const hex = ms.toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
