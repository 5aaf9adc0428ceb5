import { type Column, columns, type Scalar } from './customer.ts'

/** What customers are chosen by: conditions, joined. */
export type Filter = { all: Filter[] } | { any: Filter[] } | Condition

export type Operator = 'eq' | 'ne' | 'in' | 'gt' | 'gte' | 'lt' | 'lte' | 'exists' | 'prefix' | 'contains'

/** A column, or a member of one that holds free members, compared with a value. */
export interface Condition {
  column: Column
  /** Names from the column down to the member; empty for the column itself. */
  path: readonly string[]
  operator: Operator
  /** A list for `in`, a flag for `exists`, else what the column holds. */
  value: Scalar | Scalar[]
}

const comparisons = ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'exists'] as const

/** The operators that mean something for a column, or for a member of it. */
export function operatorsFor(column: Column, isMember: boolean): readonly Operator[] {
  if (isMember) return [...comparisons, 'prefix', 'contains']
  switch (columns[column]) {
    case 'text':
    case 'text?':
      return [...comparisons, 'prefix', 'contains']
    case 'boolean':
    case 'boolean?':
    case 'uuid':
    case 'uuid?':
      return ['eq', 'ne', 'in', 'exists']
    case 'json?':
      return ['exists']
    case 'integer':
    case 'integer?':
    case 'number':
    case 'number?':
    case 'decimal':
    case 'time':
    case 'time?':
      return comparisons
    default:
      return columns[column] satisfies never
  }
}
