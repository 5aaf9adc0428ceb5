import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { blank, flags, named } from '../../../test/consumers.ts'

const app = await testApp()

const bases = ['/api', '', '/api/v1']

describe('A1: the two generations', () => {
  it('hold the same consumers, whichever wrote them', async () => {
    const owner = await app.anOwner()
    for (const writer of bases) {
      const created = await owner.post(`${writer}/consumers`, { fullName: 'Mira' })
      const path = `/consumers/${created.body.id}`
      await owner.put(`${writer}${path}`, { email: `mira${writer.replaceAll('/', '')}@shop.example` })
      const [one, two, older] = await Promise.all(
        bases.map(async (base) => (await owner.get(base + path)).body),
      )
      assert.deepEqual(two, one)
      const { externalId, totalOrderValue, ...common } = older
      assert.deepEqual(common, one)
      assert.deepEqual([externalId, totalOrderValue], [null, 0])
    }
    for (const base of bases) assert.equal((await owner.get(`${base}/consumers`)).body.data.length, 3)
  })

  it('differ in nothing but what the sheet names: the same cursors work at every path', async () => {
    const owner = await app.anOwner()
    for (const fullName of ['A', 'B', 'C']) await owner.post('/api/consumers', { fullName })
    for (const base of bases) {
      const { endCursor } = (await owner.get(`${base}/consumers?first=1`)).body.pageInfo
      for (const other of bases) {
        const { body } = await owner.get(`${other}/consumers?first=1&after=${endCursor}`)
        assert.equal(body.data[0].fullName, 'B')
      }
    }
  })

  it('A2: show externalId and totalOrderValue at /api/v1 only, in every operation', async () => {
    const owner = await app.anOwner()
    const consumers = [{ ...flags, externalId: 'crm-1', ltv: '1249.50' }]
    const expected = { ...blank, primaryExternalId: 'crm-1', ltv: '1249.50' }
    const batch = await owner.post('/api/consumers/batch', { consumers })
    assert.deepEqual(named(batch.body), [expected])
    const path = `/consumers/${batch.body[0].id}`
    const olderMembers = { externalId: 'crm-1', totalOrderValue: 1249.5 }
    const answers = async (base: string) => [
      (await owner.get(base + path)).body,
      (await owner.get(`${base}/consumers`)).body.data[0],
      (await owner.get(`${base}/consumers/search?externalId=crm-1`)).body.data[0],
      (await owner.put(base + path, {})).body,
      (await owner.put(`${base}/consumers/batch`, [{ id: batch.body[0].id }])).body[0],
    ]
    const source = { primarySyncSource: null }
    const shapes = [source, source, source, {}, {}]
    for (const base of ['/api', ''])
      assert.deepEqual(
        named(await answers(base)),
        shapes.map((members) => ({ ...expected, ...members })),
      )
    assert.deepEqual(
      named(await answers('/api/v1')),
      shapes.map((members) => ({ ...expected, ...olderMembers, ...members })),
    )
  })

  it('take a path with a slash at its end', async () => {
    const owner = await app.anOwner()
    for (const base of bases) assert.equal((await owner.get(`${base}/consumers/`)).status, 200)
  })

  it('answer HEAD as GET, without a body', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', {})
    const answer = await owner.send(`/api/consumers/${body.id}`, { method: 'HEAD' })
    assert.deepEqual([answer.status, answer.body], [200, ''])
  })
})
