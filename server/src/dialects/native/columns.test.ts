import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { blank, changed, full, named, patch } from '../../../test/customers.ts'
import { refusalOf, stateOf } from '../../../test/problems.ts'
import { columns, serverOwned } from '../../core/customers/customer.ts'

const app = await testApp()
const kept = { ...full, phone_e164: full.phone }

describe('every column', () => {
  it('is written here', () => {
    assert.deepEqual([...Object.keys(full), ...serverOwned].toSorted(), Object.keys(columns).toSorted())
    assert.deepEqual(Object.keys(blank).toSorted(), Object.keys(columns).toSorted())
  })

  it('is read back as POST wrote it', async () => {
    const owner = await app.anOwner()
    const { status, body } = await owner.post('/v1/customers', full)
    assert.deepEqual([status, named(body)], [201, { ...blank, ...kept }])
    assert.deepEqual((await owner.get(`/v1/customers/${body.id}`)).body, body)
  })

  it('is read back as PATCH wrote it, and cleared by PUT', async () => {
    const owner = await app.anOwner()
    const path = `/v1/customers/${(await owner.post('/v1/customers', {})).body.id}`
    const patched = await patch(owner, path, full)
    // What a patch sets to null is removed.
    const { note, ...custom_fields } = full.custom_fields
    assert.deepEqual(
      [patched.status, named(patched.body)],
      [200, { ...blank, ...changed, ...kept, custom_fields }],
    )
    const cleared = await owner.put(path, {})
    assert.deepEqual([cleared.status, named(cleared.body)], [200, { ...blank, ...changed, version: 3 }])
  })

  it('is read back as PUT wrote it', async () => {
    const owner = await app.anOwner()
    const path = `/v1/customers/${(await owner.post('/v1/customers', { city: 'Bonn' })).body.id}`
    const put = await owner.put(path, full)
    assert.deepEqual([put.status, named(put.body)], [200, { ...blank, ...changed, ...kept }])
    const again = await owner.put(path, full)
    assert.deepEqual([again.status, again.body], [200, put.body])
  })

  it('is written by a patch of it alone, which leaves the others, and makes one version', async () => {
    const owner = await app.anOwner()
    for (const [name, value] of Object.entries(full)) {
      const path = `/v1/customers/${(await owner.post('/v1/customers', {})).body.id}`
      const { status, body } = await patch(owner, path, { [name]: value })
      assert.equal(status, 200, name)
      const ours = named(body) as Record<string, unknown>
      assert.deepEqual([name, ours.version], [name, 2])
      const follows = ['phone_e164', 'full_name', 'first_name', 'last_name', 'custom_fields']
      for (const [other, was] of Object.entries({ ...blank, ...changed, [name]: value }))
        if (!follows.includes(other)) assert.deepEqual([name, other, ours[other]], [name, other, was])
      await owner.delete(path)
    }
  })

  it('that may be null is cleared by a null in a patch; another refuses it', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/v1/customers', full)
    const path = `/v1/customers/${body.id}`
    for (const name of Object.keys(full)) {
      const answer = await patch(owner, path, { [name]: null })
      const nullable = columns[name as keyof typeof full].endsWith('?')
      assert.deepEqual([name, answer.status], [name, nullable ? 200 : 400])
      if (nullable) assert.equal(answer.body[name], null, name)
      else assert.deepEqual(refusalOf(answer), [400, `/${name}`])
    }
  })

  it('that belongs to the server is refused, also within a batch', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/v1/customers', {})
    const before = await stateOf(app, owner)
    for (const name of serverOwned) {
      const change = { [name]: body[name] }
      const answers = [
        await owner.post('/v1/customers', change),
        await patch(owner, `/v1/customers/${body.id}`, change),
        await owner.put(`/v1/customers/${body.id}`, change),
        await owner.put('/v1/customers/by/external_id/crm-1', change),
      ]
      for (const answer of answers) assert.deepEqual(refusalOf(answer), [400, `/${name}`])
      const operations = [{ op: 'create', body: change }]
      const batch = await owner.post('/v1/customers/batch', { operations })
      assert.deepEqual(refusalOf(batch), [400, `/operations/0/body/${name}`])
    }
    assert.deepEqual(await stateOf(app, owner), before)
  })
})
