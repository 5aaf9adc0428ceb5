import type { FastifyRequest } from 'fastify'
import type { Identifier, Problem, RegistrationRule } from '../../core/problem.ts'
import { Refusal } from '../../core/problem.ts'
import type { Answer } from '../dialect.ts'
import { failed, refused, request, type Said, taken } from './codes.ts'
import { failureOf } from './envelope.ts'
import { formatOf, standingHeaders, typeOf } from './format.ts'
import { methodsOf, pathOf } from './methods.ts'
import { xmlOf } from './xml.ts'

/** The contract's words for what went wrong with a whole request (contract sheet §1.7, §7-2), in the format asked for. */
export function say(problem: Problem, asked: FastifyRequest): Answer {
  const { status, said, headers = {} } = wordsFor(problem, asked)
  const body = failureOf(said)
  const standing = { ...standingHeaders(asked), ...headers }
  if (formatOf(asked) === 'json') return { status, headers: standing, body }
  const xml = Buffer.from(xmlOf(JSON.stringify(body)))
  return { status, headers: { ...standing, 'content-type': typeOf.xml }, body: xml }
}

/** The same in the shape of the tokens' answers. */
export function sayInData(problem: Problem, asked: FastifyRequest): Answer {
  const { status, said, headers = {} } = wordsFor(problem, asked)
  return {
    status,
    headers: { ...standingHeaders(asked), ...headers },
    body: { data: null, errors: [errorOf(said)] },
  }
}

/** The same in the shape of `/v2`. */
export function sayInEntity(problem: Problem, asked: FastifyRequest): Answer {
  const { status, said, headers = {} } = wordsFor(problem, asked)
  const body = { entity: null, warnings: [], errors: [errorOf(said)], success: false }
  return { status, headers: { ...standingHeaders(asked), ...headers }, body }
}

const errorOf = ({ code, message }: Said) => ({ code, message })

interface Words {
  status: number
  said: Said
  headers?: Record<string, string>
}

function wordsFor(problem: Problem, asked: FastifyRequest): Words {
  switch (problem.kind) {
    case 'unauthenticated':
      return {
        status: 401,
        said: request.unauthenticated,
        headers: { 'www-authenticate': 'Basic realm="loyalty"' },
      }
    case 'forbidden':
      return { status: 403, said: request.forbidden }
    case 'missing': {
      const methods = problem.what === 'route' ? methodsOf(asked.url) : undefined
      if (methods) return { status: 405, said: request.method, headers: { allow: methods } }
      return { status: 404, said: request.missing }
    }
    case 'too_large':
      return { status: 413, said: request.tooLarge }
    case 'too_many':
      return {
        status: 429,
        said: request.tooMany,
        headers: { 'retry-after': String(problem.retryAfterSeconds) },
      }
    case 'unavailable': {
      const said = pathOf(asked.url).endsWith('/customer/search') ? request.searchBusy : request.unavailable
      return { status: 503, said, headers: { 'retry-after': '1' } }
    }
    case 'internal':
      return { status: 500, said: request.internal }
    case 'unreadable':
      return problem.reason === 'media_type'
        ? { status: 415, said: request.mediaType }
        : { status: 400, said: request.invalid }
    case 'operation':
      return wordsFor(problem.problem, asked)
    case 'registration':
      return { status: 400, said: ruleWords(problem.rule, problem.field) }
    // These are told of an item wherever they can arise.
    case 'invalid':
    case 'taken':
    case 'exists':
    case 'merged':
    case 'refused':
    case 'stale':
    case 'forgotten':
    case 'precondition_required':
    case 'reused_idempotency_key':
      return { status: 400, said: request.invalid }
    default:
      return problem satisfies never
  }
}

/** The contract's words for what went wrong with one item (contract sheet §5.2). */
export function itemWords(problem: Problem): Said {
  switch (problem.kind) {
    case 'registration':
      return ruleWords(problem.rule, problem.field)
    case 'missing':
    case 'merged':
      return failed.missing
    case 'taken':
      return taken[problem.conflicts[0]?.field ?? 'phone']
    case 'refused':
      return problem.rule === 'fraud' ? refused.fraud : failed.archived
    case 'invalid':
    case 'unreadable':
    case 'too_large':
      return failed.invalid
    case 'stale':
      return refused.busy
    case 'unavailable':
      return failed.unavailable
    case 'operation':
      return itemWords(problem.problem)
    case 'exists':
    case 'forgotten':
    case 'precondition_required':
    case 'reused_idempotency_key':
    case 'unauthenticated':
    case 'forbidden':
    case 'too_many':
      return failed.notUpdated
    case 'internal':
      return failed.internal
    default:
      return problem satisfies never
  }
}

function ruleWords(rule: RegistrationRule, field: Identifier | null): Said {
  const words = refused[rule]
  return 'code' in words ? words : words[field ?? 'phone']
}

/** A search that finds more than can be counted (contract sheet §4.3: 461). */
export class Unsearchable extends Refusal {
  constructor() {
    super({ kind: 'unavailable' })
  }
}

/** A refusal of an item for what this contract alone knows of, in its words. */
export class Worded extends Error {
  readonly said: Said

  constructor(said: Said) {
    super(said.message)
    this.said = said
  }
}
