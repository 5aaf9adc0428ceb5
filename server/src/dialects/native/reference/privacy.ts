import type { Operation } from '../../openapi.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import { brokenPath, noSuch, reusedKey, stale, unknownParameter } from './problems.ts'
import { answersOf, done } from './replies.ts'
import { anyHeaders, needs, writeHeaders } from './requests.ts'

/** What a person may ask for. */
export const privacy: Operation[] = [
  {
    id: 'exportPerson',
    method: 'get',
    path: '/customers/{customer_id}/export',
    summary: 'Export all that is held about a person',
    description:
      'The customer and those merged with it, every line of their history, and stored answers and queued jobs that hold their data.',
    security: needs('privacy:admin'),
    headers: anyHeaders,
    answers: answersOf(
      {
        200: {
          description: 'All that is held',
          schema: documented.personalData,
          example: examples.personalData,
        },
      },
      brokenPath,
      unknownParameter,
      noSuch('customer'),
    ),
  },
  {
    id: 'erasePerson',
    method: 'post',
    path: '/customers/{customer_id}/erase',
    summary: 'Erase a person',
    description:
      'Removes, for good, all that the export shows, of the customer and of those merged with it. What is left is a tombstone with the id, and figures that say nothing about anybody. Doing it again changes nothing and answers as the first time.',
    security: needs('privacy:admin'),
    headers: writeHeaders,
    answers: answersOf(
      { 200: { description: 'Erased', schema: documented.erasure, example: examples.erasure }, 204: done },
      brokenPath,
      unknownParameter,
      noSuch('customer'),
      stale,
      reusedKey,
    ),
  },
]
