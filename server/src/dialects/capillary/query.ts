import type { Column } from '../../core/customers/customer.ts'
import type { Condition, Filter, Operator } from '../../core/customers/filter.ts'
import { e164 } from '../../core/customers/normal.ts'
import { fromLocal } from '../../core/organizations/local-time.ts'
import { Refusal } from '../../core/problem.ts'
import type { Setup } from '../../core/setup/setup.ts'

/** `attribute:OPERATOR:value` (contract sheet §4.3). */
interface Cond {
  attribute: string
  operator: string
  /** Between semicolons. */
  values: string[]
}

const mostConditions = 20
const mostValues = 100
const head = /\s*([\w.-]{1,50})\s*:\s*(STARTS|ENDS|EXACT|RANGE|LESS|GREATER|EQUALS|IN|ON)\s*:/iy
const longest = 4_000

/** Reads `(COND & COND …)`; an ampersand that no condition follows belongs to the value. Raises invalid. */
export function readQuery(text: string): Cond[] {
  const trimmed = text.trim()
  const inside = /^\((.*)\)$/s.exec(trimmed)?.[1] ?? trimmed
  if (inside.length > longest || inside.includes('\0')) throw invalid()
  const all: Cond[] = []
  let at = 0
  while (at < inside.length) {
    const [opening, attribute = '', operator = ''] = headAt(inside, at) ?? []
    if (opening === undefined || all.length === mostConditions) throw invalid()
    const start = at + opening.length
    const end = endOfValue(inside, start)
    const values = inside
      .slice(start, end)
      .split(';')
      .map((value) => value.trim())
    if (values.includes('') || values.length > mostValues) throw invalid()
    all.push({ attribute: attribute.toLowerCase(), operator: operator.toUpperCase(), values })
    at = end + 1
  }
  if (all.length === 0) throw invalid()
  return all
}

function headAt(text: string, at: number): RegExpExecArray | null {
  head.lastIndex = at
  return head.exec(text)
}

function endOfValue(text: string, start: number): number {
  for (let at = text.indexOf('&', start); at !== -1; at = text.indexOf('&', at + 1))
    if (headAt(text, at + 1)) return at
  return text.length
}

/** What a query asks of the columns, and what is to be looked at in the rows that it finds. */
export interface Asked {
  filter: Filter
  /** Texts that must stand at the end of a column. */
  endings: { column: Column; path: readonly string[]; ending: string }[]
}

/** Where each attribute of the contract is kept, and what its values are. */
const attributes: Record<string, { column: Column; kind: 'text' | 'phone' | 'number' }> = {
  firstname: { column: 'first_name', kind: 'text' },
  lastname: { column: 'last_name', kind: 'text' },
  mobile: { column: 'phone_e164', kind: 'phone' },
  email: { column: 'email', kind: 'text' },
  external_id: { column: 'external_id', kind: 'text' },
  loyalty_points: { column: 'loyalty_balance', kind: 'number' },
  lifetime_points: { column: 'loyalty_lifetime_points', kind: 'number' },
  lifetime_purchases: { column: 'ltv', kind: 'number' },
  registered_till: { column: 'registered_till', kind: 'text' },
}

/**
 * What conditions ask for, in the words of the record. Raises invalid for an attribute that cannot be searched, an
 * operator that its values do not have, and a value that is none.
 */
export function askedIn(conditions: readonly Cond[], setup: Setup): Asked {
  const endings: Asked['endings'] = []
  const all = conditions.map((cond): Filter => {
    if (cond.attribute === 'registered_date') return registered(cond, setup)
    const target = targetOf(cond.attribute, setup)
    const { column, path } = target
    if (cond.operator === 'ENDS' && target.kind !== 'number') {
      const ending = only(cond)
      endings.push({ column, path, ending: ending.toLowerCase() })
      return { column, path, operator: 'contains', value: ending }
    }
    return compared(cond, (operator, values) => {
      const read = values.map((value) => operand(target.kind, operator, value, setup))
      return { column, path, operator, value: operator === 'in' ? read : (read[0] ?? '') }
    })
  })
  return { filter: { all }, endings }
}

function targetOf(attribute: string, { customFields, programmes }: Setup) {
  // Of the members of a programme the purchases are the programme's.
  const isElsewhere = attribute === 'lifetime_purchases' && programmes.length > 0
  const known = !isElsewhere && Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined
  if (known) return { ...known, path: [] }
  const name = [...customFields.keys()].find((one) => one.toLowerCase() === attribute)
  if (name === undefined) throw invalid()
  return { column: 'custom_fields', path: [name], kind: 'text' } as const
}

function operand(kind: 'text' | 'phone' | 'number', operator: Operator, value: string, { country }: Setup) {
  switch (kind) {
    case 'text':
      return value
    case 'phone': {
      const international = value.startsWith('+') ? value : `+${value}`
      return operator === 'prefix' ? international : (e164(international, country) ?? international)
    }
    case 'number': {
      const number = Number(value)
      if (!/^-?\d{1,15}(\.\d{1,8})?$/.test(value)) throw invalid()
      return number
    }
    default:
      return kind satisfies never
  }
}

/** The operators that texts and numbers have in common, put together of those of the record. */
function compared(cond: Cond, make: (operator: Operator, values: string[]) => Condition): Filter {
  switch (cond.operator) {
    case 'STARTS':
      return make('prefix', [only(cond)])
    case 'EXACT':
    case 'EQUALS':
      return make('eq', [only(cond)])
    case 'LESS':
      return make('lt', [only(cond)])
    case 'GREATER':
      return make('gt', [only(cond)])
    case 'IN':
      return make('in', cond.values)
    case 'RANGE': {
      const [from, to] = cond.values
      if (from === undefined || to === undefined || cond.values.length > 2) throw invalid()
      return { all: [make('gte', [from]), make('lte', [to])] }
    }
    default:
      throw invalid()
  }
}

/** Of a customer that told of no registration it is when the record began. */
function registered(cond: Cond, { timeZone }: Setup): Filter {
  if (cond.operator === 'STARTS') throw invalid()
  const either = (of: (column: Column) => Filter): Filter => ({
    any: [
      of('registered_at'),
      {
        all: [{ column: 'registered_at', path: [], operator: 'exists', value: false }, of('created_at')],
      },
    ],
  })
  const timeOf = (text: string) => {
    const time = fromLocal(text, timeZone)
    if (time === null) throw invalid()
    return time
  }
  if (cond.operator === 'ON') {
    const from = timeOf(only(cond).slice(0, 10))
    const to = new Date(Date.parse(from) + dayMs).toISOString()
    return either((column) => ({
      all: [
        { column, path: [], operator: 'gte', value: from },
        { column, path: [], operator: 'lt', value: to },
      ],
    }))
  }
  return either((column) =>
    compared(cond, (operator, values) => {
      const times = values.map(timeOf)
      return { column, path: [], operator, value: operator === 'in' ? times : (times[0] ?? '') }
    }),
  )
}

const dayMs = 86_400_000

function only({ values }: Cond): string {
  const [value] = values
  if (value === undefined || values.length > 1) throw invalid()
  return value
}

const invalid = () => new Refusal({ kind: 'invalid', issues: [{ path: ['q'], message: 'Invalid query' }] })
