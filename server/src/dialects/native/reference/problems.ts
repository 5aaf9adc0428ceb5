import * as v from 'valibot'
import type { Problem, Thing } from '../../../core/problem.ts'
import { documentOf } from '../errors.ts'
import { id } from './documented.ts'
import { customerId, requestId, survivorVersion, victimId } from './example-values.ts'

/** What may go wrong: a sentence for each, and the problem that it is. */
export type Refusals = Record<string, Problem>

/**
 * Every kind that a problem document can have, so that a new one is listed here before this compiles. Registration goes by
 * rules that no operation of this contract is under.
 */
const kinds: Record<Exclude<Problem['kind'], 'operation' | 'registration'>, true> = {
  invalid: true,
  unreadable: true,
  too_large: true,
  missing: true,
  taken: true,
  exists: true,
  stale: true,
  merged: true,
  refused: true,
  forgotten: true,
  precondition_required: true,
  reused_idempotency_key: true,
  unauthenticated: true,
  forbidden: true,
  too_many: true,
  unavailable: true,
  internal: true,
}

const fault = v.object({
  pointer: v.string(),
  detail: v.string(),
  holder: v.optional(v.nullable(id)),
})

/** RFC 9457. */
export const problem = v.object({
  type: v.picklist(Object.keys(kinds).map((kind) => `urn:clientele:problem:${kind}`)),
  title: v.string(),
  status: v.pipe(v.number(), v.integer(), v.description('The status of the answer, or of this part of it.')),
  errors: v.optional(v.array(fault)),
  reason: v.optional(v.string()),
  rule: v.optional(v.string()),
  operation: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  version: v.optional(
    v.pipe(v.number(), v.integer(), v.description('The version that the customer has by now; 0: none.')),
  ),
  customer: v.optional(v.pipe(id, v.description('Id of the customer that this is about.'))),
  merged_into: v.optional(id),
  request_id: v.optional(v.string()),
})

/** The document as it is sent. */
export const shown = (problem: Problem) => ({ ...documentOf(problem), request_id: requestId })

const invalid = (path: (string | number)[], message: string): Problem => ({
  kind: 'invalid',
  issues: [{ path, message }],
})
const taken: Problem = { kind: 'taken', conflicts: [{ field: 'email', row: null, holder: victimId }] }

export const brokenRule: Refusals = {
  'A broken rule': invalid(['email'], 'Invalid email: Received string'),
  'A member that is not known': invalid(['nickname'], 'Invalid key: Expected never but received string'),
}
export const unknownParameter: Refusals = {
  'A parameter that is not known': invalid(['page'], 'Invalid key: Expected never but received string'),
}
export const strangeCursor = (list: 'list' | 'feed'): Refusals => ({
  'A cursor of another list': invalid(['after'], `Invalid cursor: Expected one of this ${list}`),
})
export const brokenFilter: Refusals = {
  'An operator that the field does not have': invalid(
    ['filter', 'email_verified', 'gt'],
    'Invalid operator: Expected one of eq, ne, in, exists for this field',
  ),
}
export const brokenPath: Refusals = {
  'A path that is not percent-encoded': { kind: 'unreadable', reason: 'url' },
}

export const unreadable: Refusals = {
  'A body that is not JSON': { kind: 'unreadable', reason: 'syntax' },
  'A body of more than 5 MiB': { kind: 'too_large', limitBytes: 5 * 1024 * 1024 },
  'A body of another media type': { kind: 'unreadable', reason: 'media_type' },
}

export const noSuch = (what: Thing): Refusals => ({
  [`No such ${what.replaceAll('_', ' ')}`]: { kind: 'missing', what, row: null },
})
export const alreadyThere = (what: Exclude<Thing, 'customer'>, field: string): Refusals => ({
  [`A ${field.replaceAll('_', ' ')} that is in use`]: { kind: 'exists', what, field },
})

export const takenIdentifier: Refusals = { 'An identifier that another customer holds': taken }
export const reusedKey: Refusals = { 'The key of another write': { kind: 'reused_idempotency_key' } }
export const mergedAway: Refusals = {
  'A customer that was merged': { kind: 'merged', id: customerId, into: victimId },
}
export const stale: Refusals = {
  'A version that is not the latest': { kind: 'stale', version: survivorVersion },
  'No If-Match, where the organization asks for it': { kind: 'precondition_required' },
}

/** Of a batch that is to be made as a whole. */
export const refusedOperations: Refusals = {
  'A broken rule': invalid(['operations', 0, 'body', 'email'], 'Invalid email: Received string'),
  'An operation on a customer that is not there': {
    kind: 'operation',
    row: 1,
    problem: { kind: 'missing', what: 'customer', row: null },
  },
  'An identifier that another customer holds': { kind: 'operation', row: 0, problem: taken },
  'A version that is not the latest': {
    kind: 'operation',
    row: 1,
    problem: { kind: 'stale', version: survivorVersion },
  },
  'No version, where the organization asks for it': {
    kind: 'operation',
    row: 1,
    problem: { kind: 'precondition_required' },
  },
}

export const refusedMerge: Refusals = {
  'A customer with itself': invalid(
    ['victim'],
    'Invalid victim: Expected another customer than the survivor',
  ),
  'No such victim': { kind: 'missing', what: 'customer', row: null, member: 'victim' },
  'An archived victim': { kind: 'refused', rule: 'archived', fields: ['victim'] },
  'Sums that are too large': { kind: 'refused', rule: 'overflow', fields: ['ltv'] },
}
export const refusedUnmerge: Refusals = {
  'A customer that is not merged': { kind: 'refused', rule: 'not_merged', fields: [] },
  'Fields that were written since': { kind: 'refused', rule: 'changed_since', fields: ['city'] },
}
export const forgotten = (what: 'changes' | 'customer'): Refusals => ({
  'What retention has removed': { kind: 'forgotten', what },
})
export const tooManyFollowers: Refusals = {
  'Too many who follow at once': { kind: 'too_many', retryAfterSeconds: 5 },
}

/** What any request may be answered. */
export const everywhere: Refusals = {
  'No key, or one that does not work': { kind: 'unauthenticated', why: 'nothing_usable' },
  'A key without the scope': { kind: 'forbidden' },
  'A minute that is used up': { kind: 'too_many', retryAfterSeconds: 12 },
  'A fault of the server': { kind: 'internal' },
  'A database that cannot be reached': { kind: 'unavailable' },
}
