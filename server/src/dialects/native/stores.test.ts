import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { patch } from '../../../test/keys.ts'
import { assertProblem, refusalOf } from '../../../test/problems.ts'

const app = await testApp()
const nobodysId = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'
const blank = {
  external_id: null,
  external_id_1: null,
  external_id_2: null,
  zone_code: null,
  concept_code: null,
  access_group_id: null,
  updated_at: null,
  updated_by: null,
}

describe('a store', () => {
  it('is set up, read, listed and changed, member by member', async () => {
    const owner = await app.anOwner()
    const made = await owner.post('/v1/stores', { code: 'leeds', external_id: 'E1', zone_code: 'north' })
    const { id, created_at, created_by, ...rest } = made.body
    assert.deepEqual([made.status, made.headers.get('location')], [201, `/v1/stores/${id}`])
    assert.deepEqual(rest, { ...blank, code: 'leeds', name: 'leeds', external_id: 'E1', zone_code: 'north' })
    const changed = await patch(owner, `/v1/stores/${id}`, { name: ' Leeds ', zone_code: null })
    const { updated_at, updated_by, ...now } = changed.body
    assert.deepEqual([changed.status, now.name, now.zone_code, now.external_id], [200, 'Leeds', null, 'E1'])
    assert.match(updated_at, /^\d{4}-.*Z$/)
    assert.equal(updated_by, created_by)
    assert.equal(now.created_at, created_at)
    assert.deepEqual((await owner.get(`/v1/stores/${id}`)).body, changed.body)
    assert.deepEqual((await owner.get('/v1/stores')).body.data, [changed.body])
  })

  it('is listed newest first, a page at a time', async () => {
    const owner = await app.anOwner()
    for (const code of ['a', 'b', 'c']) await owner.post('/v1/stores', { code })
    const one = (await owner.get('/v1/stores?limit=2')).body
    const two = (await owner.get(`/v1/stores?limit=2&after=${one.next}`)).body
    const codes = [one, two].map(({ data }) => data.map(({ code }: { code: string }) => code))
    assert.deepEqual([codes, one.has_more, two.has_more], [[['c', 'b'], ['a']], true, false])
  })

  it('has a code that no other store of the organization has', async () => {
    const [owner, other] = [await app.anOwner(), await app.anOwner()]
    await owner.post('/v1/stores', { code: 'leeds' })
    const again = await owner.post('/v1/stores', { code: 'leeds', name: 'Another' })
    assertProblem(again, 409, 'exists')
    assert.equal(again.body.title, 'Another store has that already.')
    assert.deepEqual(again.body.errors, [{ pointer: '/code', detail: 'is in use' }])
    assert.equal((await other.post('/v1/stores', { code: 'leeds' })).status, 201)
    assert.equal((await owner.get('/v1/stores')).body.data.length, 1)
  })

  it('is refused with what is unknown, out of range, or refers to nothing, and nothing changes', async () => {
    const [owner, other] = [await app.anOwner(), await app.anOwner()]
    const { id } = (await owner.post('/v1/stores', { code: 'leeds' })).body
    const foreign = (await other.get('/v1/access-groups')).body.data[0].id
    const before = (await owner.get('/v1/stores')).body
    const cases: [object, string][] = [
      [{}, '/code'],
      [{ code: '' }, '/code'],
      [{ code: 'a b' }, '/code'],
      [{ code: 'x'.repeat(51) }, '/code'],
      [{ code: 'x', name: ' ' }, '/name'],
      [{ code: 'x', colour: 'red' }, '/colour'],
      [{ code: 'x', access_group_id: 'full' }, '/access_group_id'],
      [{ code: 'x', access_group_id: nobodysId }, '/access_group_id'],
      [{ code: 'x', access_group_id: foreign }, '/access_group_id'],
    ]
    for (const [body, pointer] of cases)
      assert.deepEqual(refusalOf(await owner.post('/v1/stores', body)), [400, pointer], JSON.stringify(body))
    for (const body of [{ code: 'york' }, { name: null }, { access_group_id: foreign }])
      assert.equal((await patch(owner, `/v1/stores/${id}`, body)).status, 400, JSON.stringify(body))
    for (const query of ['colour=red', 'limit=0', 'after=x'])
      assert.equal((await owner.get(`/v1/stores?${query}`)).status, 400, query)
    assert.equal((await owner.post('/v1/stores?dry=1', { code: 'x' })).status, 400)
    assert.deepEqual((await owner.get('/v1/stores')).body, before)
  })

  it('that is not there, or is of another organization, is missing', async () => {
    const [owner, other] = [await app.anOwner(), await app.anOwner()]
    const { id } = (await other.post('/v1/stores', { code: 'leeds' })).body
    for (const name of [id, nobodysId, 'nonsense'])
      for (const answer of [
        await owner.get(`/v1/stores/${name}`),
        await patch(owner, `/v1/stores/${name}`, {}),
      ]) {
        assertProblem(answer, 404, 'missing')
        assert.equal(answer.body.title, 'There is no such store.')
      }
  })

  it('is set up once for an idempotency key, and is answered in few words when asked to', async () => {
    const owner = await app.anOwner()
    const headers = { 'idempotency-key': 'once' }
    const both = await Promise.all([1, 2].map(() => owner.post('/v1/stores', { code: 'leeds' }, headers)))
    assert.deepEqual(
      both.map(({ status }) => status),
      [201, 201],
    )
    assert.deepEqual(both[0]?.body, both[1]?.body)
    assertProblem(await owner.post('/v1/stores', { code: 'york' }, headers), 409, 'reused_idempotency_key')
    const minimal = await owner.post('/v1/stores', { code: 'hull' }, { prefer: 'return=minimal' })
    assert.deepEqual([minimal.status, minimal.body], [201, ''])
    assert.equal((await owner.get(String(minimal.headers.get('location')))).body.code, 'hull')
  })
})
