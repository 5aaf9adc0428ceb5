import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { blank, changed, linesOf, named } from '../../../test/consumers.ts'

const app = await testApp()

const mira = { email: 'mira@shop.example', phone: '+14155552671', externalId: 'crm-1' }

/** A caller with one consumer. */
async function withMira() {
  const owner = await app.anOwner()
  const { body } = await owner.post('/api/consumers', mira)
  return { owner, id: body.id as string }
}

describe('DELETE /consumers/{id}', () => {
  it('A20: archives and answers the record, without its sync source', async () => {
    const { owner, id } = await withMira()
    const answer = await owner.delete(`/api/consumers/${id}`)
    const { externalId, ...members } = mira
    const archived = { ...blank, ...members, ...changed, primaryExternalId: externalId, archived: true }
    assert.deepEqual([answer.status, named(answer.body)], [200, archived])
    const older = await owner.delete(`/api/v1/consumers/${id}`)
    assert.equal(older.status, 200)
    assert.deepEqual(named(older.body), { ...archived, externalId, totalOrderValue: 0 })
  })

  it('A20: answers the same when it is asked again', async () => {
    const { owner, id } = await withMira()
    const first = await owner.delete(`/api/consumers/${id}`)
    const second = await owner.delete(`/consumers/${id}`)
    assert.deepEqual([second.status, second.body], [200, first.body])
    assert.equal(await linesOf(app, owner), 2)
  })

  it('A20: frees e-mail, phone and external id', async () => {
    const { owner, id } = await withMira()
    await owner.delete(`/api/consumers/${id}`)
    const successor = await owner.post('/api/consumers', mira)
    assert.equal(successor.status, 200)
    assert.notEqual(successor.body.id, id)
  })

  it('A20: takes it out of the list and out of searches', async () => {
    const { owner, id } = await withMira()
    const { body } = await owner.post('/api/consumers', { fullName: 'Nadia' })
    await owner.delete(`/api/consumers/${id}`)
    const listed = await owner.get('/api/consumers')
    assert.deepEqual(
      listed.body.data.map((row: { id: string }) => row.id),
      [body.id],
    )
    for (const path of ['?search=mira', '/search?q=mira', '/search?email=mira@shop.example']) {
      const answer = await owner.get(`/api/consumers${path}`)
      assert.deepEqual(answer.body, { data: [], pageInfo: { startCursor: null, endCursor: null } })
    }
  })

  it('A13: answers 404 for an unknown id, one of another organization and one that is no id', async () => {
    const { id } = await withMira()
    const other = await app.anOwner()
    for (const one of ['0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71', id, 'cons_01H', 'batch', 'search']) {
      const answer = await other.delete(`/api/consumers/${one}`)
      assert.deepEqual([one, answer.status, answer.body], [one, 404, { error: 'Consumer not found' }])
    }
  })
})
