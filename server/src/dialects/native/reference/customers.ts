import * as v from 'valibot'
import type { Operation } from '../../openapi.ts'
import { getParameters } from '../customers.ts'
import { customerBody, identifier } from '../schemas.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import {
  brokenPath,
  brokenRule,
  forgotten,
  mergedAway,
  noSuch,
  reusedKey,
  stale,
  takenIdentifier,
  unknownParameter,
  unreadable,
} from './problems.ts'
import { answersOf } from './replies.ts'
import { createHeaders, needs, readHeaders, upsertHeaders, writeHeaders } from './requests.ts'

const reading = needs('customers:read')
const writing = needs('customers:write')
const body = (description: string, example: unknown, ...types: string[]) => ({
  schema: customerBody,
  required: true,
  examples: { [description]: example },
  types: [...types, 'application/json'],
})
const one = (description: string, example: unknown, ...headers: string[]) => ({
  description,
  schema: documented.customer,
  example,
  headers: ['ETag', ...headers],
})
const minimal = {
  description: 'Done, with `Prefer: return=minimal`',
  headers: ['ETag', 'Preference-Applied'],
}
const unchanged = { description: 'The version that `If-None-Match` names is the latest', headers: ['ETag'] }
const ofWrites = [noSuch('customer'), mergedAway, stale, reusedKey]

/** One customer at a time. */
export const customers: Operation[] = [
  {
    id: 'createCustomer',
    method: 'post',
    path: '/customers',
    summary: 'Create a customer',
    description:
      'Every member is optional; null is as good as absent. A member that is not known is refused. With `Prefer: return=minimal` the answer has no body.',
    security: writing,
    headers: createHeaders,
    body: body('A customer', examples.newCustomer),
    answers: answersOf(
      { 201: one('The customer', examples.customer, 'Location', 'Preference-Applied') },
      brokenRule,
      unreadable,
      takenIdentifier,
      reusedKey,
    ),
  },
  {
    id: 'getCustomer',
    method: 'get',
    path: '/customers/{customer_id}',
    summary: 'Get a customer',
    description:
      'Live or archived. One that was merged answers as the customer that it is part of now, and says so in `Content-Location` and `Merged-Into`. With `as_of`, the customer as it was at a moment.',
    security: reading,
    query: getParameters,
    headers: readHeaders,
    answers: answersOf(
      { 200: one('The customer', examples.customer, 'Content-Location', 'Merged-Into'), 304: unchanged },
      unknownParameter,
      noSuch('customer'),
      forgotten('customer'),
    ),
  },
  {
    id: 'patchCustomer',
    method: 'patch',
    path: '/customers/{customer_id}',
    summary: 'Change a customer',
    description:
      'A merge patch (RFC 7396): what is absent stays, null clears, and the objects of free members are merged into at every depth. What changes nothing makes no version. An archived customer cannot be changed.',
    security: writing,
    headers: writeHeaders,
    body: body('Three changes', examples.patch, 'application/merge-patch+json'),
    answers: answersOf(
      { 200: one('The customer', examples.patched), 204: minimal },
      brokenRule,
      unreadable,
      ...ofWrites,
      takenIdentifier,
    ),
  },
  {
    id: 'replaceCustomer',
    method: 'put',
    path: '/customers/{customer_id}',
    summary: 'Replace a customer',
    description:
      'The body is all that is to be known: whatever it leaves out is cleared, or falls back to its default.',
    security: writing,
    headers: writeHeaders,
    body: body('A customer', examples.replacement),
    answers: answersOf(
      { 200: one('The customer', examples.replaced), 204: minimal },
      brokenRule,
      unreadable,
      ...ofWrites,
      takenIdentifier,
    ),
  },
  {
    id: 'archiveCustomer',
    method: 'delete',
    path: '/customers/{customer_id}',
    summary: 'Archive a customer',
    description:
      'Takes the customer out of lists and searches, and frees its identifiers for others. It can still be read by its id and restored. Doing it again changes nothing.',
    security: writing,
    headers: writeHeaders,
    answers: answersOf(
      { 200: one('The customer', examples.archived), 204: minimal },
      brokenPath,
      ...ofWrites,
    ),
  },
  {
    id: 'restoreCustomer',
    method: 'post',
    path: '/customers/{customer_id}/restore',
    summary: 'Restore a customer',
    description:
      'Brings an archived customer back, provided that nobody has taken its identifiers. A live one stays as it is.',
    security: writing,
    headers: writeHeaders,
    answers: answersOf(
      { 200: one('The customer', examples.restored), 204: minimal },
      brokenPath,
      ...ofWrites,
      takenIdentifier,
    ),
  },
  {
    id: 'findCustomer',
    method: 'get',
    path: '/customers/by/{field}/{value}',
    summary: 'Get a customer by an identifier',
    description:
      'The live customer that has it. E-mails are compared trimmed and in lower case, phones as E.164, external ids as they are.',
    security: reading,
    params: v.object(identifier),
    headers: readHeaders,
    answers: answersOf(
      { 200: one('The customer', examples.customer), 304: unchanged },
      brokenPath,
      noSuch('customer'),
    ),
  },
  {
    id: 'upsertCustomer',
    method: 'put',
    path: '/customers/by/{field}/{value}',
    summary: 'Change or create a customer by an identifier',
    description:
      'Changes the live customer that has the identifier, as a merge patch does, or creates one that has it. However many do this at once, there is one customer afterwards. A `number` is given by the server, so it can only name a customer that is there.',
    security: writing,
    params: v.object(identifier),
    headers: upsertHeaders,
    body: body('Three members', examples.upsert),
    answers: answersOf(
      {
        200: one('The customer, which was there', { ...examples.patched, version: 4 }),
        201: one('The customer, which is new', examples.upserted, 'Location', 'Preference-Applied'),
        204: minimal,
      },
      brokenRule,
      unreadable,
      ...ofWrites,
      takenIdentifier,
    ),
  },
]
