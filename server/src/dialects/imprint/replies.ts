import type * as v from 'valibot'
import { limitHeaders } from '../answer-headers.ts'
import type { Operation, Reply } from '../openapi.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'

const always = ['X-Request-Id']
const counted = [...always, ...limitHeaders]

interface Done {
  status?: 200 | 201
  description: string
  schema: v.GenericSchema
  example: unknown
}

type Sometimes = 'noCustomer' | 'noSession' | 'body' | 'noProduct'

/**
 * The answers of an operation: what it is for, what it refuses, and what any request may be answered.
 * @param refused a sentence for each refused request, and the line that tells of it.
 */
export function answersOf(
  path: string,
  { status = 200, description, schema, example }: Done,
  refused: Record<string, string>,
  ...sometimes: Sometimes[]
): Operation['answers'] {
  const fault = (
    status: 413 | 415 | 429 | 500 | 503,
    sentence: string,
    headers: string[],
    ...lines: string[]
  ): Reply => ({
    description: sentence,
    schema: documented.invalidRequest,
    examples: { [sentence]: examples.invalidRequest(path, status, ...lines) },
    headers,
  })
  const possible = {
    noCustomer: { 404: missing('Customer') },
    noSession: { 404: missing('Session') },
    body: {
      413: fault(413, 'A body of more than 5 MiB', counted, 'body: size must be at most 5242880 bytes'),
      415: fault(415, 'A body of another media type', counted, 'body: must be application/json'),
    },
    noProduct: { 400: broken(path, refused) },
  } satisfies Record<Sometimes, Operation['answers']>
  return {
    [status]: { description, schema, examples: { [description]: example }, headers: counted },
    400: invalid(path, refused),
    401: typed('No usable key', 'UNAUTHORIZED_ERROR', 'A working API key is required', [
      ...always,
      'WWW-Authenticate',
    ]),
    403: typed('The key does not permit it', 'FORBIDDEN_ERROR', 'The API key does not permit this', counted),
    429: fault(429, 'The minute of the organization, or of the key, is used up', [...counted, 'Retry-After']),
    500: fault(500, 'A fault of the server', counted),
    503: fault(503, 'The database cannot be reached', [...always, 'Retry-After']),
    ...Object.assign({}, ...sometimes.map((name) => possible[name])),
  }
}

/** A wrong product is told in another shape than a wrong field. */
function invalid(path: string, refused: Record<string, string>): Reply {
  const reply = broken(path, refused)
  const wrongProduct = examples.apiError(
    'BAD_REQUEST_ERROR',
    'The header x-imprint-merchant-key must be the key of a product',
  )
  const sentences = { ...reply.examples, 'A product that is not there': wrongProduct }
  return { ...reply, schema: documented.badRequest, examples: sentences }
}

/** Of an operation that is asked for no product, too. */
function broken(path: string, refused: Record<string, string>): Reply {
  const lines = Object.entries(refused).map(([sentence, line]) => [
    sentence,
    examples.invalidRequest(path, 400, line),
  ])
  return {
    description: 'Something sent breaks a rule; nothing was changed',
    schema: documented.invalidRequest,
    examples: Object.fromEntries(lines),
    headers: counted,
  }
}

const missing = (what: 'Customer' | 'Session'): Reply => ({
  description: `No such ${what.toLowerCase()}`,
  schema: documented.notFound,
  examples: { [`No such ${what.toLowerCase()}`]: examples.notFound(what) },
  headers: counted,
})

const typed = (description: string, type: string, message: string, headers: string[]): Reply => ({
  description,
  schema: documented.apiError,
  examples: { [description]: examples.apiError(type, message) },
  headers,
})

/** Another link is in the way. */
export const alreadyLinked: Reply = {
  description: 'The customer, or the account, is linked already',
  schema: documented.alreadyLinked,
  examples: { 'A link that stands in the way': examples.alreadyLinked },
  headers: counted,
}
