import type { Sent } from './app.ts'
import { loyaltyRoutes } from './isolation-loyalty.ts'

/** What somebody can name: things of another organization, or things that never existed. */
export interface Named {
  id: string
  /** Another customer of the same organization, and one that was merged into it. */
  otherId: string
  mergedId: string
  email: string
  phone: string
  /** Its digits. */
  mobile: string
  externalId: string
  cursor: string
  key: string
  storeId: string
  tillId: string
  accessGroupId: string
  oauthClientId: string
  keyId: string
  fieldId: string
  programmeId: string
  cardProgrammeId: string
  sessionId: string
  organizationId: string
}
export type Request = Sent & { path: string }

const get = (path: string): Request => ({ path })
const encoded = encodeURIComponent
const flags = { emailVerified: false, phoneVerified: false, status: 'ACTIVE' }

/** For each route, requests that name all it can be asked for. A route that is not here fails the tests. */
export const routes: Record<string, (named: Named) => Request[]> = {
  ...loyaltyRoutes,
  'GET /consumers': ({ email, cursor }) => [
    get('/consumers'),
    get(`/consumers?search=${encoded(email)}`),
    get(`/consumers?first=5&after=${cursor}`),
    get(`/consumers?last=5&before=${cursor}`),
  ],
  'POST /consumers': ({ email, phone, externalId, key }) => [
    { path: '/consumers', body: { email, phone, externalId }, headers: { 'x-idempotency-key': key } },
  ],
  'GET /consumers/search': ({ email, phone, externalId }) => [
    get(`/consumers/search?q=${encoded(email)}`),
    get(`/consumers/search?email=${encoded(email)}`),
    get(`/consumers/search?phone=${encoded(phone)}`),
    get(`/consumers/search?externalId=${encoded(externalId)}`),
  ],
  'POST /consumers/batch': ({ email, phone, externalId, key }) => [
    {
      path: '/consumers/batch',
      body: {
        consumers: [
          { ...flags, email, externalId },
          { ...flags, phone },
        ],
      },
      headers: { 'x-idempotency-key': key },
    },
  ],
  'PUT /consumers/batch': ({ id, key }) => [
    { path: '/consumers/batch', body: { consumers: [{ id, fullName: 'Taken Over' }] } },
    {
      path: '/consumers/batch',
      body: { consumers: [{ id, fullName: 'Taken Over' }] },
      headers: { 'x-idempotency-key': key },
    },
  ],
  'GET /consumers/:id': ({ id }) => [
    get(`/consumers/${id}`),
    get(`/consumers/${id}?include=audiences,orders`),
  ],
  'PUT /consumers/:id': ({ id, email }) => [
    { path: `/consumers/${id}`, body: { fullName: 'Taken Over' } },
    { path: `/consumers/${id}`, body: {} },
    { path: `/consumers/${id}`, body: { email } },
  ],
  'DELETE /consumers/:id': ({ id }) => [{ path: `/consumers/${id}` }],

  'GET /keys': ({ cursor }) => [get('/keys'), get(`/keys?after=${cursor}`)],
  'POST /keys': () => [{ path: '/keys', body: { name: 'new', scopes: ['customers:read'] } }],
  'GET /keys/:id': ({ keyId }) => [get(`/keys/${keyId}`)],
  'PATCH /keys/:id': ({ keyId }) => [{ path: `/keys/${keyId}`, body: { name: 'taken over' } }],
  'POST /keys/:id/rotate': ({ keyId }) => [{ path: `/keys/${keyId}/rotate`, body: { overlap_seconds: 0 } }],
  'DELETE /keys/:id': ({ keyId }) => [{ path: `/keys/${keyId}` }],

  'GET /stores': ({ cursor }) => [get('/stores'), get(`/stores?after=${cursor}`)],
  'POST /stores': ({ key, accessGroupId: access_group_id }) => [
    { path: '/stores', body: { code: 'store-of-till1' }, headers: { 'idempotency-key': key } },
    { path: '/stores', body: { code: 'new', access_group_id } },
  ],
  'GET /stores/:id': ({ storeId }) => [get(`/stores/${storeId}`)],
  'PATCH /stores/:id': ({ storeId }) => [{ path: `/stores/${storeId}`, body: { name: 'taken over' } }],

  'GET /tills': ({ cursor }) => [get('/tills'), get(`/tills?after=${cursor}`)],
  'POST /tills': ({ storeId: store_id }) => [
    { path: '/tills', body: { store_id, code: 'new', password: 'secret' } },
  ],
  'GET /tills/:id': ({ tillId }) => [get(`/tills/${tillId}`)],
  'PATCH /tills/:id': ({ tillId }) => [{ path: `/tills/${tillId}`, body: { password: 'taken over' } }],

  'GET /access-groups': ({ cursor }) => [get('/access-groups'), get(`/access-groups?after=${cursor}`)],
  'POST /access-groups': ({ key }) => [
    {
      path: '/access-groups',
      body: { name: 'isolated', permissions: { customer: 'READ' }, is_default: true },
      headers: { 'idempotency-key': key },
    },
  ],
  'GET /access-groups/:id': ({ accessGroupId }) => [get(`/access-groups/${accessGroupId}`)],
  'PATCH /access-groups/:id': ({ accessGroupId }) => [
    { path: `/access-groups/${accessGroupId}`, body: { active: false } },
    { path: `/access-groups/${accessGroupId}`, body: { is_default: true } },
  ],

  'GET /oauth-clients': ({ cursor }) => [get('/oauth-clients'), get(`/oauth-clients?after=${cursor}`)],
  'POST /oauth-clients': ({ key, tillId: default_till_id, accessGroupId: access_group_id }) => [
    { path: '/oauth-clients', body: { name: 'isolated' }, headers: { 'idempotency-key': key } },
    { path: '/oauth-clients', body: { name: 'new', default_till_id } },
    { path: '/oauth-clients', body: { name: 'new', access_group_id } },
  ],
  'GET /oauth-clients/:id': ({ oauthClientId }) => [get(`/oauth-clients/${oauthClientId}`)],
  'PATCH /oauth-clients/:id': ({ oauthClientId }) => [
    { path: `/oauth-clients/${oauthClientId}`, body: { active: false } },
  ],
  'POST /oauth-clients/:id/rotate': ({ oauthClientId }) => [
    { path: `/oauth-clients/${oauthClientId}/rotate` },
  ],

  // The administrator's alone.
  'GET /organizations': () => [get('/organizations')],
  'POST /organizations': () => [{ path: '/organizations', body: { name: 'new' } }],
  'GET /organizations/:id': ({ organizationId }) => [get(`/organizations/${organizationId}`)],
  'PATCH /organizations/:id': ({ organizationId }) => [
    { path: `/organizations/${organizationId}`, body: { name: 'taken over' } },
  ],
  'POST /organizations/:id/keys': ({ organizationId }) => [
    { path: `/organizations/${organizationId}/keys`, body: { name: 'new', scopes: ['customers:read'] } },
  ],

  'GET /registration-rules': () => [get('/registration-rules')],
  'PATCH /registration-rules': ({ key }) => [
    { path: '/registration-rules', body: { strict: true }, headers: { 'idempotency-key': key } },
  ],
  'GET /programmes': ({ cursor }) => [get('/programmes'), get(`/programmes?after=${cursor}`)],
  'POST /programmes': ({ key }) => [
    { path: '/programmes', body: { name: 'Isolated' }, headers: { 'idempotency-key': key } },
  ],
  'GET /programmes/:id': ({ programmeId }) => [get(`/programmes/${programmeId}`)],
  'PATCH /programmes/:id': ({ programmeId }) => [
    { path: `/programmes/${programmeId}`, body: { name: 'Taken Over' } },
  ],
  'POST /customers/:id/points': ({ id, programmeId, key }) => [
    { path: `/customers/${id}/points`, body: { kind: 'redeem', points: '1' } },
    { path: `/customers/${id}/points`, body: { kind: 'earn', points: '1', programme_id: programmeId } },
    {
      path: `/customers/${id}/points`,
      body: { kind: 'redeem', points: '1' },
      headers: { 'idempotency-key': key },
    },
  ],
  'GET /customers/:id/points': ({ id, programmeId, cursor }) => [
    get(`/customers/${id}/points`),
    get(`/customers/${id}/points?programme_id=${programmeId}`),
    get(`/customers/${id}/points?after=${cursor}`),
  ],
  'GET /customers/:id/memberships': ({ id }) => [get(`/customers/${id}/memberships`)],
  'POST /customers/:id/memberships': ({ id, key }) =>
    [{}, { 'idempotency-key': key }].map((headers) => ({
      path: `/customers/${id}/memberships`,
      headers,
      body: {},
    })),
  'GET /customers/:id/tiers': ({ id, programmeId }) => [
    get(`/customers/${id}/tiers`),
    get(`/customers/${id}/tiers?programme_id=${programmeId}`),
  ],

  'GET /fields': ({ cursor }) => [get('/fields'), get(`/fields?kind=custom&after=${cursor}`)],
  'POST /fields': ({ key }) => [
    {
      path: '/fields',
      body: { kind: 'custom', name: 'isolated' },
      headers: { 'idempotency-key': key },
    },
  ],
  'GET /fields/:id': ({ fieldId }) => [get(`/fields/${fieldId}`)],
  'PATCH /fields/:id': ({ fieldId }) => [{ path: `/fields/${fieldId}`, body: { disabled: true } }],

  // These stand for the customers of two contracts: one takes what the other refuses.
  'GET /customers': ({ id, email, externalId, cursor }) => [
    get('/customers'),
    get(`/customers?partner_customer_id=${externalId}`),
    get(`/customers?starting_after=${id}`),
    get(`/customers?after=${cursor}`),
    get(`/customers?before=${cursor}&count=exact`),
    get(`/customers?filter=${encoded(JSON.stringify({ email }))}`),
  ],
  'POST /customers': ({ id, email, phone, externalId: external_id, key }) => [
    { path: '/customers', body: { email, phone, external_id }, headers: { 'idempotency-key': key } },
    { path: '/customers', body: { partner_customer_id: external_id, ssn: '900124821' } },
    { path: '/customers', body: { starting_after: id, date_of_birth: { year: 1990 } } },
  ],
  'GET /customers/search': ({ email, phone }) => [
    get(`/customers/search?q=${encoded(email)}`),
    get(`/customers/search?q=${encoded(phone)}`),
  ],
  'POST /customers/batch': ({ id, email, key }) =>
    ['atomic', 'each'].flatMap((mode) => [
      {
        path: '/customers/batch',
        body: { mode, operations: [{ op: 'patch', id, body: { full_name: 'Taken Over' } }] },
      },
      { path: '/customers/batch', body: { mode, operations: [{ op: 'archive', id, version: 1 }] } },
      {
        path: '/customers/batch',
        body: {
          mode,
          operations: [
            { op: 'create', body: { email: `${mode}-${email}` }, idempotency_key: `${key}-${mode}` },
          ],
        },
      },
    ]),
  'GET /customers/:id': ({ id }) => [
    get(`/customers/${id}`),
    { path: `/customers/${id}`, headers: { 'if-none-match': '"1"' } },
  ],
  'PATCH /customers/:id': ({ id }) => whole(id, { full_name: 'Taken Over' }),
  'PUT /customers/:id': ({ id }) => whole(id, { full_name: 'Taken Over' }),
  'DELETE /customers/:id': ({ id }) => whole(id),
  'POST /customers/:id/restore': ({ id }) => [{ path: `/customers/${id}/restore` }],
  'GET /customers/:id/export': ({ id }) => [get(`/customers/${id}/export`)],
  'POST /customers/:id/erase': ({ id }) => [{ path: `/customers/${id}/erase` }],
  'GET /customers/:id/history': ({ id, cursor }) => [
    get(`/customers/${id}/history`),
    get(`/customers/${id}/history?before=${cursor}`),
  ],
  'GET /customers/:id/duplicates': ({ id }) => [get(`/customers/${id}/duplicates`)],
  'POST /customers/:id/merge': ({ id, otherId }) => [
    { path: `/customers/${id}/merge`, body: { victim: otherId } },
  ],
  'POST /customers/:id/merge/preview': ({ id, otherId }) => [
    { path: `/customers/${id}/merge/preview`, body: { victim: otherId } },
  ],
  'POST /customers/:id/unmerge': ({ mergedId }) => [{ path: `/customers/${mergedId}/unmerge` }],
  'GET /customers/:customer_id': ({ id, mergedId }) => [
    get(`/customers/${id}`),
    get(`/customers/${mergedId}`),
  ],
  'POST /customers/:customer_id': ({ id, mergedId, email }) => [
    { path: `/customers/${id}`, body: { first_name: 'Taken Over', metadata: { a: 1 } } },
    { path: `/customers/${mergedId}`, body: { first_name: 'Taken Over' } },
    { path: `/customers/${id}`, body: {} },
    { path: `/customers/${id}`, body: { email } },
  ],
  'GET /customers/:customer_id/rewards_balance': ({ id }) => [get(`/customers/${id}/rewards_balance`)],
  'POST /customers/:customer_id/link': ({ id, otherId, externalId }) => [
    { path: `/customers/${otherId}/link`, body: { partner_customer_id: `${externalId}-2` } },
    { path: `/customers/${otherId}/link`, body: { partner_customer_id: externalId } },
    { path: `/customers/${id}/link`, body: { partner_customer_id: externalId } },
  ],
  'POST /customer_sessions': ({ id, externalId }) => [
    { path: '/customer_sessions', body: { partner_customer_id: externalId } },
    { path: '/customer_sessions', body: { customer_id: id } },
  ],
  'GET /customer_sessions/:session_id': ({ sessionId }) => [get(`/customer_sessions/${sessionId}`)],
  'DELETE /keys': () => [{ path: '/keys' }],

  'GET /card-programmes': ({ cursor }) => [get('/card-programmes'), get(`/card-programmes?after=${cursor}`)],
  'POST /card-programmes': ({ key }) => [
    { path: '/card-programmes', body: { name: 'Isolated Card' }, headers: { 'idempotency-key': key } },
  ],
  'GET /card-programmes/:id': ({ cardProgrammeId }) => [get(`/card-programmes/${cardProgrammeId}`)],
  'PATCH /card-programmes/:id': ({ cardProgrammeId }) => [
    { path: `/card-programmes/${cardProgrammeId}`, body: { name: 'Taken Over' } },
  ],
  'GET /customers/:id/cards': ({ id }) => [get(`/customers/${id}/cards`)],
  'PUT /customers/:id/cards/:card_programme_id': ({ id, cardProgrammeId }) => [
    { path: `/customers/${id}/cards/${cardProgrammeId}`, body: { status: 'CLOSED' } },
  ],
  'PUT /customers/:id/ssn': ({ id }) => whole(id, { ssn: '900124821' }, '/ssn'),
  'DELETE /customers/:id/ssn': ({ id }) => whole(id, undefined, '/ssn'),
  'DELETE /customers/:id/link': ({ id }) => whole(id, undefined, '/link'),
  'GET /changes': ({ cursor }) => [get('/changes'), get(`/changes?after=${cursor}`)],
  'GET /changes/stream': ({ cursor }) => [get(`/changes/stream?after=${cursor}`)],
  'GET /customers/by/:field/:value': (named) => byIdentifier(named).map(get),
  'PUT /customers/by/:field/:value': (named) =>
    byIdentifier(named).map((path, i) => ({
      path,
      body: { full_name: 'Taken Over' },
      headers: { 'idempotency-key': `${named.key}-${i}` },
    })),
}

function whole(id: string, body?: object, below = ''): Request[] {
  return [{}, { 'if-match': '"1"' }, { 'if-match': '"7"' }].map((headers) => ({
    path: `/customers/${id}${below}`,
    headers,
    body,
  }))
}

function byIdentifier({ email, phone, externalId }: Named): string[] {
  return [`email/${encoded(email)}`, `phone/${encoded(phone)}`, `external_id/${externalId}`].map(
    (at) => `/customers/by/${at}`,
  )
}
