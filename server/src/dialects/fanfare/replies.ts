import type * as v from 'valibot'
import { limitHeaders } from '../answer-headers.ts'
import type { Operation, Reply } from '../openapi.ts'
import type { Generation } from './consumer.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import type { PublishedIssue } from './issues.ts'

const always = ['X-Request-Id']
const counted = [...always, ...limitHeaders]

const said = (description: string, sentence: string, headers: string[]): Reply => ({
  description,
  schema: documented.error,
  examples: { [description]: { error: sentence } },
  headers,
})

/** What any request may be answered. */
const everywhere: Operation['answers'] = {
  401: {
    ...said('No usable key', 'Authentication required', [...always, 'WWW-Authenticate']),
    examples: {
      'No key, or one that is not known': { error: 'Authentication required' },
      'A publishable key': { error: 'Secret key required' },
    },
  },
  403: said('The key does not permit it', 'Forbidden', counted),
  429: {
    description: 'The minute of the organization, or of the key, is used up',
    schema: documented.tooMany,
    examples: { 'Too many requests': { error: 'Rate limit exceeded', retryAfter: 12 } },
    headers: [...counted, 'Retry-After'],
  },
  500: said('A fault of the server', 'Internal server error', counted),
  503: said('The database cannot be reached', 'Service unavailable', [...always, 'Retry-After']),
}

type Sometimes = 'noSuchConsumer' | 'reusedKey' | 'tooLarge'

/** The answers of an operation: what it is for, what it refuses, and what any request may be answered. */
export function answersOf(
  generation: Generation,
  done: { status?: number; description: string; schema: v.GenericSchema; example: unknown },
  refused: Record<string, PublishedIssue>,
  ...sometimes: Sometimes[]
): Operation['answers'] {
  const { status = 200, description, schema, example } = done
  const possible = {
    noSuchConsumer: { 404: said('No such consumer', 'Consumer not found', counted) },
    reusedKey: {
      409: said(
        'The idempotency key was used with another body',
        'Idempotency key was used with another request',
        counted,
      ),
    },
    tooLarge: { 413: invalid(generation, 'A body of more than 5 MiB', { 'Too large': examples.tooLarge }) },
  } satisfies Record<Sometimes, Operation['answers']>
  return {
    [status]: { description, schema, examples: { [description]: example }, headers: counted },
    400: invalid(generation, 'Something sent breaks a rule; nothing was changed', refused),
    ...everywhere,
    ...Object.assign({}, ...sometimes.map((name) => possible[name])),
  }
}

function invalid(generation: Generation, description: string, issues: Record<string, PublishedIssue>): Reply {
  const bodies = Object.entries(issues).map(([summary, issue]) => [summary, bodyOf(generation, issue)])
  return {
    description,
    schema: generation === 'current' ? documented.invalid : documented.olderInvalid,
    examples: Object.fromEntries(bodies),
    headers: counted,
  }
}

function bodyOf(generation: Generation, issue: PublishedIssue): object {
  if (generation === 'current') return { error: 'validation_error', issues: [issue] }
  const details = [{ field: issue.path.map(({ key }) => key).join('.'), message: issue.message }]
  const error = issue.type === 'unique' ? issue.message : 'Validation failed'
  return { error, details, issues: [issue] }
}
