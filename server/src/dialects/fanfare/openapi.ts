import { type Contract, openapiOf, timeInput } from '../openapi.ts'
import { time } from '../rules.ts'
import * as documented from './documented.ts'
import { operationsOf } from './operations.ts'
import { batchCreateBody, batchUpdateBody, createBody } from './schemas.ts'
import { headers, members, parameters } from './words.ts'

const contract: Contract = {
  title: 'Fanfare-style consumers',
  description:
    'Consumers of an organization, in the two generations of this contract. Both have the same operations over the same records: what is written through one is read through the other.\n\nThe current generation is served under `/api`, and at the root without a prefix, as in `/consumers`. The older one is served under `/api/v1`.\n\nMembers and query parameters that are not described here are ignored.',
  faces: [
    {
      prefix: '/api',
      alsoAt: [''],
      title: 'Consumers',
      description: 'The current generation, under `/api` and at the root.',
      operations: operationsOf('current'),
    },
    {
      prefix: '/api/v1',
      title: 'Consumers, older generation',
      description:
        'The older generation differs in this: a create answers 201, the batch create takes a bare list and asks for no member, consumers have `externalId` and `totalOrderValue` beside the rest, and errors have `details`.',
      operations: operationsOf('older'),
    },
  ],
  named: {
    Consumer: documented.consumer,
    ConsumerRead: documented.consumerRead,
    ConsumerPage: documented.consumerPage,
    OlderConsumer: documented.olderConsumer,
    OlderConsumerRead: documented.olderConsumerRead,
    OlderConsumerPage: documented.olderConsumerPage,
    SyncSource: documented.syncSource,
    ConsumerInput: createBody,
    NewConsumers: batchCreateBody.current.bare,
    OlderNewConsumers: batchCreateBody.older.bare,
    ConsumerChanges: batchUpdateBody.bare,
    TimeInput: time,
    Error: documented.error,
    TooManyRequests: documented.tooMany,
    Invalid: documented.invalid,
    OlderInvalid: documented.olderInvalid,
    Issue: documented.issue,
  },
  corrections: {
    TimeInput: timeInput,
  },
  members,
  parameters,
  headers,
  security: {
    SecretKeyAuth: {
      type: 'http',
      scheme: 'bearer',
      description: 'A secret key, `sk_live_…` or `sk_test_…`, for use on servers only.',
    },
  },
}

let document: object | undefined

/** The document, made when it is first asked for. */
export function openapi(): object {
  if (!document) document = openapiOf(contract)
  return document
}
