import { type Contract, openapiOf } from '../openapi.ts'
import * as documented from './documented.ts'
import * as operations from './operations.ts'
import { prefix } from './routes.ts'
import { accountHistory, linkBody, searchBody, sessionBody, updateBody } from './schemas.ts'
import { headers, members, parameters } from './words.ts'

const contract: Contract = {
  title: 'Imprint-style customers',
  description:
    'Customers of a card partner, in version 2 of this contract: the same records that the other contracts serve. There is no operation that creates a customer: a session does, where there is none for it yet.\n\nMembers and query parameters that are not described here are ignored. Ids are compared whatever their case.',
  faces: [
    {
      prefix,
      title: 'Customers',
      description: 'Retrieve, search, update and link.',
      operations: operations.customers,
    },
    {
      prefix,
      title: 'Sessions',
      description: 'What a client needs to act for a customer.',
      operations: operations.sessions,
    },
    {
      prefix,
      title: 'API keys',
      description: 'Make another, change over, delete the old one.',
      operations: operations.keys,
    },
  ],
  named: {
    Customer: documented.customer,
    CustomerListResponse: documented.customerList,
    Address: documented.address,
    CustomerLink: documented.link,
    CustomerSession: documented.session,
    RewardsBalance: documented.rewardsBalance,
    Key: documented.key,
    CustomerUpdate: updateBody,
    CustomerSearch: searchBody,
    CustomerLinkRequest: linkBody,
    CustomerSessionRequest: sessionBody,
    CustomerAccountHistory: accountHistory,
    InvalidRequestError: documented.invalidRequest,
    NotFoundError: documented.notFound,
    ApiError: documented.apiError,
    AlreadyLinkedError: documented.alreadyLinked,
  },
  members,
  parameters,
  headers,
  security: {
    basicAuth: {
      type: 'http',
      scheme: 'basic',
      description: 'The API key as the user name, and an empty password.',
    },
    bearerAuth: { type: 'http', scheme: 'bearer', description: 'The API key.' },
  },
}

let document: object | undefined

/** The document, made when it is first asked for. */
export function openapi(): object {
  if (!document) document = openapiOf(contract)
  return document
}
