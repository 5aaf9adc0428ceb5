import type { FastifyRequest } from 'fastify'
import type { Conflict, Problem } from '../../core/problem.ts'
import type { Answer } from '../dialect.ts'
import { memberOf } from './customer.ts'
import { detailsOf } from './details.ts'
import { allowedAt } from './routes.ts'
import { merchantKeyHeader } from './target.ts'

// An import of it costs every start 0.1 s, as test/boundaries.test.ts says.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/**
 * The contract's words for what went wrong, in the shapes of the contract sheet (§4, §6-14 to §6-16): E1 is flat with
 * `details`, E2 typed, E3 typed and wrapped in `error`.
 */
export function say(problem: Problem, request: FastifyRequest): Answer {
  switch (problem.kind) {
    case 'invalid':
      if (problem.issues[0]?.path[0] === merchantKeyHeader) return wrongProduct(problem.issues[0].message)
      return flat(request, 400, detailsOf(problem.issues))
    case 'unreadable':
      return flat(request, problem.reason === 'media_type' ? 415 : 400, [unreadable[problem.reason]])
    case 'too_large':
      return flat(request, 413, [`body: size must be at most ${problem.limitBytes} bytes`])
    case 'taken':
      return flat(
        request,
        400,
        problem.conflicts.map((conflict) => takenOf(conflict, request)),
      )
    case 'missing':
      return missing(problem.what, request)
    case 'merged':
      return missing('customer', request)
    case 'unauthenticated':
      return {
        ...typed(401, 'UNAUTHORIZED_ERROR', 'A working API key is required'),
        headers: { 'www-authenticate': 'Basic, Bearer' },
      }
    case 'forbidden':
      return typed(403, 'FORBIDDEN_ERROR', 'The API key does not permit this')
    case 'too_many':
      return {
        ...flat(request, 429),
        headers: { 'retry-after': String(problem.retryAfterSeconds) },
      }
    case 'unavailable':
      return { ...flat(request, 503), headers: { 'retry-after': '1' } }
    case 'operation':
      return say(problem.problem, request)
    // This contract has no way to ask for what ends so.
    case 'stale':
    case 'refused':
    case 'registration':
    case 'exists':
    case 'reused_idempotency_key':
      return flat(request, 409)
    case 'forgotten':
      return flat(request, 410)
    case 'precondition_required':
      return flat(request, 428)
    case 'internal':
      return flat(request, 500)
    default:
      return problem satisfies never
  }
}

/** E1. */
function flat(request: FastifyRequest, status: number, details: string[] = []): Answer {
  const [path] = request.url.split('?')
  const timestamp = new Date().toISOString().replace('Z', '+00:00')
  return { status, body: { path, details, error: STATUS_CODES[status], status, timestamp } }
}

/** E3. */
const typed = (status: number, type: string, message: string): Answer => ({
  status,
  body: { error: { type, message } },
})

const wrongProduct = (message: string) =>
  typed(400, 'BAD_REQUEST_ERROR', `The header ${merchantKeyHeader} ${message}`)

/** E2 for what is named by an id, and of a path that no route takes, whether another method would do. */
function missing(what: Extract<Problem, { kind: 'missing' }>['what'], request: FastifyRequest): Answer {
  const { customer_id: customerId, session_id: sessionId } = (request.params ?? {}) as Params
  if (what === 'customer' && customerId !== undefined)
    return notFound('CUSTOMER_NOT_FOUND_ERROR', 'Customer', customerId, 'customer_id')
  if (what === 'session' && sessionId !== undefined)
    return notFound('SESSION_NOT_FOUND_ERROR', 'Session', sessionId, 'session_id')
  const allowed = what === 'route' ? allowedAt(request.url) : []
  if (allowed.length === 0) return flat(request, 404)
  return { ...flat(request, 405), headers: { allow: allowed.join(', ') } }
}

interface Params {
  customer_id?: string
  session_id?: string
}

const notFound = (type: string, noun: string, id: string, param: string): Answer => ({
  status: 404,
  body: { type, message: `${noun} not found for provided ID: ${id}`, param },
})

/** A session takes what identifies somebody in the history of the account. */
function takenOf({ field }: Conflict, request: FastifyRequest): string {
  const member = memberOf.get(field) ?? field
  const isInHistory = request.routeOptions.url?.endsWith('/customer_sessions') && field !== 'external_id'
  return `${isInHistory ? 'customer_history.' : ''}${member}: must not be in use by another customer`
}

const unreadable = {
  syntax: 'body: must be well-formed JSON',
  encoding: 'body: must be whole Unicode characters without NUL',
  depth: 'body: must not be nested deeper than 32 levels',
  duplicate_key: 'body: must not have a member twice',
  forbidden_key: 'body: must not have a member __proto__, constructor or prototype',
  media_type: 'body: must be application/json',
  url: 'path: must be percent-encoded UTF-8',
} satisfies Record<Extract<Problem, { kind: 'unreadable' }>['reason'], string>
