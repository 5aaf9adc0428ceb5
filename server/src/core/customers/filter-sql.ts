import type { Bind } from './criteria.ts'
import { type Column, columns, type Scalar } from './customer.ts'
import type { Condition, Filter, Operator } from './filter.ts'

/** The SQL condition of a filter over `customers c`. Every value is bound; names come from the column table alone. */
export function filterText(filter: Filter, bind: Bind): string {
  if ('all' in filter) return joined(filter.all, 'and', 'true', bind)
  if ('any' in filter) return joined(filter.any, 'or', 'false', bind)
  return filter.path.length === 0 ? columnText(filter, bind) : memberText(filter, bind)
}

function joined(filters: Filter[], word: string, ofNone: string, bind: Bind): string {
  return filters.length === 0
    ? ofNone
    : `(${filters.map((filter) => filterText(filter, bind)).join(` ${word} `)})`
}

const comparators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } satisfies Partial<Record<Operator, string>>

function columnText({ column, operator, value }: Condition, bind: Bind): string {
  // E-mails are one identifier in any case; spelled as the indexes are. Text is in the same order on every database.
  const plain = column === 'email' ? 'lower(c.email)' : `c.${column}`
  const subject = columns[column].startsWith('text') ? `${plain} collate "C"` : plain
  const operand = (one: Scalar) => {
    const placeholder = `${bind(one === null ? null : String(one))}::text::${typeOf(column)}`
    return column === 'email' ? `lower(${placeholder})` : placeholder
  }
  switch (operator) {
    case 'exists':
      return `${subject} is ${value ? 'not ' : ''}null`
    case 'eq':
      return value === null ? `${subject} is null` : `${subject} = ${operand(scalarOf(value))}`
    case 'ne':
      return `${subject} is distinct from ${operand(scalarOf(value))}`
    case 'in':
      return Array.isArray(value) && value.length > 0
        ? `${subject} in (${value.map(operand).join()})`
        : 'false'
    case 'prefix':
      return `starts_with(lower(${plain}), lower(${operand(scalarOf(value))}))`
    case 'contains':
      return `strpos(lower(${plain}), lower(${operand(scalarOf(value))})) > 0`
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return `${subject} ${comparators[operator]} ${operand(scalarOf(value))}`
    default:
      return operator satisfies never
  }
}

function memberText({ column, path, operator, value }: Condition, bind: Bind): string {
  const steps = path.map((name) => `${bind(name)}::text`).join()
  const subject = `(c.${column} #> array[${steps}])`
  const text = `(c.${column} #>> array[${steps}])`
  const json = (one: Scalar) => `${bind(JSON.stringify(one))}::text::jsonb`
  switch (operator) {
    case 'exists':
      return `${subject} is ${value ? 'not ' : ''}null`
    case 'eq':
      return value === null
        ? `coalesce(${subject}, 'null') = 'null'`
        : `${subject} = ${json(scalarOf(value))}`
    case 'ne':
      return `coalesce(${subject}, 'null') <> ${json(scalarOf(value))}`
    case 'in':
      return Array.isArray(value) && value.length > 0 ? `${subject} in (${value.map(json).join()})` : 'false'
    case 'prefix':
      return `(jsonb_typeof(${subject}) = 'string' and starts_with(lower(${text}), lower(${bind(String(value))}::text)))`
    case 'contains': {
      const isListed = `jsonb_typeof(${subject}) = 'array' and ${subject} @> ${json(scalarOf(value))}`
      if (typeof value !== 'string') return `(${isListed})`
      return `(${isListed} or jsonb_typeof(${subject}) = 'string' and strpos(lower(${text}), lower(${bind(value)}::text)) > 0)`
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte': {
      // Like is compared with like: a text is neither above nor below a number.
      return typeof value === 'string'
        ? `(jsonb_typeof(${subject}) = 'string' and ${text} collate "C" ${comparators[operator]} ${bind(value)}::text)`
        : `(jsonb_typeof(${subject}) = '${typeof value}' and ${subject} ${comparators[operator]} ${json(scalarOf(value))})`
    }
    default:
      return operator satisfies never
  }
}

function typeOf(column: Column): string {
  const kind = columns[column].replace('?', '')
  return (
    { integer: 'bigint', number: 'double precision', decimal: 'numeric', time: 'timestamptz' }[kind] ?? kind
  )
}

const scalarOf = (value: Condition['value']): Scalar => (Array.isArray(value) ? null : value)
