import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { by, threeOf } from '../../../test/three.ts'

const app = await testApp()
const withThree = async () => threeOf(await app.anOwner())

describe('the order of a batch', () => {
  it('is that of the request where all or nothing is made, as if one operation was made after the other', async () => {
    const { batch, a, b, gone } = await withThree()
    const handedOn = await batch([
      { op: 'patch', id: a, body: { email: 'c@shop.example' } },
      { op: 'patch', id: b, body: { email: 'a@shop.example' } },
      { op: 'create', body: { email: 'b@shop.example' } },
      { op: 'archive', id: a },
      { op: 'create', body: { email: 'c@shop.example' } },
    ])
    assert.equal(handedOn.status, 200, JSON.stringify(handedOn.body))
    const emails = handedOn.body.results.map((one: { customer: { email: string } }) => one.customer.email[0])
    assert.deepEqual(emails, ['c', 'a', 'b', 'c', 'c'])
    const onOne = await batch([
      { op: 'patch', id: b, body: { city: 'Bonn' }, version: 2 },
      { op: 'upsert', by: by('external_id', 'B'), body: { region: 'NRW' } },
      { op: 'patch', id: b.toUpperCase(), body: { city: 'Ulm' }, version: 4 },
      { op: 'upsert', by: by('external_id', 'new'), body: {} },
      { op: 'upsert', by: by('external_id', 'new'), body: { city: 'Jena' } },
      { op: 'archive', id: gone },
    ])
    assert.deepEqual(
      onOne.body.results.map((one: { status: number }) => one.status),
      [200, 200, 200, 201, 200, 200],
    )
    const { customer } = onOne.body.results[2]
    assert.deepEqual([customer.city, customer.region, customer.version], ['Ulm', 'NRW', 5])
  })

  it('has two customers swap an e-mail where one of them gives its own up first, and not in a step', async () => {
    const { batch, a, b } = await withThree()
    const [toA, toB] = [{ email: 'a@shop.example' }, { email: 'b@shop.example' }]
    const swap = [
      { op: 'patch', id: a, body: toB },
      { op: 'patch', id: b, body: toA },
    ]
    const refused = await batch(swap)
    assert.deepEqual([refused.status, refused.body.operation], [409, 0])
    assert.deepEqual(refused.body.errors, [
      { pointer: '/operations/0/body/email', detail: 'held by another customer', holder: b },
    ])
    const swapped = await batch([{ op: 'patch', id: b, body: { email: null } }, ...swap])
    const emails = swapped.body.results.map((one: { customer: { email: string } }) => one.customer.email)
    assert.deepEqual(emails, [null, 'b@shop.example', 'a@shop.example'])
  })

  it('is kept for each customer in the other mode, whichever of its names an operation has', async () => {
    const { owner, a } = await withThree()
    const email = by('email', 'a@shop.example')
    const operations = [
      { op: 'upsert', by: email, body: { city: 'Bonn' }, version: 1 },
      { op: 'patch', id: a, body: { external_id: 'A' }, version: 2 },
      { op: 'upsert', by: by('external_id', 'A'), body: { phone: '(415) 555-2671' }, version: 3 },
      { op: 'upsert', by: by('phone', '+14155552671'), body: { city: 'Ulm' }, version: 4 },
      { op: 'upsert', by: by('phone', '415-555-2671'), body: { city: 'Jena' }, version: 5 },
      { op: 'archive', id: a, version: 6 },
      { op: 'upsert', by: email, body: { city: 'Köln' }, version: 0 },
    ]
    const { body } = await owner.post('/v1/customers/batch', { mode: 'each', operations })
    const statuses = body.results.map((one: { status: number }) => one.status)
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 201])
    assert.equal(body.results[4].customer.city, 'Jena')
    assert.notEqual(body.results[6].customer.id, a)
  })
})
