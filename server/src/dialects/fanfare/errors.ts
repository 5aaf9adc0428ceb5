import type { FastifyRequest } from 'fastify'
import type { Conflict, Identifier, Problem } from '../../core/problem.ts'
import type { Answer } from '../dialect.ts'
import type { Generation } from './consumer.ts'
import { issueOf, type PublishedIssue, published } from './issues.ts'

/** The contract's words for what went wrong (contract sheet §2.10, §5 and §6). */
export function say(problem: Problem, { generation, redact, wrapped }: Manner): Answer {
  switch (problem.kind) {
    case 'invalid':
      return refused(generation, published(problem.issues, redact))
    case 'unreadable':
      return refused(generation, [unreadable[problem.reason]])
    case 'too_large': {
      const limit = `<=${problem.limitBytes}`
      const message = `Invalid body: Expected at most ${problem.limitBytes} bytes`
      return { ...refused(generation, [issueOf('max_bytes', limit, 'more', message)]), status: 413 }
    }
    case 'taken':
      return refused(
        generation,
        problem.conflicts.map((conflict) => taken(conflict, wrapped)),
      )
    case 'missing':
      return {
        status: 404,
        body: { error: problem.what === 'customer' ? 'Consumer not found' : 'Not found' },
      }
    // Nothing is set up through this contract.
    case 'exists':
      return { status: 409, body: { error: 'Already exists' } }
    case 'merged':
      return { status: 404, body: { error: 'Consumer not found' } }
    case 'refused':
      return { status: 409, body: { error: 'Consumer does not allow it' } }
    case 'registration':
      return { status: 409, body: { error: 'Consumer does not allow it' } }
    case 'operation':
      return say(problem.problem, { generation, redact, wrapped })
    case 'stale':
      return { status: 412, body: { error: 'Consumer has changed' } }
    case 'forgotten':
      return { status: 410, body: { error: 'Gone' } }
    case 'precondition_required':
      return { status: 428, body: { error: 'Precondition required' } }
    case 'reused_idempotency_key':
      return { status: 409, body: { error: 'Idempotency key was used with another request' } }
    case 'unauthenticated':
      return {
        status: 401,
        headers: { 'www-authenticate': 'Bearer' },
        body: {
          error: problem.why === 'not_a_secret_key' ? 'Secret key required' : 'Authentication required',
        },
      }
    case 'forbidden':
      return { status: 403, body: { error: 'Forbidden' } }
    case 'too_many':
      return {
        status: 429,
        headers: { 'retry-after': String(problem.retryAfterSeconds) },
        body: { error: 'Rate limit exceeded', retryAfter: problem.retryAfterSeconds },
      }
    case 'unavailable':
      return { status: 503, headers: { 'retry-after': '1' }, body: { error: 'Service unavailable' } }
    case 'internal':
      return { status: 500, body: { error: 'Internal server error' } }
    default:
      return problem satisfies never
  }
}

/** How this caller is spoken to. */
export interface Manner {
  generation: Generation
  redact: boolean
  /** The rows of a batch came in `{consumers: […]}`, so paths begin there. */
  wrapped: boolean
}

export function mannerOf(request: FastifyRequest, generation: Generation, redact: boolean): Manner {
  return { generation, redact, wrapped: !Array.isArray(request.body) }
}

/** 400: the current generation's shape, or the older one's with the same issues beside it (A7, A8). */
function refused(generation: Generation, issues: PublishedIssue[]): Answer {
  if (generation === 'current') return { status: 400, body: { error: 'validation_error', issues } }
  const details = issues.map(({ path, message }) => ({
    field: path.map(({ key }) => key).join('.'),
    message,
  }))
  const named = issues.find(({ type, message }) => type === 'unique' || message.startsWith('Max batch size'))
  return { status: 400, body: { error: named?.message ?? 'Validation failed', details, issues } }
}

const memberOf = { email: 'email', phone: 'phone', external_id: 'externalId' } satisfies Record<
  Identifier,
  string
>
const labelOf = { email: 'Email', phone: 'Phone', external_id: 'External id' } satisfies Record<
  Identifier,
  string
>

function taken({ field, row }: Conflict, wrapped: boolean): PublishedIssue {
  const issue = issueOf('unique', 'unique_value', 'duplicate_value', `${labelOf[field]} already exists`)
  if (row !== null && wrapped)
    issue.path.push({ type: 'object', origin: 'value', input: {}, key: 'consumers' })
  if (row !== null) issue.path.push({ type: 'array', origin: 'value', input: [], key: String(row) })
  issue.path.push({ type: 'object', origin: 'value', input: {}, key: memberOf[field] })
  return issue
}

type Reason = Extract<Problem, { kind: 'unreadable' }>['reason']

const unreadable = {
  syntax: issueOf('json', 'JSON', 'unreadable', 'Invalid JSON in request body'),
  encoding: issueOf(
    'encoding',
    'UTF-8',
    'unreadable',
    'Invalid text in request body: Expected whole Unicode characters without NUL',
  ),
  depth: issueOf('max_depth', '<=32', 'deeper', 'Invalid JSON in request body: Expected at most 32 levels'),
  duplicate_key: issueOf(
    'unique_keys',
    'unique keys',
    'duplicate key',
    'Invalid JSON in request body: Received a key twice in one object',
  ),
  forbidden_key: issueOf(
    'forbidden_key',
    'plain keys',
    'forbidden key',
    'Invalid JSON in request body: Received __proto__, constructor or prototype as a key',
  ),
  media_type: issueOf(
    'media_type',
    'application/json',
    'another content type',
    'Invalid content type: Expected application/json',
  ),
  url: issueOf('url', 'percent-encoded UTF-8', 'unreadable', 'Invalid URL: Expected percent-encoded UTF-8'),
} satisfies Record<Reason, PublishedIssue>
