import type { FastifyRequest } from 'fastify'
import type { BaseIssue } from 'valibot'
import type { Conflict, Issue, Problem, RefusedRule, RegistrationRule, Thing } from '../../core/problem.ts'
import type { Answer } from '../dialect.ts'
import { answerOtherMethod } from './methods.ts'

interface Fault {
  /** JSON pointer (RFC 6901) into the body, or to a parameter of that name. */
  pointer: string
  detail: string
  /** Id of the customer that holds the value. */
  holder?: string | null
}

/** Problem documents (RFC 9457); `type` is stable and names the kind. */
export function say(problem: Problem, request: FastifyRequest): Answer {
  const other = problem.kind === 'missing' && problem.what === 'route' ? answerOtherMethod(request) : null
  if (other) return other
  const body = documentOf(problem)
  return {
    status: body.status,
    headers: { ...wordsFor(problem).headers, 'content-type': 'application/problem+json; charset=utf-8' },
    body: { ...body, request_id: request.id },
  }
}

/** The members of a problem document that do not depend on the request. */
export function documentOf(problem: Problem) {
  const { status, title, errors, more = {} } = wordsFor(problem)
  const { kind } = problem.kind === 'operation' ? problem.problem : problem
  return { type: `urn:clientele:problem:${kind}`, title, status, ...(errors ? { errors } : {}), ...more }
}

interface Words {
  status: number
  title: string
  errors?: Fault[]
  headers?: Record<string, string>
  more?: Record<string, unknown>
}

function wordsFor(problem: Problem): Words {
  switch (problem.kind) {
    case 'invalid':
      return { status: 400, title: 'The request breaks a rule.', errors: problem.issues.map(faultOf) }
    case 'unreadable':
      return { ...unreadable[problem.reason], more: { reason: problem.reason } }
    case 'too_large':
      return { status: 413, title: `The body is larger than ${problem.limitBytes} bytes.` }
    case 'missing':
      return {
        status: 404,
        title:
          problem.what === 'route'
            ? 'There is nothing at this path.'
            : `There is no such ${nameOf[problem.what]}.`,
        ...(problem.member ? { errors: [{ pointer: `/${problem.member}`, detail: 'not found' }] } : {}),
        ...(problem.row === null
          ? {}
          : { errors: [{ pointer: `/operations/${problem.row}`, detail: 'not found' }] }),
      }
    case 'taken':
      return {
        status: 409,
        title: 'Another customer holds an identifier.',
        errors: problem.conflicts.map(conflictOf),
      }
    case 'exists':
      return {
        status: 409,
        title: `Another ${nameOf[problem.what]} has that already.`,
        errors: [{ pointer: `/${problem.field}`, detail: 'is in use' }],
      }
    case 'operation': {
      const words = wordsFor(problem.problem)
      const errors = words.errors?.map((fault) => ({
        ...fault,
        pointer: `/operations/${problem.row}/body${fault.pointer}`,
      }))
      return { ...words, ...(errors ? { errors } : {}), more: { ...words.more, operation: problem.row } }
    }
    case 'stale':
      return {
        status: 412,
        title: 'The customer has changed since the version that If-Match names.',
        more: { version: problem.version, ...(problem.id ? { customer: problem.id } : {}) },
      }
    case 'merged':
      return {
        status: 409,
        title: 'The customer was merged into another.',
        more: { customer: problem.id, merged_into: problem.into },
      }
    case 'refused':
      return {
        status: 409,
        title: refusals[problem.rule],
        ...(problem.fields.length > 0
          ? { errors: problem.fields.map((field) => ({ pointer: `/${field}`, detail: problem.rule })) }
          : {}),
        more: { rule: problem.rule },
      }
    case 'registration':
      return {
        status: 409,
        title: registration[problem.rule],
        ...(problem.field ? { errors: [{ pointer: `/${problem.field}`, detail: problem.rule }] } : {}),
        more: { rule: problem.rule },
      }
    case 'forgotten':
      return {
        status: 410,
        title:
          problem.what === 'changes'
            ? 'The feed no longer has all that follows this cursor: read the customers anew, then follow from after=latest.'
            : 'The changes since that moment are no longer kept.',
      }
    case 'precondition_required':
      return { status: 428, title: 'Writes of this organization must carry If-Match.' }
    case 'reused_idempotency_key':
      return { status: 409, title: 'The idempotency key came with another request before.' }
    case 'unauthenticated':
      return {
        status: 401,
        title: 'A working secret key is needed.',
        headers: { 'www-authenticate': 'Bearer' },
      }
    case 'forbidden':
      return {
        status: 403,
        title: 'The key may not do this.',
        ...(problem.issues ? { errors: problem.issues.map(faultOf) } : {}),
      }
    case 'too_many':
      return {
        status: 429,
        title: 'Too many requests.',
        headers: { 'retry-after': String(problem.retryAfterSeconds) },
      }
    case 'unavailable':
      return { status: 503, title: 'The database cannot be reached.', headers: { 'retry-after': '1' } }
    case 'internal':
      return { status: 500, title: 'Something went wrong here.' }
    default:
      return problem satisfies never
  }
}

const unreadable = {
  syntax: { status: 400, title: 'The body is not JSON.' },
  encoding: { status: 400, title: 'The body holds text that is not whole Unicode characters, or NUL.' },
  depth: { status: 400, title: 'The body is nested deeper than 32 levels.' },
  duplicate_key: { status: 400, title: 'An object in the body has a member twice.' },
  forbidden_key: { status: 400, title: 'The body has a member __proto__, constructor or prototype.' },
  media_type: { status: 415, title: 'The body must be application/json or application/merge-patch+json.' },
  url: { status: 400, title: 'The path is not percent-encoded UTF-8.' },
} satisfies Record<Extract<Problem, { kind: 'unreadable' }>['reason'], Words>

const nameOf = {
  customer: 'customer',
  key: 'key',
  organization: 'organization',
  request: 'request',
  store: 'store',
  till: 'till',
  access_group: 'access group',
  oauth_client: 'client',
  programme: 'programme',
  tier: 'tier',
  card_programme: 'card programme',
  card: 'card',
  link: 'link',
  session: 'session',
  field: 'field',
} satisfies Record<Thing, string>

const refusals = {
  archived: 'The customer is archived.',
  not_merged: 'There is no merge of this customer to take back.',
  overflow: 'The sums are larger than the record can hold.',
  changed_since: 'The merge filled fields that were written since: name in keep which ones stay as they are.',
  built_in: 'It came with the organization and stays as it is.',
  in_use: 'Something is set up with it.',
  not_enrolled: 'The customer takes no part in loyalty: enrol first.',
  insufficient_points: 'There are not as many points to take.',
  fraud: 'The fraud status of the customer does not allow it.',
  reference_used: 'An entry of this kind has this reference already.',
} satisfies Record<RefusedRule, string>

const registration = {
  no_identifier: 'Nothing names a customer.',
  no_usable_identifier: 'Nothing can identify a new customer.',
  identifier_invalid: 'An identifier cannot be one.',
  identifier_required: 'A new customer needs another identifier.',
  enrolment_requires: 'Taking part in loyalty needs another identifier.',
  contact_required: 'A customer outside of loyalty needs an e-mail or a phone.',
  identifier_mismatch: 'An identifier belongs to another customer.',
  not_updatable: 'These identifiers cannot be changed here.',
  loyalty_for_good: 'A customer does not leave loyalty.',
  loyalty_type_unknown: 'There is no such loyalty type.',
  registered_at_out_of_range: 'The time is too early, or in the future.',
  erased: 'The customer was erased.',
  fraud: 'The customer is marked as fraud.',
  busy: 'Others keep changing the same customer.',
  batch_limit: 'There are too many items.',
  subscription_channel: 'There is no such channel.',
  subscription_priority: 'There is no such priority.',
  subscription_scope: 'There is no such scope.',
  subscription_status: 'A subscription is on or off.',
  request_pending: 'A request of this kind waits already.',
  request_decided: 'The request has been decided.',
  new_value_missing: 'There is no new value.',
  values_equal: 'The new value is the old one.',
  old_value_differs: 'The customer does not have the old value.',
  target_missing: 'There is no such other customer.',
  same_customer: 'Both are one customer.',
} satisfies Record<RegistrationRule, string>

function faultOf({ path, message, raw }: Issue): Fault {
  const pointer = path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return { pointer, detail: raw ? unsaid(message, raw as BaseIssue<unknown>) : message }
}

/** The validator quotes what was sent, which may be personal and may be 5 MB: its type, or its length, is enough. */
function unsaid(message: string, { type, received, input }: BaseIssue<unknown>): string {
  if (/^(min|max)_(length|entries)$/.test(type)) return message
  return message.replace(received, () =>
    input === null ? 'null' : Array.isArray(input) ? 'list' : typeof input,
  )
}

function conflictOf({ field, row, holder }: Conflict): Fault {
  const pointer = row === null ? `/${field}` : `/operations/${row}/body/${field}`
  const detail = holder ? 'held by another customer' : 'held twice in this batch'
  return { pointer, detail, holder }
}
