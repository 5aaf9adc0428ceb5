import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Answer, testApp } from '../../../test/app.ts'
import { at, blank, flags, named, refusal } from '../../../test/consumers.ts'

const app = await testApp()

const people = [
  { fullName: 'Ada', email: 'zoe@shop.example', totalOrders: 3, ltv: '9.5', lastOrderAt: '2026-01-03' },
  { fullName: 'bob', email: 'Yan@shop.example', totalOrders: 1, ltv: '10', lastOrderAt: null },
  { fullName: 'Cy', email: null, totalOrders: 3, ltv: '0.1', lastOrderAt: '2026-01-01' },
  { fullName: null, email: 'ann@shop.example', totalOrders: 0, ltv: '100', lastOrderAt: null },
]

/** A caller with four people, created in this order. */
async function withPeople() {
  const owner = await app.anOwner()
  const { body } = await owner.post('/api/consumers/batch', {
    consumers: people.map((person) => ({ ...flags, ...person })),
  })
  const ids: string[] = body.map(({ id }: { id: string }) => id)
  const list = (query: string) => owner.get(`/api/consumers${query}`)
  /** Which of the four are answered, by their place. */
  const order = async (query: string) => placesIn(await list(query))
  const placesIn = ({ status, body }: Answer) => {
    assert.equal(status, 200)
    return body.data.map(({ id }: { id: string }) => ids.indexOf(id)).join('')
  }
  return { owner, ids, list, order, placesIn }
}

describe('GET /consumers', () => {
  it('A2, A4: answers data and pageInfo, each consumer with its sync source, in the generation of the path', async () => {
    const owner = await app.anOwner()
    await owner.post('/api/consumers', { externalId: 'crm-1' })
    const row = { ...blank, primaryExternalId: 'crm-1', primarySyncSource: null }
    const pageInfo = { startCursor: '«cursor»', endCursor: '«cursor»' }
    for (const base of ['/api', '']) {
      const answer = await owner.get(`${base}/consumers`)
      assert.deepEqual([answer.status, named(answer.body)], [200, { data: [row], pageInfo }])
    }
    const older = await owner.get('/api/v1/consumers')
    const olderRow = { ...row, externalId: 'crm-1', totalOrderValue: 0 }
    assert.deepEqual([older.status, named(older.body)], [200, { data: [olderRow], pageInfo }])
  })

  it('A4: has cursors of null on an empty page, and only there', async () => {
    const owner = await app.anOwner()
    const empty = { data: [], pageInfo: { startCursor: null, endCursor: null } }
    const answer = await owner.get('/api/consumers')
    assert.deepEqual([answer.status, answer.body], [200, empty])
    await owner.post('/api/consumers', {})
    const { body } = await owner.get('/api/consumers?first=20')
    assert.equal(body.pageInfo.startCursor, body.pageInfo.endCursor)
    const beyond = await owner.get(`/api/consumers?after=${body.pageInfo.endCursor}`)
    assert.deepEqual([beyond.status, beyond.body], [200, empty])
  })

  it('A5: answers 20 rows, the newest first, unless it is told otherwise', async () => {
    const owner = await app.anOwner()
    const consumers = Array.from({ length: 101 }, (_, n) => ({ ...flags, fullName: `${n}` }))
    await owner.post('/api/consumers/batch', { consumers })
    const names = ({ body }: Answer) =>
      body.data.map(({ fullName }: { fullName: string }) => Number(fullName))
    const newest = (count: number) => Array.from({ length: count }, (_, n) => 100 - n)
    assert.deepEqual(names(await owner.get('/api/consumers')), newest(20))
    assert.deepEqual(names(await owner.get('/api/consumers?first=100')), newest(100))
    assert.deepEqual(names(await owner.get('/api/consumers?first=1')), [100])
    assert.deepEqual(names(await owner.get('/api/consumers?last=3')), [2, 1, 0])
  })

  const sorts = {
    createdAt: ['0123', '3210'],
    email: ['3102', '0132'],
    fullName: ['0123', '2103'],
    lastOrderAt: ['2013', '0231'],
    totalOrderValue: ['2013', '3102'],
    totalOrders: ['3102', '2013'],
  }
  for (const [sort, [ascending, descending]] of Object.entries(sorts)) {
    it(`A5: sorts by ${sort}, in both directions, ties by id and null at the end`, async () => {
      const { order } = await withPeople()
      assert.equal(await order(`?sortBy=${sort}&sortDir=asc`), ascending)
      assert.equal(await order(`?sortBy=${sort}`), descending)
    })

    it(`A5: walks ${sort} forwards and backwards, row by row, in the order asked for`, async () => {
      const { list, placesIn } = await withPeople()
      for (const [direction, expected] of [
        ['asc', ascending],
        ['desc', descending],
      ]) {
        const walk = async (size: string, way: 'after' | 'before', end: 'startCursor' | 'endCursor') => {
          const seen = []
          let cursor = ''
          while (cursor !== null) {
            const from = cursor && `&${way}=${cursor}`
            const answer = await list(`?sortBy=${sort}&sortDir=${direction}&${size}=1${from}`)
            seen.push(placesIn(answer))
            cursor = answer.body.pageInfo[end]
          }
          return seen
        }
        assert.equal((await walk('first', 'after', 'endCursor')).join(''), expected)
        assert.equal((await walk('last', 'before', 'startCursor')).reverse().join(''), expected)
      }
    })
  }

  it('A5: takes a cursor in either alphabet of Base64, padded or not', async () => {
    const { list, placesIn } = await withPeople()
    const cursor = (await list('?first=2')).body.pageInfo.endCursor
    const bytes = Buffer.from(cursor, 'base64url')
    for (const text of [bytes.toString('base64'), bytes.toString('base64url'), `${cursor}==`]) {
      const answer = await list(`?first=2&after=${encodeURIComponent(text)}`)
      assert.equal(placesIn(answer), '10')
    }
  })

  it('A21: finds part of an e-mail, phone or name, in any letters', async () => {
    const { owner, order } = await withPeople()
    assert.equal(await order('?search=YAN'), '1')
    assert.equal(await order('?search=shop.example'), '310')
    assert.equal(await order('?search=cY'), '2')
    assert.equal(await order('?search=nobody'), '')
    assert.equal(await order('?search=%25%25'), '')
    const { body } = await owner.post('/api/consumers', { phone: '+4915112345678' })
    const answer = await owner.get('/api/consumers?search=1123456')
    assert.equal(answer.body.data[0].id, body.id)
  })

  it('A23: adds relations, empty until there are any', async () => {
    const { list } = await withPeople()
    const { body } = await list('?first=1&include=audiences,orders')
    assert.deepEqual([body.data[0].audiences, body.data[0].orders], [[], []])
    assert.equal('audiences' in (await list('?first=1')).body.data[0], false)
  })

  it('A24: takes creation times half-open, and a bare date as its midnight in UTC', async () => {
    const { owner, ids, order } = await withPeople()
    const [first] = (await owner.get(`/api/consumers/${ids[0]}`)).body.createdAt.split('T')
    const tomorrow = new Date(Date.parse(first) + 86_400_000).toISOString().slice(0, 10)
    assert.equal(await order(`?createdAfter=${first}&createdBefore=${tomorrow}`), '3210')
    assert.equal(await order(`?createdAfter=${tomorrow}`), '')
    assert.equal(await order(`?createdBefore=${first}`), '')
    const { createdAt } = (await owner.get(`/api/consumers/${ids[3]}`)).body
    assert.match(await order(`?createdAfter=${createdAt}`), /^3/)
    assert.doesNotMatch(await order(`?createdBefore=${createdAt}`), /3/)
  })

  it('has no members of an audience as long as there are no audiences', async () => {
    const { order } = await withPeople()
    assert.equal(await order('?audienceId=0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'), '')
  })

  it('A22: ignores parameters that it does not know', async () => {
    const { order } = await withPeople()
    assert.equal(await order('?sort=-createdAt&limit=1&page=2&__proto__=x&constructor=y'), '3210')
  })

  it('A5: is of one organization alone', async () => {
    const { list } = await withPeople()
    const other = await app.anOwner()
    assert.deepEqual((await other.get('/api/consumers')).body.data, [])
    const cursor = (await list('')).body.pageInfo.startCursor
    const foreign = await other.get(`/api/consumers?after=${cursor}`)
    assert.deepEqual([foreign.status, foreign.body], [400, noCursor('after')])
  })

  it('A5: refuses a cursor of another order', async () => {
    const { list } = await withPeople()
    const cursor = (await list('?sortBy=email&sortDir=asc')).body.pageInfo.startCursor
    for (const query of [
      'sortBy=email',
      'sortBy=fullName&sortDir=asc',
      'sortDir=asc',
      'sortBy=totalOrders',
    ]) {
      const answer = await list(`?${query}&before=${cursor}`)
      assert.deepEqual([answer.status, answer.body], [400, noCursor('before')])
    }
  })

  it('A5: refuses a cursor with a value that no row can have', async () => {
    const { list } = await withPeople()
    const forged = {
      lastOrderAt: [
        '+010000-01-01T00:00:00.000Z',
        '-000001-01-01T00:00:00.000Z',
        '0000-01-01T00:00:00.000Z',
        'x',
      ],
      email: ['\ud800', '\0'],
      fullName: ['\udc00x', '\0'],
      totalOrders: ['1.5', '-1', null],
      totalOrderValue: ['1e3', 'NaN', null],
    }
    for (const [sortBy, values] of Object.entries(forged)) {
      const own = (await list(`?sortBy=${sortBy}`)).body.pageInfo.startCursor
      const body = JSON.parse(Buffer.from(own, 'base64url').toString())
      for (const value of values) {
        const cursor = Buffer.from(JSON.stringify({ ...body, value })).toString('base64url')
        const answer = await list(`?sortBy=${sortBy}&after=${cursor}`)
        assert.deepEqual([answer.status, answer.body], [400, noCursor('after')], `${sortBy} ${value}`)
      }
    }
  })
})

const noCursor = (parameter: string) =>
  refusal({
    kind: 'validation',
    type: 'check',
    expected: 'check',
    received: 'unknown',
    message: 'Invalid cursor: Expected one of this list',
    path: at(parameter, {}),
  })
