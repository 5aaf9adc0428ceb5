import type { Operation } from '../openapi.ts'
import * as documented from './documented.ts'
import * as examples from './examples.ts'
import { alreadyLinked, answersOf } from './replies.ts'
import { paths } from './routes.ts'
import { linkBody, searchBody, searchParameters, sessionBody, updateBody } from './schemas.ts'

const inBraces = (path: string) => path.replace(/:(\w+)/g, '{$1}')
const at = {
  customers: '/v2/customers',
  customer: `/v2/customers/${examples.customerId}`,
  link: `/v2/customers/${examples.customerId}/link`,
  balance: `/v2/customers/${examples.customerId}/rewards_balance`,
  sessions: '/v2/customer_sessions',
  session: `/v2/customer_sessions/${examples.sessionId}`,
  keys: '/v2/keys',
}
const headers = documented.requestHeaders
const customer = { description: 'The customer', schema: documented.customer, example: examples.customer }
const list = { description: 'A page', schema: documented.customerList, example: examples.customerList }
const session = { description: 'The session', schema: documented.session, example: examples.session }
const strangeLimit = { 'A page of no size': 'limit: must be greater than or equal to 1' }
const strangePlace = { 'A place that is not there': 'starting_after: must be the id of a customer' }
const unreadable = { 'A body that is not JSON': 'body: must be well-formed JSON' }
const badUrl = { 'A path that cannot be read': 'path: must be percent-encoded UTF-8' }

export const customers: Operation[] = [
  {
    id: 'searchCustomers',
    method: 'get',
    path: paths.customers,
    summary: 'Search customers',
    description:
      'Newest first. Without a criterion, all of them. `total` counts what matches on all pages. For the next page, send the id of the last customer as `starting_after`.',
    query: searchParameters,
    exampleQuery: 'partner_customer_id=acme-10077',
    headers,
    answers: answersOf(at.customers, list, { ...strangeLimit, ...strangePlace }),
  },
  {
    id: 'searchCustomersPost',
    method: 'post',
    path: paths.customers,
    summary: 'Search customers by what belongs in a body',
    description:
      'As the search by a query, with the whole social security number and the date of birth beside. It creates nothing. The number is compared through a keyed hash and never kept. Of the date, the parts that are sent are compared.',
    headers,
    body: { schema: searchBody, required: true, examples: { 'Two criteria': examples.search } },
    answers: answersOf(
      at.customers,
      list,
      { 'A number with hyphens': String.raw`ssn: must match "^\d{9}$"`, ...strangePlace, ...unreadable },
      'body',
    ),
  },
  {
    id: 'getCustomer',
    method: 'get',
    path: inBraces(paths.customer),
    summary: 'Retrieve a customer',
    description:
      'What is not known is absent. The id of a customer that was merged into another answers that other one.',
    headers,
    answers: answersOf(at.customer, customer, badUrl, 'noCustomer'),
  },
  {
    id: 'updateCustomer',
    method: 'post',
    path: inBraces(paths.customer),
    summary: 'Update a customer',
    description:
      'What is absent stays. Empty text clears a part of the name or of the address; null is refused. `metadata` is patched by its first level: a member that is null is removed. `customer_history` is kept as the newest snapshot and never shown. Members that are not described here are ignored.',
    headers,
    body: { schema: updateBody, required: true, examples: { 'Some changes': examples.update } },
    answers: answersOf(
      at.customer,
      { ...customer, example: examples.updated },
      {
        'A broken rule': 'email: must be a well-formed email address',
        'A value that another customer holds': 'email: must not be in use by another customer',
        ...unreadable,
      },
      'noCustomer',
      'body',
    ),
  },
  {
    id: 'getRewardsBalance',
    method: 'get',
    path: inBraces(paths.rewardsBalance),
    summary: 'Read the balance of rewards',
    description:
      'The balance of the default loyalty programme, rounded down to a whole point; 0 where there is no such programme.',
    headers,
    answers: answersOf(
      at.balance,
      { description: 'The balance', schema: documented.rewardsBalance, example: examples.rewardsBalance },
      badUrl,
      'noCustomer',
    ),
  },
  {
    id: 'linkCustomerAccount',
    method: 'post',
    path: inBraces(paths.link),
    summary: 'Link a customer to a partner account',
    description:
      'Gives the customer its id in the system of the partner. A customer has one active link, and so has an account.',
    headers,
    body: { schema: linkBody, required: true, examples: { 'A link': examples.newLink } },
    answers: {
      ...answersOf(
        at.link,
        { description: 'The link', schema: documented.link, example: examples.link },
        { 'No account': 'partner_customer_id: must not be null', ...unreadable },
        'noCustomer',
        'body',
      ),
      409: alreadyLinked,
    },
  },
]

export const sessions: Operation[] = [
  {
    id: 'createSession',
    method: 'post',
    path: paths.sessions,
    summary: 'Create a customer session',
    description:
      'For the customer of `customer_id`, else of `partner_customer_id`, else for a new one that is made of `customer_history`. `customer_metadata` is patched into the metadata of the customer. The client secret is computed of the id and is not kept.',
    headers,
    body: { schema: sessionBody, required: false, examples: { 'A session': examples.newSession } },
    answers: answersOf(
      at.sessions,
      { ...session, status: 201 },
      {
        'A customer that is not there': 'customer_id: must be the id of a customer',
        'Ids of two customers': 'partner_customer_id: must be of the same customer as the id',
        ...unreadable,
      },
      'body',
    ),
  },
  {
    id: 'getSession',
    method: 'get',
    path: inBraces(paths.session),
    summary: 'Retrieve a session',
    description: 'Until it is over.',
    headers,
    answers: answersOf(at.session, session, badUrl, 'noSession'),
  },
]

export const keys: Operation[] = [
  {
    id: 'createKey',
    method: 'post',
    path: paths.keys,
    summary: 'Create an API key',
    description: 'It may do what the key that asks may. It is shown this once.',
    headers: documented.keyHeaders,
    answers: answersOf(
      at.keys,
      { description: 'The key', schema: documented.key, example: examples.newKey },
      unreadable,
      'body',
      'noProduct',
    ),
  },
  {
    id: 'deleteKey',
    method: 'delete',
    path: paths.keys,
    summary: 'Delete the API key that asks',
    description: 'It is refused from now on.',
    headers: documented.keyHeaders,
    answers: answersOf(
      at.keys,
      { description: 'The key, masked', schema: documented.key, example: examples.deletedKey },
      unreadable,
      'body',
      'noProduct',
    ),
  },
]
