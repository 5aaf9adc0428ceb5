import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { blank, named, refusal } from '../../../test/consumers.ts'

const app = await testApp()

/** A caller with three people, and a search that answers their names. */
async function withPeople() {
  const owner = await app.anOwner()
  const people = [
    { fullName: 'Mira', email: 'Mira@shop.example', phone: '+14155552671', externalId: 'crm-1' },
    { fullName: 'Miro', email: 'miro@shop.example', externalId: 'CRM-1' },
    { fullName: 'Nadia', email: 'nadia@other.example' },
  ]
  for (const person of people) await owner.post('/api/consumers', person)
  const search = (query: string) => owner.get(`/api/consumers/search?${query}`)
  const found = async (query: string) => {
    const { status, body } = await search(query)
    assert.equal(status, 200)
    return body.data.map(({ fullName }: { fullName: string }) => fullName).sort()
  }
  return { owner, search, found }
}

describe('GET /consumers/search', () => {
  it('A22: answers as the list does', async () => {
    const { owner, search } = await withPeople()
    const members = { fullName: 'Miro', email: 'miro@shop.example', primaryExternalId: 'CRM-1' }
    const row = { ...blank, ...members, primarySyncSource: null }
    const pageInfo = { startCursor: '«cursor»', endCursor: '«cursor»' }
    const answer = await search('q=miro')
    assert.deepEqual([answer.status, named(answer.body)], [200, { data: [row], pageInfo }])
    const none = await search('q=nobody')
    const empty = { data: [], pageInfo: { startCursor: null, endCursor: null } }
    assert.deepEqual([none.status, none.body], [200, empty])
    const older = await owner.get('/api/v1/consumers/search?q=miro')
    const olderRow = { ...row, externalId: 'CRM-1', totalOrderValue: 0 }
    assert.deepEqual([older.status, named(older.body)], [200, { data: [olderRow], pageInfo }])
  })

  it('A21, A22: finds by part, and by exact e-mail, phone and external id', async () => {
    const { found } = await withPeople()
    assert.deepEqual(await found('q=MIR'), ['Mira', 'Miro'])
    assert.deepEqual(await found('email=mira@SHOP.example'), ['Mira'])
    assert.deepEqual(await found('email=mira@shop'), [])
    assert.deepEqual(await found('phone=%2B14155552671'), ['Mira'])
    assert.deepEqual(await found('phone=555'), [])
    assert.deepEqual(await found('externalId=crm-1'), ['Mira'])
    assert.deepEqual(await found('externalId=CRM-1'), ['Miro'])
  })

  it('A22: demands that all criteria hold', async () => {
    const { found } = await withPeople()
    assert.deepEqual(await found('q=mir&email=miro@shop.example&externalId=CRM-1'), ['Miro'])
    assert.deepEqual(await found('q=nad&email=miro@shop.example'), [])
    assert.deepEqual(await found('email=miro@shop.example&externalId=crm-1'), [])
  })

  it('A5: answers at most as many as were asked for', async () => {
    const { found } = await withPeople()
    assert.equal((await found('q=example&first=2')).length, 2)
  })

  it('sees what was written before', async () => {
    const { owner, found } = await withPeople()
    const { body } = await owner.post('/api/consumers', { fullName: 'Zoë 漢字' })
    assert.deepEqual(await found(`q=${encodeURIComponent('zOË')}`), ['Zoë 漢字'])
    assert.deepEqual(await found(`q=${encodeURIComponent('漢字')}`), ['Zoë 漢字'])
    await owner.put(`/api/consumers/${body.id}`, { fullName: 'Else' })
    assert.deepEqual(await found('q=zo'), [])
    assert.deepEqual(await found('q=else'), ['Else'])
  })

  it('A22: demands a criterion', async () => {
    const { search } = await withPeople()
    const answer = await search('first=5')
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body,
      refusal({
        kind: 'validation',
        type: 'check',
        expected: 'check',
        received: 'Object',
        message: 'Invalid search: Expected at least one of q, email, phone and externalId',
        path: [],
      }),
    )
  })

  it('refuses criteria that mean nothing', async () => {
    const { search } = await withPeople()
    for (const query of ['q=a', 'q=', 'email=', 'phone=', 'externalId=', 'q=mir&first=0', 'q=mi&q=mi']) {
      const answer = await search(query)
      assert.deepEqual([query, answer.status, answer.body.error], [query, 400, 'validation_error'])
    }
  })

  it('finds nothing of another organization', async () => {
    await withPeople()
    const other = await app.anOwner()
    for (const query of ['q=mir', 'email=mira@shop.example', 'externalId=crm-1'])
      assert.deepEqual((await other.get(`/api/consumers/search?${query}`)).body.data, [])
  })
})
