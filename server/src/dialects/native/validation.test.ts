import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { patch } from '../../../test/customers.ts'
import { assertProblem, refusalOf, refusesAll } from '../../../test/problems.ts'

const app = await testApp()

/** A body in every place that takes one. */
const everywhere = (body: object) => [
  { path: '/v1/customers', method: 'POST', body },
  { path: '/v1/customers/{id}', method: 'PATCH', body },
  { path: '/v1/customers/{id}', method: 'PUT', body },
  { path: '/v1/customers/by/external_id/crm-1', method: 'PUT', body },
  { path: '/v1/customers/by/email/mira@shop.example', method: 'PUT', body },
  {
    path: '/v1/customers/batch',
    method: 'POST',
    body: {
      operations: [
        { op: 'create', body: {} },
        { op: 'create', body },
      ],
    },
  },
]

describe('what a customer may hold', () => {
  const wrong: [body: object, pointer: string][] = [
    [{ emial: 'x@shop.example' }, '/emial'],
    [{ Email: 'x@shop.example' }, '/Email'],
    [{ email: 'nope' }, '/email'],
    [{ email: `${'x'.repeat(320)}@shop.example` }, '/email'],
    [{ phone: '1'.repeat(65) }, '/phone'],
    [{ external_id: '' }, '/external_id'],
    [{ external_id: 'x'.repeat(256) }, '/external_id'],
    [{ full_name: 'x'.repeat(501) }, '/full_name'],
    [{ language: 'EN' }, '/language'],
    [{ language: 'xx' }, '/language'],
    [{ language: 'en-US' }, '/language'],
    [{ country: 'US' }, '/country'],
    [{ country: 'usa' }, '/country'],
    [{ country: 'XXX' }, '/country'],
    [{ birth_year: 1899 }, '/birth_year'],
    [{ birth_month: 13 }, '/birth_month'],
    [{ birth_day: 0 }, '/birth_day'],
    [{ birth_day: 1.5 }, '/birth_day'],
    [{ ssn_last4: '123' }, '/ssn_last4'],
    [{ last_geo_latitude: 90.1 }, '/last_geo_latitude'],
    [{ last_geo_longitude: -180.1 }, '/last_geo_longitude'],
    [{ last_order_at: 'yesterday' }, '/last_order_at'],
    [{ last_order_at: '2026-02-30T00:00:00Z' }, '/last_order_at'],
    [{ last_order_at: '2026-02-01T00:00:00' }, '/last_order_at'],
    [{ status: 'active' }, '/status'],
    [{ fraud_status: 'MAYBE' }, '/fraud_status'],
    [{ sms_promotional_consent: 'yes' }, '/sms_promotional_consent'],
    [{ total_orders: -1 }, '/total_orders'],
    [{ total_orders: '1' }, '/total_orders'],
    [{ ltv: 10 }, '/ltv'],
    [{ ltv: '-1' }, '/ltv'],
    [{ ltv: '1000000000000' }, '/ltv'],
    [{ ltv: '0.000000001' }, '/ltv'],
    [{ activity_rank: 6 }, '/activity_rank'],
    [{ metadata: [] }, '/metadata'],
    [{ metadata: 'x' }, '/metadata'],
    [{ metadata: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [i, i])) }, '/metadata'],
    [{ 'a/b~c': 1 }, '/a~1b~0c'],
  ]
  it('is refused in every place, with a pointer to the member, and changes nothing', async () => {
    const owner = await app.anOwner()
    for (const [body, pointer] of wrong) {
      const answer = await owner.post('/v1/customers', body)
      assertProblem(answer, 400, 'invalid', JSON.stringify(body))
      assert.deepEqual([...new Set(refusalOf(answer))], [400, pointer])
      assert.notEqual(answer.body.errors[0].detail, '')
    }
    await refusesAll(
      app,
      wrong.flatMap(([body]) => everywhere(body)),
    )
  })

  it('is told of every member that is wrong, those of a batch by their operation', async () => {
    const owner = await app.anOwner()
    const body = { email: 'nope', birth_month: 13, nickname: 'Mi' }
    assert.deepEqual(refusalOf(await owner.post('/v1/customers', body)), [
      400,
      '/email',
      '/birth_month',
      '/nickname',
    ])
    const operations = [
      { op: 'create', body: {} },
      { op: 'create', body },
    ]
    assert.deepEqual(refusalOf(await owner.post('/v1/customers/batch', { operations })), [
      400,
      '/operations/1/body/email',
      '/operations/1/body/birth_month',
      '/operations/1/body/nickname',
    ])
  })

  it('takes every language of ISO 639-1 and country of ISO 3166-1 it is told, and times with an offset as UTC', async () => {
    const owner = await app.anOwner()
    for (const sent of [{ language: 'en' }, { language: 'zh' }, { country: 'USA' }, { country: 'ALA' }]) {
      const answer = await owner.post('/v1/customers', sent)
      assert.deepEqual([answer.status, { ...answer.body, ...sent }], [201, answer.body])
    }
    const { body } = await owner.post('/v1/customers', { last_order_at: '2026-03-02T20:04:11+02:00' })
    assert.equal(body.last_order_at, '2026-03-02T18:04:11.000Z')
  })
})

describe('a phone number', () => {
  const phoneOf = ({ body }: { body: Record<string, unknown> }) => [body.phone, body.phone_e164]

  it('is kept as E.164, read with the country of the organization where it has no prefix', async () => {
    const [german, american] = [await app.anOwner(), await app.anOwner()]
    const text = `update organizations set country = 'DE' where id = $1::text::uuid`
    await app.services.db.query(text, [german.organizationId])
    const [berlin, york] = ['030 901820', '(212) 555-0123']
    assert.deepEqual(phoneOf(await german.post('/v1/customers', { phone: berlin })), [
      '+4930901820',
      '+4930901820',
    ])
    assert.deepEqual(phoneOf(await american.post('/v1/customers', { phone: york })), [
      '+12125550123',
      '+12125550123',
    ])
    assert.deepEqual(phoneOf(await german.post('/v1/customers', { phone: '+1 212 555 0123' })), [
      '+12125550123',
      '+12125550123',
    ])
    assert.equal((await german.get(`/v1/customers/by/phone/${encodeURIComponent(berlin)}`)).status, 200)
  })

  it('that is not valid is kept as it was given, and tells nobody', async () => {
    const owner = await app.anOwner()
    for (const phone of ['12', 'ask at the desk', '+1 212 555 0123 ext. 7']) {
      const one = await owner.post('/v1/customers', { phone: ` ${phone} ` })
      assert.deepEqual(phoneOf(one), [phone, null])
      assert.equal((await owner.post('/v1/customers', { phone })).status, 201)
      assertProblem(await owner.get(`/v1/customers/by/phone/${encodeURIComponent(phone)}`), 404, 'missing')
    }
    const { body } = await owner.post('/v1/customers', { phone: '(415) 555-2671' })
    const cleared = await patch(owner, `/v1/customers/${body.id}`, { phone: '12' })
    assert.deepEqual(phoneOf(cleared), ['12', null])
    assert.equal((await owner.post('/v1/customers', { phone: '+14155552671' })).status, 201)
  })
})

it('refuses a query parameter that it does not know, wherever one is read', async () => {
  const owner = await app.anOwner()
  const { body } = await owner.post('/v1/customers', {})
  for (const path of ['?', '/search?q=mira&', `/${body.id}?`, `/${body.id}/history?`]) {
    const answer = await owner.get(`/v1/customers${path}limt=5`)
    assertProblem(answer, 400, 'invalid', path)
    assert.deepEqual(refusalOf(answer), [400, '/limt'], path)
  }
})

it('never tells back what was sent', async () => {
  const owner = await app.anOwner()
  const sent = {
    email: 'mira at shop',
    language: 'mira',
    status: 'Mira',
    birth_year: 1234,
    metadata: { at: 2 ** 60 },
  }
  const answer = await owner.post('/v1/customers', sent)
  assert.equal(answer.body.errors.length, 5)
  assert.doesNotMatch(JSON.stringify(answer.body.errors), /mira|1234|1152921504606846976/i)
  const filter = encodeURIComponent('{"created_at":{"gt":"mira"}}')
  for (const query of [`filter=${filter}`, 'limit=mira', 'sort=mira']) {
    const { body } = await owner.get(`/v1/customers?${query}`)
    assert.doesNotMatch(JSON.stringify(body.errors), /mira/i, query)
  }
})
