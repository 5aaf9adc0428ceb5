import { Refusal } from '../../core/problem.ts'

/** `attribute:OPERATOR:value` (contract sheet §4.3). */
export interface Cond {
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

/** What of a condition the values are compared with: every part must hold. */
export interface Part {
  operator: 'eq' | 'in' | 'gt' | 'gte' | 'lt' | 'lte' | 'prefix' | 'suffix'
  /** More than one for `in` alone. */
  values: string[]
}

/** The operators, put together of simpler ones. Raises invalid for ON, which times alone have. */
export function partsOf(cond: Cond): Part[] {
  const { operator, values } = cond
  switch (operator) {
    case 'STARTS':
      return [{ operator: 'prefix', values: [only(cond)] }]
    case 'ENDS':
      return [{ operator: 'suffix', values: [only(cond)] }]
    case 'EXACT':
    case 'EQUALS':
      return [{ operator: 'eq', values: [only(cond)] }]
    case 'LESS':
      return [{ operator: 'lt', values: [only(cond)] }]
    case 'GREATER':
      return [{ operator: 'gt', values: [only(cond)] }]
    case 'IN':
      return [{ operator: 'in', values }]
    case 'RANGE': {
      const [from, to] = values
      if (from === undefined || to === undefined || values.length > 2) throw invalid()
      return [
        { operator: 'gte', values: [from] },
        { operator: 'lte', values: [to] },
      ]
    }
    default:
      throw invalid()
  }
}

/** The value, where there is but one. Raises invalid. */
export function only({ values }: Cond): string {
  const [value] = values
  if (value === undefined || values.length > 1) throw invalid()
  return value
}

export const invalid = () =>
  new Refusal({ kind: 'invalid', issues: [{ path: ['q'], message: 'Invalid query' }] })

/** A number as it was sent. Raises invalid. */
export function numberIn(value: string): string {
  if (!/^-?\d{1,15}(\.\d{1,8})?$/.test(value)) throw invalid()
  return value
}
