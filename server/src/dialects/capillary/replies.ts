import type * as v from 'valibot'
import { limitHeaders } from '../answer-headers.ts'
import type { Operation, Reply } from '../openapi.ts'
import { request, type Said } from './codes.ts'
import * as documented from './documented.ts'
import { failureOf } from './envelope.ts'

export const always = ['X-Cap-Requestid', 'X-Request-Id']
export const counted = [...always, ...limitHeaders]

const xml = 'application/xml'

function both(
  description: string,
  schema: v.GenericSchema,
  examples: Record<string, unknown>,
  headers: string[],
): Reply {
  return { description, schema, examples, headers, others: { [xml]: { schema, examples } } }
}

function failure(description: string, said: Said, headers: string[]): Reply {
  return both(description, documented.failure, { [description]: failureOf(said) }, headers)
}

/** What a call is answered that does what it is for, and what any may be answered (contract sheet §1.7). */
export function answersOf(
  schema: v.GenericSchema,
  examples: Record<string, unknown>,
  hasBody: boolean,
): Operation['answers'] {
  return {
    200: both('Done, item by item: the status of the body tells how many', schema, examples, counted),
    400: failure('Something sent breaks a rule; nothing was changed', request.invalid, counted),
    401: failure('No till or client', request.unauthenticated, [...always, 'WWW-Authenticate']),
    403: failure('The access group does not permit it', request.forbidden, counted),
    405: failure('Another method', request.method, [...always, 'Allow']),
    ...(hasBody
      ? {
          413: failure('A body of more than 5 MiB', request.tooLarge, counted),
          415: failure('Neither JSON nor XML', request.mediaType, counted),
        }
      : {}),
    429: failure('The minute of the organization is used up', request.tooMany, [...counted, 'Retry-After']),
    500: failure('A fault of the server', request.internal, counted),
    503: failure('The database cannot be reached', request.unavailable, [...always, 'Retry-After']),
  }
}

/**
 * The same in the shape of the later versions, which are JSON alone.
 * @param headers of the answers to whoever is known.
 */
export function laterAnswers(
  schema: v.GenericSchema,
  example: unknown,
  refusal: (said: Said) => unknown,
  headers: string[],
  ...refusals: (400 | 401 | 403)[]
): Operation['answers'] {
  const words = { 400: request.invalid, 401: request.unauthenticated, 403: request.forbidden }
  const refused = refusals.map((status) => {
    const said = words[status]
    const examples = { [said.message]: refusal(said) }
    const reply = { description: said.message, schema, examples, headers: status === 401 ? always : headers }
    return [status, reply] as const
  })
  return {
    200: { description: 'Done', schema, examples: { Done: example }, headers },
    ...Object.fromEntries(refused),
  }
}
