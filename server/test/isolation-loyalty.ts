import type { Named, Request } from './isolation.ts'

type Requests = (named: Named) => Request[]

const encoded = encodeURIComponent
const get = (path: string): Request => ({ path })
const ask = (path: string, name: string, ...items: object[]): Request => ({
  path,
  body: { root: { [name]: items } },
})

/** Everything that a customer can be named by. */
const whom = ({ mobile, email, externalId }: Named) => [
  { mobile },
  { email },
  { external_id: externalId },
  { id: '1' },
]

const lookUps =
  (path: string): Requests =>
  ({ mobile, email, externalId }) => [
    get(`${path}?mobile=${mobile}`),
    get(`${path}?email=${encoded(email)},${encoded(`new-${email}`)}`),
    get(`${path}?external_id=${externalId}&points_summary=true&slab_history=true&mlp=true`),
    get(`${path}?id=1,2,3`),
    get(path),
  ]

/** Of the loyalty contract, whose paths have the suffix of a format or none. */
const unsuffixed: Record<string, Requests> = {
  'PUT /customer/update': (named) =>
    whom(named).map((one) => ask('/customer/update', 'customer', { ...one, firstname: 'Taken Over' })),
  'POST /customer/update': (named) => [
    ask('/customer/update', 'customer', ...whom(named).map((one) => ({ ...one, lastname: 'Taken Over' }))),
    ask('/customer/update', 'customer', { mobile: named.mobile, email: `new-${named.email}` }),
  ],
  'POST /customer/add': ({ mobile, email, externalId }) => [
    ask('/customer/add', 'customer', { mobile, email, external_id: externalId, firstname: 'Mine' }),
    ask('/customer/add', 'customer', { id: '1', firstname: 'Taken Over' }),
  ],
  'GET /customer/get': lookUps('/customer/get'),
  'GET /customer/search': ({ mobile, email }) =>
    [`(mobile:EXACT:${mobile})`, `(email:EXACT:${email})`, '(firstname:STARTS:A)', '(mobile:ENDS:5)'].map(
      (q) => get(`/customer/search?q=${encoded(q)}`),
    ),
  'GET /customer/subscriptions': lookUps('/customer/subscriptions'),
  'POST /customer/subscriptions': (named) => [
    ask(
      '/customer/subscriptions',
      'subscription',
      ...whom(named).map((one) => ({
        ...one,
        channel: 'SMS',
        priority: 'BULK',
        scope: 'all',
        is_subscribed: 0,
      })),
    ),
  ],
  'POST /customer/update_identity': ({ email, mobile }) => [
    ask('/customer/update_identity', 'customer', {
      identifier: 'email',
      old_value: email,
      new_value: `other-${email}`,
    }),
    ask('/customer/update_identity', 'customer', {
      identifier: 'mobile',
      old_value: mobile,
      new_value: '14155550100',
    }),
  ],
  'POST /request/add': (named) =>
    whom(named).flatMap((customer) => [
      ask('/request/add?client_auto_approve=true', 'request', {
        base_type: 'EXTERNAL_ID',
        customer,
        new_value: 'taken-over',
      }),
      ask('/request/add?client_auto_approve=true', 'request', {
        base_type: 'MERGE',
        customer,
        misc_info: { target_customer: { id: '2' } },
      }),
    ]),
  'POST /request/approve': () => [ask('/request/approve', 'request', { id: 1 }, { id: 2 })],
  'POST /request/reject': () => [ask('/request/reject', 'request', { id: 1 }, { id: 2 })],
  'GET /request/get': lookUps('/request/get'),
  'GET /request/logs': () => [get('/request/logs?id=1,2'), get('/request/logs')],
  'GET /organization/customfields': () => [get('/organization/customfields')],
  'GET /organization/configs': () => [get('/organization/configs')],
  'GET /organization/entities': () =>
    ['TILL', 'STORE', 'ZONE'].map((type) => get(`/organization/entities?type=${type}`)),
}

const suffixed = ['', '.json', '.xml'].flatMap((suffix) =>
  Object.entries(unsuffixed).map(([route, requests]): [string, Requests] => [
    route + suffix,
    (named) => requests(named).map((one) => ({ ...one, path: one.path.replace(/^[^?]*/, `$&${suffix}`) })),
  ]),
)

export const loyaltyRoutes: Record<string, Requests> = {
  ...Object.fromEntries(suffixed),
  'GET ': () => [get('')],
  'POST /token/generate': ({ oauthClientId }) => [
    { path: '/token/generate', body: { key: oauthClientId, secret: 'x' } },
  ],
}
