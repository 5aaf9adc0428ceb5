import * as v from 'valibot'
import type { Operation } from '../openapi.ts'
import { object } from '../wire.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import { suffixes } from './mount.ts'
import { always, answersOf, counted, laterAnswers } from './replies.ts'
import * as schemas from './schemas.ts'

const text = v.optional(v.string())
const flag = v.optional(v.picklist(['true', 'false']))
const format = { format: v.optional(v.picklist(['json', 'xml'])) }
const whom = { mobile: text, email: text, external_id: text, id: text }

interface Line {
  id: string
  method: 'get' | 'post' | 'put'
  path: string
  summary: string
  description?: string
  query?: v.ObjectEntries
  exampleQuery?: string
  /** Name of the items, what one may be, and an example. */
  body?: [name: string, item: v.GenericSchema, example: unknown]
  answer: [v.GenericSchema, Record<string, unknown>]
}

function operation({ body, answer: [schema, answers], query, ...line }: Line): Operation {
  const items = body && v.object({ root: v.object({ [body[0]]: v.union([v.array(body[1]), body[1]]) }) })
  return {
    ...line,
    suffixes: suffixes.slice(1),
    query: object({ ...format, ...query }),
    ...(body && items
      ? {
          body: {
            schema: items,
            required: true,
            types: ['application/json', 'application/xml'],
            examples: { 'One item': body[2] },
          },
        }
      : {}),
    answers: answersOf(schema, answers, body !== undefined),
  }
}

const update = {
  path: '/customer/update',
  summary: 'Change customers',
  description:
    'Each item is a customer that is named by `id`, or by the primary identifier of the organization, or by another. What is empty or left out stays as it is; identifiers that the customer does not have are proposed for it, and what cannot be taken is told by a warning. Each item is changed as a whole or not at all.',
  body: ['customer', schemas.customer, examples.update],
  answer: [documented.customers, examples.customers],
} satisfies Partial<Line>

/** What can be done at `/v1.1`. */
export const customers: Operation[] = [
  operation({ id: 'updateCustomers', method: 'put', ...update }),
  operation({ id: 'updateCustomersByPost', method: 'post', ...update }),
  operation({
    id: 'addCustomers',
    method: 'post',
    path: '/customer/add',
    summary: 'Register customers',
    description: 'Who is there already is changed, as by update.',
    body: ['customer', schemas.customer, examples.update],
    answer: [documented.customers, examples.customers],
  }),
  operation({
    id: 'getCustomers',
    method: 'get',
    path: '/customer/get',
    summary: 'Look customers up',
    description: 'By one kind of identifier, several with commas. Flags ask for more.',
    query: {
      ...whom,
      user_id: flag,
      basic: flag,
      mlp: flag,
      points_summary: flag,
      program_id: text,
      slab_history: flag,
      next_slab: flag,
      subscriptions: flag,
      fraud_details: flag,
      expired_points: flag,
      expiry_schedule: flag,
    },
    exampleQuery: 'mobile=447911000101&points_summary=true',
    answer: [documented.foundCustomers, examples.found],
  }),
  operation({
    id: 'searchCustomers',
    method: 'get',
    path: '/customer/search',
    summary: 'Search customers',
    description: 'Those who meet all conditions, newest first.',
    query: { q: v.string(), start: text, rows: text },
    exampleQuery: 'q=(firstname:STARTS:As)',
    answer: [documented.hits, examples.hits],
  }),
  operation({
    id: 'stateSubscriptions',
    method: 'post',
    path: '/customer/subscriptions',
    summary: 'State subscriptions',
    body: ['subscription', schemas.subscribing, examples.subscribe],
    answer: [documented.stated, examples.stated],
  }),
  operation({
    id: 'getSubscriptions',
    method: 'get',
    path: '/customer/subscriptions',
    summary: 'Look subscriptions up',
    query: { ...whom, channel: text, priority: text },
    exampleQuery: 'mobile=447911000101',
    answer: [documented.told, examples.told],
  }),
  operation({
    id: 'updateIdentity',
    method: 'post',
    path: '/customer/update_identity',
    summary: 'Ask for another identifier',
    description: 'It changes when the request is approved.',
    body: ['customer', schemas.identityChange, examples.updateIdentity],
    answer: [documented.identityChanges, examples.identityChanges],
  }),
]

const request = { answer: [documented.requests, examples.requests] } satisfies Partial<Line>

export const requests: Operation[] = [
  operation({
    id: 'addRequests',
    method: 'post',
    path: '/request/add',
    summary: 'Ask for a change of identity, or a merge',
    query: { client_auto_approve: flag },
    body: ['request', schemas.changeRequest, examples.addRequest],
    ...request,
  }),
  operation({
    id: 'approveRequests',
    method: 'post',
    path: '/request/approve',
    summary: 'Approve requests',
    body: ['request', schemas.decision, examples.decide],
    ...request,
  }),
  operation({
    id: 'rejectRequests',
    method: 'post',
    path: '/request/reject',
    summary: 'Reject requests',
    body: ['request', schemas.decision, examples.decide],
    ...request,
  }),
  operation({
    id: 'getRequests',
    method: 'get',
    path: '/request/get',
    summary: 'Look requests up',
    query: { ...whom, status: text, base_type: text },
    exampleQuery: 'status=PENDING',
    ...request,
  }),
  operation({
    id: 'getRequestLogs',
    method: 'get',
    path: '/request/logs',
    summary: 'See what became of requests',
    description: 'When each was made and decided, and by whom: the id of a till, a client or a key.',
    query: { id: text },
    exampleQuery: 'id=3',
    answer: [documented.requestLogs, examples.requestLogs],
  }),
]

export const organization: Operation[] = [
  operation({
    id: 'getCustomFields',
    method: 'get',
    path: '/organization/customfields',
    summary: 'List custom fields',
    query: { scope: text },
    answer: [documented.customFields, examples.customFields],
  }),
  operation({
    id: 'getConfigs',
    method: 'get',
    path: '/organization/configs',
    summary: 'List the rules of registration',
    query: { key: text },
    answer: [documented.configs, examples.configs],
  }),
  operation({
    id: 'getEntities',
    method: 'get',
    path: '/organization/entities',
    summary: 'List tills, stores, zones or concepts',
    query: { type: text },
    answer: [documented.entities, examples.entities],
  }),
]

export const tokens: Operation[] = [
  {
    id: 'generateToken',
    method: 'post',
    path: '/token/generate',
    summary: 'Trade a key and a secret for a token',
    security: {},
    body: { schema: schemas.clientSecret, required: true, examples: { 'A client': examples.credentials } },
    answers: laterAnswers(
      documented.token,
      examples.token,
      (said) => ({ data: null, errors: [said] }),
      always,
      400,
      401,
    ),
  },
]

export const extendedFields: Operation[] = [
  {
    id: 'getExtendedFields',
    method: 'get',
    path: '',
    summary: 'List extended fields',
    answers: laterAnswers(
      documented.extendedFields,
      examples.extendedFields,
      (said) => ({ entity: null, warnings: [], errors: [said], success: false }),
      counted,
      401,
      403,
    ),
  },
]
