import fc from 'fast-check'
import { columns } from '../src/core/customers/customer.ts'

// Small pools, so that filters meet something.
const texts = ['Bonn', 'bonn', 'Ulm', 'Köln', 'b', '']
const numbers = [-1.5, 0, 2, 10]
const times = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2027-05-05T12:00:00.000Z']
const decimals = ['0', '2', '2.50', '10.00', '9.99']
const someText = fc.constantFrom(...texts)
const scalar = fc.oneof(someText, fc.constantFrom(...numbers), fc.boolean())
const member = fc.oneof(
  scalar,
  fc.constant(null),
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ b: scalar }),
)
const free = fc.option(
  fc.record({ a: member, 'x y': member, n: fc.record({ b: member }) }, { requiredKeys: [] }),
)

/** What a customer is made of: a column of each kind, and free members. */
export const customer = fc.record(
  {
    city: fc.option(someText),
    email_verified: fc.boolean(),
    sms_promotional_consent: fc.option(fc.boolean()),
    total_orders: fc.constantFrom(0, 2, 10),
    birth_month: fc.option(fc.constantFrom(2, 10)),
    activity_score: fc.constantFrom(...numbers),
    last_geo_latitude: fc.option(fc.constantFrom(...numbers)),
    ltv: fc.constantFrom(...decimals),
    last_order_at: fc.option(fc.constantFrom(...times)),
    metadata: free,
    custom_fields: free,
  },
  { requiredKeys: [] },
)

type Operators = Record<string, unknown>
export type Filter = { [name: string]: unknown }

const listOf = (value: fc.Arbitrary<unknown>) => fc.array(value, { minLength: 1, maxLength: 3 })
const equality = (value: fc.Arbitrary<unknown>) => ({
  eq: fc.option(value),
  ne: fc.option(value),
  in: listOf(value),
  exists: fc.boolean(),
})
const order = (value: fc.Arbitrary<unknown>) => ({ gt: value, gte: value, lt: value, lte: value })
const words = fc.constantFrom('B', 'o', 'nn', 'ÖL', 'Ulm')

/** One or two operators, or the short form of equality. */
const conditionOf = (operators: Record<string, fc.Arbitrary<unknown>>) => {
  const two = fc.uniqueArray(fc.constantFrom(...Object.keys(operators)), { minLength: 1, maxLength: 2 })
  const named = two.chain((names) =>
    fc.record(Object.fromEntries(names.map((name) => [name, operators[name] ?? fc.constant(null)]))),
  )
  return operators.eq ? fc.oneof(named, operators.eq) : named
}

function columnCondition(value: fc.Arbitrary<unknown>, kind: 'text' | 'ordered' | 'equal') {
  const text = kind === 'text' ? { prefix: words, contains: words } : {}
  return conditionOf({ ...equality(value), ...(kind === 'equal' ? {} : order(value)), ...text })
}

const condition: fc.Arbitrary<Filter> = fc.oneof(
  ...Object.entries({
    city: columnCondition(someText, 'text'),
    email_verified: columnCondition(fc.boolean(), 'equal'),
    sms_promotional_consent: columnCondition(fc.boolean(), 'equal'),
    total_orders: columnCondition(fc.constantFrom(0, 2, 9, 10), 'ordered'),
    birth_month: columnCondition(fc.constantFrom(2, 9, 10), 'ordered'),
    activity_score: columnCondition(fc.constantFrom(...numbers, 1.25), 'ordered'),
    last_geo_latitude: columnCondition(fc.constantFrom(...numbers), 'ordered'),
    ltv: columnCondition(fc.constantFrom(...decimals, '2.5', '-3'), 'ordered'),
    last_order_at: columnCondition(fc.constantFrom(...times), 'ordered'),
    metadata: conditionOf({ exists: fc.boolean() }),
  }).map(([name, of]) => of.map((value) => ({ [name]: value }))),
  fc
    .tuple(
      fc.constantFrom('metadata', 'custom_fields'),
      fc.constantFrom('a', 'x y', 'n', 'n.b', 'a.b', 'a.0', 'none.at.all'),
      conditionOf({
        ...equality(scalar),
        ...order(scalar),
        prefix: words,
        contains: fc.oneof(
          words,
          scalar.filter((one) => one !== ''),
        ),
      }),
    )
    .map(([column, path, value]) => ({ [`${column}.${path}`]: value })),
)

export const filter: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    condition,
    fc.tuple(condition, condition).map(([a, b]) => ({ ...a, ...b })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((and) => ({ and })),
    fc.array(tie('filter'), { minLength: 1, maxLength: 3 }).map((or) => ({ or })),
  ),
})).filter

/** Whether a filter chooses a customer, as its description has it and nothing else. */
export function chosenBy(filter: Filter, customer: Record<string, unknown>): boolean {
  return Object.entries(filter).every(([name, value]) => {
    if (name === 'and') return (value as Filter[]).every((one) => chosenBy(one, customer))
    if (name === 'or') return (value as Filter[]).some((one) => chosenBy(one, customer))
    const isOperators = typeof value === 'object' && value !== null
    return Object.entries(isOperators ? (value as Operators) : { eq: value }).every(([operator, operand]) =>
      holds(name, customer, operator, operand),
    )
  })
}

function holds(name: string, customer: Record<string, unknown>, operator: string, operand: unknown): boolean {
  const [column = '', ...path] = name.split('.')
  const decimal = columns[column as keyof typeof columns] === 'decimal'
  const read = (value: unknown) => (decimal && value !== null ? Number(value) : value)
  const actual = read(path.reduce(into, customer[column]))
  const isThere = path.length === 0 ? actual !== null : actual !== undefined
  if (operator === 'exists') return isThere === operand
  if (operator === 'in') return (operand as unknown[]).some((one) => same(actual, read(one)))
  const value = read(operand)
  switch (operator) {
    case 'eq':
      return same(actual, value)
    case 'ne':
      return !same(actual, value)
    case 'prefix':
      return typeof actual === 'string' && actual.toLowerCase().startsWith(String(value).toLowerCase())
    case 'contains':
      if (Array.isArray(actual)) return actual.includes(value)
      return (
        [actual, value].every((one) => typeof one === 'string') &&
        `${actual}`.toLowerCase().includes(`${value}`.toLowerCase())
      )
    default: {
      if (typeof actual !== typeof value) return false
      const [a, b] = [actual as number, value as number]
      return operator === 'gt' ? a > b : operator === 'gte' ? a >= b : operator === 'lt' ? a < b : a <= b
    }
  }
}

const into = (value: unknown, step: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, step)
    ? (value as Record<string, unknown>)[step]
    : undefined

/** What is absent is null. */
const same = (a: unknown, b: unknown) => (a ?? null) === (b ?? null)
