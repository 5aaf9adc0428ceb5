import { type Contract, openapiOf } from '../openapi.ts'
import * as documented from './documented.ts'
import * as operations from './operations.ts'
import { headers, members, parameters } from './words.ts'

const contract: Contract = {
  title: 'Capillary-style loyalty customers',
  description:
    'Customers of a loyalty programme, in version 1.1 of this contract: the same records that the other contracts serve. Requests and answers are JSON or XML: a request by its Content-Type, an answer by `?format=json` or `xml`, else by `.json` or `.xml` at the end of the path, else by Accept. Members that are not described here are ignored.\n\nA call with items answers 200, and its own status tells how many were done: 200 all, 201 some, 500 none. Times are on the clocks of the organization, without an offset.',
  faces: [
    {
      prefix: '/v1.1',
      title: 'Customers',
      description: 'Change, register, look up, search.',
      operations: operations.customers,
    },
    {
      prefix: '/v1.1',
      title: 'Requests',
      description: 'Changes of identity, and merges.',
      operations: operations.requests,
    },
    {
      prefix: '/v1.1',
      title: 'Organization',
      description: 'What is set up.',
      operations: operations.organization,
    },
    {
      prefix: '/v3/oauth',
      title: 'Tokens',
      description: 'For clients; JSON alone.',
      operations: operations.tokens,
    },
    {
      prefix: '/v2/extendedFields',
      title: 'Extended fields',
      description: 'JSON alone.',
      operations: operations.extendedFields,
    },
  ],
  named: {
    Customer: documented.customer,
    PointsSummary: documented.pointsSummary,
    ItemStatus: documented.itemStatus,
    RefusedItem: documented.refusedItem,
    Status: documented.status,
    Failure: documented.failure,
  },
  members,
  parameters,
  headers,
  security: {
    Till: {
      type: 'http',
      scheme: 'basic',
      description: 'User name of a till, and the MD5 of its password in lower-case hexadecimal.',
    },
    Token: {
      type: 'apiKey',
      in: 'header',
      name: 'X-CAP-API-OAUTH-TOKEN',
      description: 'A token of a client; `CAP-API-ACCESS-TOKEN` is another name of the header.',
    },
  },
}

let document: object | undefined

/** The document, made when it is first asked for. */
export function openapi(): object {
  if (!document) document = openapiOf(contract)
  return document
}
