import * as v from 'valibot'
import type { Operation } from '../../openapi.ts'
import { batchBody, mostOperations, operationBody } from '../batch.ts'
import { listParameters, searchParameters } from '../lists.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import {
  brokenFilter,
  problem,
  refusedOperations,
  reusedKey,
  strangeCursor,
  unknownParameter,
  unreadable,
} from './problems.ts'
import { answersOf } from './replies.ts'
import { anyHeaders, createHeaders, needs } from './requests.ts'

/** A batch, with its operations as each is checked when its turn comes. */
const wholeBatch = v.strictObject({
  ...batchBody.entries,
  operations: v.pipe(v.array(operationBody), v.maxLength(mostOperations)),
})

const status = v.pipe(v.number(), v.integer(), v.description('As if the operation had come alone.'))
export const whole = v.object({ status, customer: documented.customer })
export const brief = v.object({
  status,
  id: documented.id,
  version: v.pipe(v.number(), v.integer(), v.description('The version of the customer now.')),
})
export const refused = v.object({ status, problem })
const batchAnswer = v.object({
  mode: v.picklist(['atomic', 'each']),
  results: v.array(v.union([whole, brief, refused])),
})

const filter = JSON.stringify({
  status: 'ACTIVE',
  or: [{ ltv: { gte: '100' } }, { 'metadata.tier': 'gold' }],
})

/** Many customers at once. */
export const many: Operation[] = [
  {
    id: 'listCustomers',
    method: 'get',
    path: '/customers',
    summary: 'List customers',
    description:
      'A page at a time. `next` and `previous` lead to the pages on either side, as do the links in `Link`; a cursor is good for the sorting that it came from, and does not expire.\n\n`filter` is a JSON object whose members must all hold: `{"status": "ACTIVE"}` compares, `{"ltv": {"gte": "100"}}` names an operator, `and` and `or` hold lists of filters, `metadata.tier` reaches into free members. The operators are `eq`, `ne`, `in`, `gt`, `gte`, `lt`, `lte`, `exists`, and for text `prefix` and `contains`. At most 5 levels, 50 conditions, and 200 values of an `in`.',
    security: needs('customers:read'),
    query: listParameters,
    exampleQuery: `limit=5&sort=-ltv&count=exact&filter=${filter}`,
    headers: anyHeaders,
    answers: answersOf(
      {
        200: {
          description: 'A page',
          schema: documented.customerPage,
          example: examples.customerPage,
          headers: ['Link'],
        },
      },
      unknownParameter,
      brokenFilter,
      strangeCursor('list'),
    ),
  },
  {
    id: 'searchCustomers',
    method: 'get',
    path: '/customers/search',
    summary: 'Find customers by what one remembers',
    description:
      'Live customers that have the text in their e-mail, phone, name or external id, whatever the case: whole identifiers first, then beginnings, then the rest. A customer is found as soon as it is written. There are no further pages: ask for more of the text instead.',
    security: needs('customers:read'),
    query: searchParameters,
    exampleQuery: 'q=ada&limit=5',
    headers: anyHeaders,
    answers: answersOf(
      { 200: { description: 'Matches', schema: documented.customerMatches, example: examples.matches } },
      unknownParameter,
    ),
  },
  {
    id: 'writeCustomers',
    method: 'post',
    path: '/customers/batch',
    summary: 'Write many customers',
    description:
      'Up to 500 operations. With `mode` `atomic`, all are done, in their order, or none. With `each`, every one is done or refused for itself, those on one customer in their order, and the answer is 200 whatever became of them: each result has a status. An `Idempotency-Key` of the request stands, with `each`, for a key of every operation: sent again, it answers what was done, and tries again what was refused.\n\nBatches are counted apart from other requests, at a tenth of the limit.',
    security: needs('customers:write'),
    headers: createHeaders,
    body: {
      schema: wholeBatch,
      required: true,
      examples: { 'Three operations': { mode: 'each', operations: examples.operations } },
    },
    answers: answersOf(
      {
        200: {
          description: 'What became of each, in the order sent',
          schema: batchAnswer,
          example: { mode: 'each', results: examples.outcomes },
          headers: ['Preference-Applied'],
        },
      },
      refusedOperations,
      reusedKey,
      unreadable,
    ),
  },
]
