import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { blank, linesOf, named, refusal, taken } from '../../../test/consumers.ts'

const app = await testApp()

describe('POST /consumers', () => {
  it('A2, A3, A6: answers 200 with every member of the current generation, in its default where none was sent', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/api/consumers', {
      email: 'nadia@shop.example',
      fullName: 'Nadia Voss',
      phone: '+4915112345678',
      metadata: { tier: 'gold', visits: 3, vip: true, note: null, tags: ['a', 1, false, null] },
      externalId: 'crm-881',
    })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.deepEqual(named(answer.body), {
      ...blank,
      email: 'nadia@shop.example',
      fullName: 'Nadia Voss',
      phone: '+4915112345678',
      metadata: { tier: 'gold', visits: 3, vip: true, note: null, tags: ['a', 1, false, null] },
      primaryExternalId: 'crm-881',
    })
    assert.equal(answer.body.organizationId, owner.organizationId)
    assert.match(answer.body.id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    assert.match(answer.body.createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  it('A19: takes a guest of whom nothing is known', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/api/consumers', {})
    assert.equal(answer.status, 200)
    assert.deepEqual(named(answer.body), blank)
  })

  it('A2, A6: answers 201 with the two older members at /api/v1', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/api/v1/consumers', { externalId: 'crm-1' })
    assert.equal(answer.status, 201)
    assert.deepEqual(named(answer.body), {
      ...blank,
      primaryExternalId: 'crm-1',
      externalId: 'crm-1',
      totalOrderValue: 0,
    })
  })

  it('A3: keeps both opt-outs and the status', async () => {
    const owner = await app.anOwner()
    const wishes = { smsOptOut: true, marketingEmailOptOut: true, status: 'INACTIVE' }
    const answer = await owner.post('/api/consumers', wishes)
    assert.deepEqual(named(answer.body), { ...blank, ...wishes })
  })

  it('takes every address of ASCII letters that mail goes to, with or without space around it', async () => {
    const owner = await app.anOwner()
    const addresses = [
      "o'neil@shop.example",
      'a&b/c=d!e#f@shop.example',
      'first.last+tag@sub.shop.example',
      'a@xn--bcher-kva.example',
      'a@shop.xn--p1ai',
      'a@a--b.example',
    ]
    for (const email of addresses) {
      const answer = await owner.post('/api/consumers', { email: ` ${email}\n` })
      assert.deepEqual([answer.status, answer.body.email], [200, email])
      assert.equal(
        (await owner.get(`/api/consumers?search=${encodeURIComponent(email)}`)).body.data.length,
        1,
      )
    }
    for (const email of [
      '',
      'a',
      'a@',
      '@b.example',
      'a@b',
      'a..b@c.example',
      '.a@b.example',
      'a b@c.example',
      'a@-b.example',
      'a@b.1',
    ]) {
      const { status, body } = await owner.post('/api/consumers', { email })
      assert.deepEqual(
        [status, body.issues[0].type, body.issues[0].received],
        [400, 'email', JSON.stringify(email)],
      )
    }
  })

  it('takes null for absent', async () => {
    const owner = await app.anOwner()
    const nothing = { email: null, phone: null, fullName: null, metadata: null, externalId: null }
    const answer = await owner.post('/api/consumers', nothing)
    assert.equal(answer.status, 200)
    assert.deepEqual(named(answer.body), blank)
  })

  it('trims the e-mail and keeps its letters as they were written', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', { email: '  Mira@Shop.Example ' })
    assert.equal(body.email, 'Mira@Shop.Example')
  })

  it('writes a valid phone as E.164 in the country of the organization, and keeps any other as it was sent', async () => {
    const owner = await app.anOwner()
    const valid = await owner.post('/api/consumers', { phone: '(415) 555-2671' })
    const other = await owner.post('/api/consumers', { phone: 'ask at the desk' })
    assert.deepEqual([valid.body.phone, other.body.phone], ['+14155552671', 'ask at the desk'])
  })

  it('A18, A33: ignores members that it does not know or that are not the caller’s to write', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/api/consumers', {
      id: '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71',
      organizationId: '0197aa10-1111-7222-8333-444455556666',
      createdAt: '2020-01-01T00:00:00Z',
      createdBy: 'me',
      updatedAt: '2020-01-01T00:00:00Z',
      archived: true,
      emailVerified: true,
      ltv: '10',
      totalOrders: 5,
      activityRank: 9,
      primaryExternalId: 'x',
      first_name: 'x',
      nonsense: { deep: [{}] },
    })
    assert.equal(answer.status, 200)
    assert.deepEqual(named(answer.body), blank)
    assert.notEqual(answer.body.id, '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71')
    assert.notEqual(answer.body.createdAt, '2020-01-01T00:00:00.000Z')
  })

  it('A31: names the key that created it, by id and never by its secret', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', {})
    const [key] = await app.services.db.query<{ id: string }>(
      'select id from keys where organization_id = $1::text::uuid',
      [owner.organizationId],
    )
    assert.equal(body.createdBy, key?.id)
    assert.deepEqual([body.updatedAt, body.updatedBy], [null, null])
  })
})

describe('an identifier that another consumer holds', () => {
  const someone = { email: 'Mira@shop.example', phone: '+14155552671', externalId: 'crm-1' }
  const cases = [
    { twin: { email: ' mIRA@SHOP.example ' }, member: 'email', message: 'Email already exists' },
    { twin: { phone: '415-555-2671' }, member: 'phone', message: 'Phone already exists' },
    { twin: { externalId: 'crm-1' }, member: 'externalId', message: 'External id already exists' },
  ]
  for (const { twin, member, message } of cases) {
    it(`A7: refuses a second ${member}, and changes nothing`, async () => {
      const owner = await app.anOwner()
      await owner.post('/api/consumers', someone)
      for (const base of ['/api', '']) {
        const answer = await owner.post(`${base}/consumers`, twin)
        assert.equal(answer.status, 400)
        assert.deepEqual(answer.body, refusal(taken(member, message)))
      }
      const older = await owner.post('/api/v1/consumers', twin)
      assert.equal(older.status, 400)
      assert.deepEqual(older.body, {
        error: message,
        details: [{ field: member, message }],
        issues: [taken(member, message)],
      })
      assert.equal(await linesOf(app, owner), 1)
    })
  }

  it('A7: names each of several', async () => {
    const owner = await app.anOwner()
    await owner.post('/api/consumers', { email: 'a@shop.example' })
    await owner.post('/api/consumers', { externalId: 'b' })
    const answer = await owner.post('/api/consumers', { email: 'a@shop.example', externalId: 'b' })
    assert.deepEqual(answer.body.issues, [
      taken('email', 'Email already exists'),
      taken('externalId', 'External id already exists'),
    ])
  })

  it('A7: is free in another organization', async () => {
    const [one, other] = [await app.anOwner(), await app.anOwner()]
    await one.post('/api/consumers', someone)
    assert.equal((await other.post('/api/consumers', someone)).status, 200)
  })

  it('A7: is not an external id in other letters, nor a phone that is no number', async () => {
    const owner = await app.anOwner()
    await owner.post('/api/consumers', { externalId: 'crm-1', phone: 'none' })
    const answer = await owner.post('/api/consumers', { externalId: 'CRM-1', phone: 'none' })
    assert.equal(answer.status, 200)
  })
})

describe('a create that breaks a rule', () => {
  it('is refused with every issue, in the order of the schema', async () => {
    const owner = await app.anOwner()
    const body = { status: 'DELETED', email: 'nope', smsOptOut: null }
    const answer = await owner.post('/api/consumers', body)
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body.issues.map((issue: { type: string }) => issue.type),
      ['email', 'boolean', 'picklist'],
    )
    assert.equal(await linesOf(app, owner), 0)
  })

  it('A27: has a path of no items where the body itself is at fault', async () => {
    const owner = await app.anOwner()
    const issue = { kind: 'schema', type: 'object', expected: 'Object', path: [] }
    for (const [body, received] of [
      ['null', 'null'],
      ['[]', 'Array'],
      ['"x"', '"x"'],
      ['', 'undefined'],
    ] as const) {
      const answer = await owner.post('/api/consumers', body)
      const message = `Invalid type: Expected Object but received ${received}`
      assert.deepEqual([answer.status, answer.body], [400, refusal({ ...issue, received, message })])
    }
  })
})
