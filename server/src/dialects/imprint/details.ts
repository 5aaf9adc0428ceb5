import type { BaseIssue } from 'valibot'
import type { Issue } from '../../core/problem.ts'
import { memberOf } from './customer.ts'

/**
 * `field: problem`, an entry for each broken field in the order of the schema, in the words of bean validation
 * (contract sheet §4, §6-15). What was sent is never repeated.
 */
export function detailsOf(issues: readonly Issue[]): string[] {
  const first = new Map<string, Issue>()
  for (const issue of issues) {
    const field = fieldOf(issue)
    if (!first.has(field)) first.set(field, issue)
  }
  return Array.from(first, ([field, issue]) => `${field}: ${wordsOf(issue)}`)
}

/** Of the body as a whole there is no field to name. */
const fieldOf = ({ path }: Issue) => path.map((key) => nameOf(String(key))).join('.') || 'body'

/** Where the core speaks of a column or of a place in a list, the contract's name of it. */
const nameOf = (key: string) => (key === 'after' ? 'starting_after' : (memberOf.get(key) ?? key))

function wordsOf({ message, raw }: Issue): string {
  if (!raw) return message
  const { type, kind, input, requirement } = raw as BaseIssue<unknown> & { requirement?: unknown }
  if (kind === 'schema') return isNothing(input) ? 'must not be null' : (types[type] ?? 'is invalid')
  switch (type) {
    case 'email':
      return 'must be a well-formed email address'
    case 'regex':
      return `must match "${(requirement as RegExp).source}"`
    case 'safe_integer':
      return types.integer ?? ''
    case 'min_value':
      return `must be greater than or equal to ${requirement}`
    case 'max_value':
      return `must be less than or equal to ${requirement}`
    case 'max_length':
      return `size must be between 0 and ${requirement}`
    default:
      // The checks of the schemas have words of their own.
      return message
  }
}

/** A member that is required and absent is said to be null. */
const isNothing = (input: unknown) => input === null || input === undefined

const types: Record<string, string> = {
  string: 'must be a string',
  number: 'must be an integer',
  integer: 'must be an integer',
  object: 'must be an object',
  record: 'must be an object',
}
