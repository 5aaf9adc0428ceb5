import * as v from 'valibot'
import { type Column, columns, type Scalar } from '../../core/customers/customer.ts'
import { type Filter, type Operator, operatorsFor } from '../../core/customers/filter.ts'
import { type Issue, Refusal } from '../../core/problem.ts'
import { exactNumber, time } from '../rules.ts'

const mostLevels = 5
const mostConditions = 50
const mostValues = 200

/**
 * Reads a filter: a JSON object whose members must all hold. `"status": "ACTIVE"` compares, `"ltv": {"gte": "100"}`
 * names operators, `"and"` and `"or"` hold lists of filters; `metadata.tier` reaches into free members. An unknown
 * field, operator or value raises invalid, naming its place.
 */
export function readFilter(text: string): Filter {
  let input: unknown
  try {
    input = JSON.parse(text)
  } catch {
    throw refused([], 'Invalid filter: Expected JSON')
  }
  const budget = { conditions: mostConditions }
  return groupOf(input, [], budget)
}

type Path = (string | number)[]

function groupOf(input: unknown, path: Path, budget: { conditions: number }): Filter {
  if (path.length > mostLevels * 2)
    throw refused(path, `Invalid filter: Expected at most ${mostLevels} levels`)
  if (!isObject(input)) throw refused(path, 'Invalid filter: Expected an object')
  return {
    all: Object.entries(input).flatMap(([name, value]) => {
      const here = [...path, name]
      if (name !== 'and' && name !== 'or') return conditionsOf(name, value, here, budget)
      if (!Array.isArray(value) || value.length === 0)
        throw refused(here, 'Invalid filter: Expected a list of filters')
      const filters = value.map((filter, i) => groupOf(filter, [...here, i], budget))
      return [name === 'and' ? { all: filters } : { any: filters }]
    }),
  }
}

function conditionsOf(name: string, input: unknown, path: Path, budget: { conditions: number }): Filter[] {
  const [column, ...rest] = name.split('.') as [string, ...string[]]
  if (
    !isColumn(column) ||
    (rest.length > 0 && columns[column] !== 'json?') ||
    rest.includes('') ||
    !rest.every(isKept)
  )
    throw refused(path, 'Invalid field: Expected the name of a field')
  const allowed = operatorsFor(column, rest.length > 0)
  const operators = isObject(input) ? input : { eq: input }
  return Object.entries(operators).map(([operator, value]) => {
    const here = isObject(input) ? [...path, operator] : path
    if (!isOperator(operator, allowed))
      throw refused(here, `Invalid operator: Expected one of ${allowed.join(', ')} for this field`)
    if (budget.conditions-- === 0)
      throw refused(here, `Invalid filter: Expected at most ${mostConditions} conditions`)
    return { column, path: rest, operator, value: operandOf(column, rest.length > 0, operator, value, here) }
  })
}

function operandOf(column: Column, isMember: boolean, operator: Operator, value: unknown, path: Path) {
  const one = isMember ? memberValue : valueOfKind(column)
  const schema =
    operator === 'exists'
      ? v.boolean()
      : operator === 'in'
        ? v.pipe(v.array(one), v.minLength(1), v.maxLength(mostValues))
        : operator === 'prefix' || operator === 'contains'
          ? isMember && operator === 'contains'
            ? memberValue
            : v.pipe(textValue, v.minLength(1))
          : operator === 'eq' || operator === 'ne'
            ? v.nullable(one)
            : one
  const result = v.safeParse(schema as v.GenericSchema<unknown, Scalar | Scalar[]>, value)
  if (!result.success) throw refused(path, result.issues[0].message, result.issues[0])
  return result.output
}

/** PostgreSQL keeps neither NUL nor halves of surrogate pairs. */
const isKept = (text: string) => !text.includes('\0') && text.isWellFormed()
export const keepable = v.check(isKept, 'Invalid text: Expected whole Unicode characters without NUL')
const textValue = v.pipe(v.string(), keepable)
const memberValue = v.union([textValue, exactNumber, v.boolean()])

function valueOfKind(column: Column): v.GenericSchema<unknown, Scalar> {
  switch (columns[column]) {
    case 'integer':
    case 'integer?':
      return v.pipe(v.number(), v.safeInteger())
    case 'number':
    case 'number?':
      return v.pipe(v.number(), v.finite())
    case 'decimal':
      return v.pipe(v.string(), v.regex(/^-?\d{1,20}(\.\d{1,20})?$/))
    case 'boolean':
    case 'boolean?':
      return v.boolean()
    case 'time':
    case 'time?':
      return time
    case 'uuid':
    case 'uuid?':
      return v.pipe(v.string(), v.uuid())
    case 'text':
    case 'text?':
    case 'json?':
      return textValue
    default:
      return columns[column] satisfies never
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isColumn = (name: string): name is Column => Object.hasOwn(columns, name)
const isOperator = (name: string, allowed: readonly Operator[]): name is Operator =>
  (allowed as readonly string[]).includes(name)

function refused(path: Path, message: string, raw?: unknown): Refusal {
  const issue: Issue = { path: ['filter', ...path], message, raw }
  return new Refusal({ kind: 'invalid', issues: [issue] })
}
