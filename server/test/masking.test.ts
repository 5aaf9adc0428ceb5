import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as v from 'valibot'
import { maskable } from '../src/core/customers/mask.ts'
import { covers } from '../src/core/customers/personal.ts'
import { type Client, testApp } from './app.ts'
import { caughtUp } from './feed.ts'
import { withKey } from './keys.ts'

const app = await testApp()

const mira = {
  email: 'mira.okafor@shop.example',
  phone: '+14155552671',
  external_id: 'crm-881',
  full_name: 'Mira Okafor',
  birth_year: 1990,
  birth_month: 4,
  birth_day: 17,
  street_line1: '12 Harbour St',
  postal_code: '94107',
  ssn_last4: '4242',
  last_geo_city: 'Lisbon',
  last_geo_latitude: 38.7,
  last_geo_longitude: -9.1,
  metadata: { note: 'likes pears' },
  total_orders: 3,
}
const secrets = /mira|okafor|5552671|415|crm-881|1990|Harbour|94107|4242|Lisbon|38\.7|pears/i

async function maskedReader(fields: readonly string[]) {
  const owner = await app.anOwner()
  const { body } = await owner.post('/v1/customers', mira)
  const terms = { scopes: ['customers:read', 'changes:read'], masked_fields: fields }
  return { owner, id: String(body.id), reader: await withKey(app, owner, terms) }
}

describe('a key with masked fields', () => {
  it('is shown what is left of them, in the native contract', async () => {
    const { reader, id, owner } = await maskedReader([
      'email',
      'phone',
      'full_name',
      'birth_year',
      'metadata',
    ])
    const whole = (await owner.get(`/v1/customers/${id}`)).body
    const answer = await reader.get(`/v1/customers/${id}`)
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, {
      ...whole,
      email: 'm___@shop.example',
      phone: '+*********71',
      phone_e164: '+*********71',
      full_name: 'M. O.',
      first_name: 'M.',
      last_name: 'O.',
      birth_year: null,
      metadata: null,
    })
    assert.ok(v.is(v.pipe(v.string(), v.email()), answer.body.email))
  })

  it('is shown what is left of them, in both generations of the consumers contract', async () => {
    const { reader, id } = await maskedReader(['email', 'phone', 'full_name', 'external_id', 'metadata'])
    for (const base of ['', '/api', '/api/v1']) {
      const { body } = await reader.get(`${base}/consumers/${id}`)
      const { email, phone, fullName, primaryExternalId, metadata, totalOrders } = body
      assert.deepEqual(
        { email, phone, fullName, primaryExternalId, metadata, totalOrders },
        {
          email: 'm___@shop.example',
          phone: '+*********71',
          fullName: 'M. O.',
          primaryExternalId: null,
          metadata: null,
          totalOrders: 3,
        },
      )
    }
  })

  it('sees nothing of them on any route that shows customers, of either contract', async () => {
    const { reader, id, owner } = await maskedReader(maskable)
    await owner.send(`/v1/customers/${id}`, {
      method: 'PATCH',
      body: { city: 'Lisbon', phone: '+14155552672' },
    })
    const { number } = (await owner.get(`/v1/customers/${id}`)).body
    const now = new Date().toISOString()
    const paths = [
      `/v1/customers/${id}`,
      `/v1/customers/${id}?as_of=${now}`,
      `/v1/customers/${id}/history`,
      `/v1/customers/by/number/${number}`,
      '/v1/customers',
      '/v1/customers?sort=-ltv&count=exact',
      `/v1/customers?filter=${encodeURIComponent('{"total_orders":{"gte":1}}')}`,
      '/v1/changes',
      ...['', '/api', '/api/v1'].flatMap((base) => [
        `${base}/consumers/${id}`,
        `${base}/consumers?first=5&sortBy=totalOrders`,
      ]),
    ]
    await caughtUp(app.services.db)
    for (const path of paths) {
      const { status, body } = await reader.get(path)
      assert.equal(status, 200, path)
      assert.ok(JSON.stringify(body).includes(id), path)
      assert.doesNotMatch(withoutIds(JSON.stringify(body)), secrets, path)
    }
  })

  it('is shown a customer of whom nothing is known as it is', async () => {
    const { owner, reader } = await maskedReader(maskable)
    const { id } = (await owner.post('/v1/customers', {})).body
    assert.deepEqual(
      (await reader.get(`/v1/customers/${id}`)).body,
      (await owner.get(`/v1/customers/${id}`)).body,
    )
  })

  it('reads alone', async () => {
    const { reader, id } = await maskedReader(['email'])
    const answers = [
      await reader.post('/v1/customers', {}),
      await reader.send(`/v1/customers/${id}`, { method: 'PATCH', body: { city: 'Porto' } }),
      await reader.put(`/api/consumers/${id}`, {}),
      await reader.get(`/v1/customers/${id}/export`),
      await reader.post('/v1/keys', { name: 'x', scopes: ['customers:read'] }),
    ]
    for (const { status } of answers) assert.equal(status, 403)
  })
})

const filterBy = (filter: object) => `/v1/customers?filter=${encodeURIComponent(JSON.stringify(filter))}`

describe('what is masked', () => {
  const cases: [field: string, path: string, pointers: string[]][] = [
    ['email', '/v1/customers?sort=email', ['/sort']],
    ['full_name', '/v1/customers?sort=-full_name', ['/sort']],
    ['phone', '/v1/customers?sort=phone', ['/sort']],
    ['external_id', '/v1/customers?sort=-external_id', ['/sort']],
    ['email', filterBy({ email: 'mira.okafor@shop.example' }), ['/filter/email']],
    [
      'email',
      filterBy({ or: [{ total_orders: 1 }, { and: [{ email: { prefix: 'm' } }] }] }),
      ['/filter/email'],
    ],
    ['email', `${filterBy({ email: { exists: true } })}&count=exact`, ['/filter/email']],
    ['phone', filterBy({ phone_e164: '+14155552671' }), ['/filter/phone_e164']],
    ['full_name', filterBy({ last_name: 'Okafor' }), ['/filter/last_name']],
    ['first_name', filterBy({ full_name: { contains: 'mira' } }), ['/filter/full_name']],
    ['metadata', filterBy({ 'metadata.note': 'likes pears' }), ['/filter/metadata.note']],
    ['birth_year', filterBy({ birth_year: { lt: 2000 } }), ['/filter/birth_year']],
    ['email', '/v1/customers/by/email/mira.okafor@shop.example', ['/email']],
    ['phone', '/v1/customers/by/phone/+14155552671', ['/phone']],
    ['external_id', '/v1/customers/by/external_id/crm-881', ['/external_id']],
    ['external_id', '/v1/customers/search?q=crm-881', ['/q']],
    ['full_name', '/v1/customers/search?q=nobody', ['/q']],
  ]
  for (const [field, path, pointers] of cases) {
    it(`cannot be guessed at: ${field} by ${decodeURIComponent(path)}`, async () => {
      const { reader } = await maskedReader([field])
      const { status, body } = await reader.get(path)
      assert.equal(status, 403, JSON.stringify(body))
      assert.equal(body.type, 'urn:clientele:problem:forbidden')
      assert.deepEqual(
        body.errors.map(({ pointer }: { pointer: string }) => pointer),
        pointers,
      )
      assert.match(body.errors[0].detail, /is masked for this key$/)
    })
  }

  it('cannot be guessed at through the consumers contract either', async () => {
    const { reader } = await maskedReader(['email', 'phone', 'external_id', 'full_name'])
    const queries = [
      'consumers?search=mira',
      'consumers?sortBy=email',
      'consumers?sortBy=fullName&sortDir=asc',
      'consumers/search?q=mira',
      `consumers/search?email=${mira.email}`,
      'consumers/search?phone=%2B14155552671',
      'consumers/search?externalId=crm-881',
    ]
    for (const base of ['/', '/api/', '/api/v1/'])
      for (const query of queries) {
        const { status, body } = await reader.get(base + query)
        assert.deepEqual([status, body], [403, { error: 'Forbidden' }], base + query)
      }
  })

  it('leaves what is not masked to be searched, sorted and looked up', async () => {
    const { reader, id } = await maskedReader(['birth_year', 'metadata'])
    const paths = [
      '/v1/customers?sort=email',
      filterBy({ email: mira.email }),
      `/v1/customers/search?q=${mira.external_id}`,
      '/consumers?search=mira',
      `/consumers/search?email=${mira.email}`,
    ]
    for (const path of paths) assert.equal((await reader.get(path)).body.data[0]?.id, id, path)
    assert.equal((await byEmail(reader)).body.id, id)
  })

  it('is any personal column, and no other', () => {
    const shown = Object.entries(covers).flatMap(([name, cover]) => (cover === null ? [name] : []))
    assert.equal(shown.length + maskable.length, Object.keys(covers).length)
    for (const name of ['id', 'version', 'status', 'ltv', 'created_at']) assert.ok(shown.includes(name), name)
  })
})

describe('a masked value', () => {
  const cases: [field: 'email' | 'phone' | 'full_name', value: string, left: string][] = [
    ['email', 'm@shop.example', 'm___@shop.example'],
    ['phone', '12', '**'],
    ['phone', 'ext 555-0142', '*** ***-**42'],
    ['full_name', 'Mira', 'M.'],
    ['full_name', '  Ana  María de la Cruz ', 'A. M. d. l. C.'],
    ['full_name', '𝒜da', '𝒜.'],
  ]
  for (const [field, value, left] of cases)
    it(`${field} ${value} is shown as ${left}`, () => assert.equal(covers[field](value), left))
})

const byEmail = (who: Client) => who.get(`/v1/customers/by/email/${mira.email}`)

/** Ids and times may hold any digits. */
const withoutIds = (text: string) =>
  text.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
