import type { Operation } from '../../openapi.ts'
import { duplicatesParameters, mergeBody, unmergeBody } from '../merges.ts'
import * as documented from './documented.ts'
import { victimId } from './example-values.ts'
import * as examples from './examples.ts'
import {
  mergedAway,
  noSuch,
  refusedMerge,
  refusedUnmerge,
  reusedKey,
  stale,
  takenIdentifier,
  unknownParameter,
  unreadable,
} from './problems.ts'
import { answersOf } from './replies.ts'
import { anyHeaders, needs, writeHeaders } from './requests.ts'

const body = { schema: mergeBody, required: true, examples: { 'The other customer': { victim: victimId } } }
const minimal = {
  description: 'Done, with `Prefer: return=minimal`',
  headers: ['ETag', 'Preference-Applied'],
}

/** Two records of one person. */
export const merges: Operation[] = [
  {
    id: 'findDuplicates',
    method: 'get',
    path: '/customers/{customer_id}/duplicates',
    summary: 'Find duplicates of a customer',
    description:
      'Live customers that may be the same person, the surest first: found by mailbox, digits of the phone, or name.',
    security: needs('customers:read'),
    query: duplicatesParameters,
    headers: anyHeaders,
    answers: answersOf(
      {
        200: {
          description: 'Candidates',
          schema: documented.duplicates,
          example: examples.duplicates,
          headers: ['Content-Location', 'Merged-Into'],
        },
      },
      unknownParameter,
      noSuch('customer'),
    ),
  },
  {
    id: 'previewMerge',
    method: 'post',
    path: '/customers/{customer_id}/merge/preview',
    summary: 'See what a merge would make',
    description:
      'Writes nothing. The tag of the answer is that of the survivor as it is: for `If-Match` of the merge.',
    security: needs('customers:read'),
    headers: anyHeaders,
    body,
    answers: answersOf(
      {
        200: {
          description: 'The customer as it would be',
          schema: documented.preview,
          example: examples.preview,
          headers: ['ETag'],
        },
      },
      refusedMerge,
      noSuch('customer'),
      mergedAway,
      // A preview asks for no If-Match.
      Object.fromEntries(Object.entries(stale).slice(0, 1)),
      unreadable,
    ),
  },
  {
    id: 'mergeCustomers',
    method: 'post',
    path: '/customers/{customer_id}/merge',
    summary: 'Merge a customer into this one',
    description:
      'The customer of the path survives; the victim becomes part of it and is archived. Identifiers, names and addresses are filled in where the survivor has none; sums are added; a refusal of consent by either stands. `If-Match` names the version of the survivor.',
    security: needs('customers:write'),
    headers: writeHeaders,
    body,
    answers: answersOf(
      {
        200: {
          description: 'The survivor',
          schema: documented.customer,
          example: examples.merged,
          headers: ['ETag'],
        },
        204: minimal,
      },
      refusedMerge,
      noSuch('customer'),
      mergedAway,
      stale,
      reusedKey,
      unreadable,
    ),
  },
  {
    id: 'unmergeCustomer',
    method: 'post',
    path: '/customers/{victim_id}/unmerge',
    summary: 'Take a merge back',
    description:
      'The victim is live again as it was, and the survivor is without what it got from it. Fields that the merge filled and that somebody has written since are in doubt, and it is refused until `keep` names those that are to stay. `If-Match` names the version of the survivor.',
    security: needs('customers:write'),
    headers: writeHeaders,
    body: { schema: unmergeBody, required: false, examples: { 'What is to stay': { keep: ['city'] } } },
    answers: answersOf(
      {
        200: {
          description: 'The victim, live again',
          schema: documented.customer,
          example: examples.unmerged,
          headers: ['ETag', 'Unmerged-From'],
        },
        204: { ...minimal, headers: [...minimal.headers, 'Unmerged-From'] },
      },
      refusedUnmerge,
      noSuch('customer'),
      mergedAway,
      takenIdentifier,
      stale,
      reusedKey,
      unreadable,
    ),
  },
]
