import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { blank, changed, named, patch } from '../../../test/customers.ts'
import { assertProblem, refusalOf } from '../../../test/problems.ts'

const app = await testApp()

describe('POST /v1/customers', () => {
  it('answers 201 with every column, where the customer is and its version', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/v1/customers', {
      email: ' Nadia@Shop.example ',
      full_name: 'Nadia Voss',
    })
    assert.equal(answer.status, 201)
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.equal(answer.headers.get('location'), `/v1/customers/${answer.body.id}`)
    assert.equal(answer.headers.get('etag'), '"1"')
    const name = { full_name: 'Nadia Voss', first_name: 'Nadia', last_name: 'Voss' }
    assert.deepEqual(named(answer.body), { ...blank, email: 'Nadia@Shop.example', ...name })
    assert.equal(answer.body.organization_id, owner.organizationId)
    assert.match(answer.body.id, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    assert.ok(Number.isSafeInteger(answer.body.number))
    assert.match(answer.body.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  })

  it('takes a customer of whom nothing is known', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/v1/customers', {})
    assert.deepEqual([answer.status, named(answer.body)], [201, blank])
  })

  it('names every identifier that is taken, and the customer that holds it', async () => {
    const owner = await app.anOwner()
    const a = await owner.post('/v1/customers', { email: 'a@shop.example', phone: '+14155552671' })
    const b = await owner.post('/v1/customers', { external_id: 'crm-1' })
    const twin = { email: 'A@SHOP.example', phone: '(415) 555-2671', external_id: 'crm-1' }
    const answer = await owner.post('/v1/customers', twin)
    assertProblem(answer, 409, 'taken')
    const detail = 'held by another customer'
    assert.deepEqual(answer.body.errors, [
      { pointer: '/email', detail, holder: a.body.id },
      { pointer: '/phone', detail, holder: a.body.id },
      { pointer: '/external_id', detail, holder: b.body.id },
    ])
  })

  it('keeps what it answers short where that is preferred', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/v1/customers', {}, { prefer: 'respond-async, return=minimal' })
    assert.deepEqual([answer.status, answer.body], [201, ''])
    assert.equal(answer.headers.get('preference-applied'), 'return=minimal')
    assert.equal(answer.headers.get('etag'), '"1"')
    const kept = await owner.get(answer.headers.get('location') ?? '')
    assert.equal(kept.status, 200)
    const path = `/v1/customers/${kept.body.id}`
    const minimal = { prefer: 'return=minimal' }
    for (const answer of [
      await patch(owner, path, { full_name: 'Mira' }, minimal),
      await owner.put(path, { full_name: 'Nadia' }, minimal),
      await owner.send(path, { method: 'DELETE', headers: minimal }),
      await owner.send(`${path}/restore`, { method: 'POST', headers: minimal }),
    ])
      assert.deepEqual([answer.status, answer.body], [204, ''])
    assert.equal((await owner.get(path)).headers.get('etag'), '"5"')
  })
})

describe('GET /v1/customers/{id} and by identifier', () => {
  it('finds a customer by its id and by each of its identifiers, however they are spelled', async () => {
    const owner = await app.anOwner()
    const sent = { email: 'Mira+1@shop.example', phone: '+14155552671', external_id: 'a/b ü%' }
    const { body } = await owner.post('/v1/customers', sent)
    const paths = [
      body.id,
      body.id.toUpperCase(),
      'by/email/MIRA%2B1@shop.example',
      'by/phone/%2B14155552671',
      'by/phone/(415)%20555-2671',
      `by/external_id/${encodeURIComponent('a/b ü%')}`,
      `by/number/${body.number}`,
    ]
    for (const path of paths) {
      const answer = await owner.get(`/v1/customers/${path}`)
      assert.deepEqual([path, answer.status, answer.body], [path, 200, body])
      assert.equal(answer.headers.get('etag'), '"1"')
    }
  })

  it('answers 404 to whatever names nobody', async () => {
    const [owner, other] = [await app.anOwner(), await app.anOwner()]
    const foreign = await other.post('/v1/customers', { email: 'x@shop.example', external_id: 'X' })
    for (const path of [
      foreign.body.id,
      'by/email/x@shop.example',
      'by/external_id/X',
      'by/external_id/x',
      `by/number/${foreign.body.number}`,
      'by/number/1e3',
      'by/number/99999999999999999999',
      'by/phone/12',
      'by/email/a%00b',
      'by/external_id/%00',
      '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71',
      'nobody',
      '%00',
    ])
      assertProblem(await owner.get(`/v1/customers/${path}`), 404, 'missing', path)
  })

  it('refuses an identifier that does not exist, naming it', async () => {
    const owner = await app.anOwner()
    assert.deepEqual(refusalOf(await owner.get('/v1/customers/by/name/x')), [400, '/field'])
  })

  it('answers 304 to whoever has this version already, and only then', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/v1/customers', { email: 'mira@shop.example' })
    const get = (tag: string, path = body.id) =>
      owner.send(`/v1/customers/${path}`, { headers: { 'if-none-match': tag } })
    for (const tag of ['"1"', 'W/"1"', '"7", "1"', '*']) {
      const answer = await get(tag)
      assert.deepEqual([tag, answer.status, answer.body], [tag, 304, ''])
      assert.equal(answer.headers.get('etag'), '"1"')
    }
    assert.equal((await get('"1"', 'by/email/mira@shop.example')).status, 304)
    for (const tag of ['"2"', '1', '"11"', '']) assert.equal((await get(tag)).status, 200, tag)
    await patch(owner, `/v1/customers/${body.id}`, { city: 'Köln' })
    assert.equal((await get('"1"')).status, 200)
  })
})

describe('DELETE /v1/customers/{id} and restore', () => {
  it('archives a customer, frees its identifiers and answers the same when asked again', async () => {
    const owner = await app.anOwner()
    const sent = { email: 'mira@shop.example', phone: '+14155552671', external_id: 'crm-1' }
    const { body } = await owner.post('/v1/customers', sent)
    const path = `/v1/customers/${body.id}`
    const first = await owner.delete(path)
    const archived = { ...blank, ...changed, ...sent, phone_e164: sent.phone, archived_at: '«time»' }
    assert.deepEqual([first.status, named(first.body)], [200, archived])
    assert.equal(first.headers.get('etag'), '"2"')
    const second = await owner.delete(path)
    assert.deepEqual([second.status, second.body], [200, first.body])
    assert.deepEqual((await owner.get(path)).body, first.body)
    assertProblem(await owner.get('/v1/customers/by/email/mira@shop.example'), 404, 'missing')
    assertProblem(await patch(owner, path, { city: 'Köln' }), 404, 'missing')
    assertProblem(await owner.put(path, {}), 404, 'missing')
    assert.equal((await owner.post('/v1/customers', sent)).status, 201)
  })

  it('brings an archived customer back as it was, and leaves a live one as it is', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/v1/customers', { email: 'mira@shop.example', city: 'Köln' })
    const path = `/v1/customers/${body.id}`
    await owner.delete(path)
    const restored = await owner.send(`${path}/restore`, { method: 'POST' })
    const as = { email: 'mira@shop.example', city: 'Köln' }
    assert.deepEqual(
      [restored.status, named(restored.body)],
      [200, { ...blank, ...changed, ...as, version: 3 }],
    )
    const again = await owner.send(`${path}/restore`, { method: 'POST' })
    assert.deepEqual([again.status, again.body], [200, restored.body])
    assert.equal((await owner.get('/v1/customers/by/email/mira@shop.example')).body.id, body.id)
  })

  it('refuses to bring back a customer whose identifiers were taken meanwhile', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/v1/customers', { email: 'mira@shop.example' })
    const path = `/v1/customers/${body.id}`
    await owner.delete(path)
    const heir = await owner.post('/v1/customers', { email: 'mira@shop.example' })
    const answer = await owner.send(`${path}/restore`, { method: 'POST' })
    assertProblem(answer, 409, 'taken')
    assert.deepEqual(answer.body.errors, [
      { pointer: '/email', detail: 'held by another customer', holder: heir.body.id },
    ])
    assert.notEqual((await owner.get(path)).body.archived_at, null)
  })
})
