import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from './app.ts'

const app = await testApp()
const sorts = ['createdAt', 'email', 'fullName', 'lastOrderAt', 'totalOrderValue', 'totalOrders'] as const
const flags = { emailVerified: false, phoneVerified: false, status: 'ACTIVE' }

interface Consumer {
  id: string
  email: string | null
  fullName: string | null
  lastOrderAt: string | null
  totalOrders: number
  ltv: string
}

/** Rows of which many tie in every sort and some are null where a sort can be. */
const row = (i: number) => ({
  ...flags,
  email: i % 4 === 0 ? null : `${i % 2 ? 'P' : 'p'}age-${i}@walk.example`,
  fullName: i % 5 === 0 ? null : `${i % 2 ? 'Name' : 'name'} ${i % 7}`,
  lastOrderAt: i % 3 === 0 ? null : `2026-01-0${1 + (i % 4)}T00:00:00.000Z`,
  totalOrders: i % 3,
  ltv: ['0', '9.5', '10.00', '10'][i % 4],
})

async function withRows(count: number): Promise<{ owner: Client; ids: string[] }> {
  const owner = await app.anOwner()
  const consumers = Array.from({ length: count }, (_, i) => row(i))
  const { status, body } = await owner.post('/api/consumers/batch', { consumers })
  assert.equal(status, 200)
  return { owner, ids: body.map(({ id }: Consumer) => id) }
}

/** Page after page to the end of the list, or back from it to the start; the rows in the order of the list. */
async function walk(owner: Client, query: string, size: number, backwards: boolean): Promise<Consumer[]> {
  let rows: Consumer[] = []
  let place = ''
  for (;;) {
    const page = `${backwards ? 'last' : 'first'}=${size}${place}`
    const { status, body } = await owner.get(`/api/consumers?${query}&${page}`)
    assert.equal(status, 200, JSON.stringify(body))
    if (body.data.length === 0) return rows
    rows = backwards ? [...body.data, ...rows] : [...rows, ...body.data]
    const { startCursor, endCursor } = body.pageInfo
    place = backwards
      ? `&before=${encodeURIComponent(startCursor)}`
      : `&after=${encodeURIComponent(endCursor)}`
  }
}

const keyOf: Record<(typeof sorts)[number], (one: Consumer) => string | number | null> = {
  createdAt: ({ id }) => id,
  email: ({ email }) => email?.toLowerCase() ?? null,
  fullName: ({ fullName }) => fullName?.toLowerCase() ?? null,
  lastOrderAt: ({ lastOrderAt }) => lastOrderAt,
  totalOrderValue: ({ ltv }) => Number(ltv),
  totalOrders: ({ totalOrders }) => totalOrders,
}

/** By the sort, then by id, both in its direction; nulls last in both. */
function inOrder(rows: Consumer[], sortBy: (typeof sorts)[number], sortDir: string): Consumer[] {
  const sign = sortDir === 'asc' ? 1 : -1
  return rows.toSorted((a, b) => {
    const [x, y] = [keyOf[sortBy](a), keyOf[sortBy](b)]
    if (x === null || y === null) {
      if (x !== y) return x === null ? 1 : -1
    } else if (x !== y) return (x < y ? -1 : 1) * sign
    return (a.id < b.id ? -1 : 1) * sign
  })
}

const idsOf = (rows: Consumer[]) => rows.map(({ id }) => id)

describe('every row once, in order, forwards and backwards', async () => {
  const { owner, ids } = await withRows(90)
  for (const sortBy of sorts) {
    for (const sortDir of ['asc', 'desc']) {
      it(`by ${sortBy} ${sortDir}, over ties and nulls`, async () => {
        for (const size of [1, 7, 100]) {
          const query = `sortBy=${sortBy}&sortDir=${sortDir}`
          const forwards = await walk(owner, query, size, false)
          assert.deepEqual(idsOf(forwards).toSorted(), ids.toSorted())
          assert.deepEqual(idsOf(forwards), idsOf(inOrder(forwards, sortBy, sortDir)))
          assert.deepEqual(idsOf(await walk(owner, query, size, true)), idsOf(forwards))
        }
      })
    }
  }

  it('of those that match a search, and of those created in a span of time', async () => {
    const matching = (await walk(owner, 'sortBy=email&search=NAME+3', 100, false)).map(({ id }) => id)
    assert.ok(matching.length > 5)
    for (const backwards of [false, true]) {
      assert.deepEqual(idsOf(await walk(owner, 'sortBy=email&search=name+3', 2, backwards)), matching)
    }
    const span = 'createdAfter=2000-01-01&createdBefore=2100-01-01&sortBy=lastOrderAt'
    assert.equal((await walk(owner, span, 8, true)).length, ids.length)
    assert.equal((await walk(owner, 'createdAfter=2100-01-01', 8, false)).length, 0)
  })
})

describe('rows that are there throughout appear exactly once while others come and go', () => {
  for (const sortBy of sorts) {
    for (const sortDir of ['asc', 'desc']) {
      it(`by ${sortBy} ${sortDir}`, async () => {
        const { owner, ids } = await withRows(60)
        const leaving = new Set(ids.filter((_, i) => i % 3 === 0))
        const walked = new AbortController()
        const others = [
          comeAndGo(owner, walked.signal),
          ...[...leaving].map((id) => owner.delete(`/api/consumers/${id}`)),
        ]
        const query = `sortBy=${sortBy}&sortDir=${sortDir}`
        const walks = await Promise.all([walk(owner, query, 3, false), walk(owner, query, 3, true)])
        walked.abort()
        await Promise.all(others)

        const staying = ids.filter((id) => !leaving.has(id)).toSorted()
        for (const rows of walks) {
          assert.equal(new Set(idsOf(rows)).size, rows.length, 'a row appears twice')
          const seen = new Set(idsOf(rows))
          assert.deepEqual(
            staying.filter((id) => !seen.has(id)),
            [],
          )
          assert.deepEqual(idsOf(rows), idsOf(inOrder(rows, sortBy, sortDir)))
        }
      })
    }
  }
})

/** Creates and deletes consumers all over the list until it is told to stop; not forever, or a walk might never end. */
async function comeAndGo(owner: Client, stop: AbortSignal): Promise<void> {
  for (let i = 0; !stop.aborted && i < 60; i++) {
    const email = i % 4 === 0 ? null : `${'anz'[i % 3]}-new-${i}@walk.example`
    const { body } = await owner.post('/api/consumers/batch', { consumers: [{ ...row(i), email }] })
    if (i % 2) await owner.delete(`/api/consumers/${body[0].id}`)
  }
}

describe('a cursor is good for its own list only', async () => {
  const { owner } = await withRows(5)
  const { body } = await owner.get('/api/consumers?first=2&sortBy=email&sortDir=asc')
  const cursor = encodeURIComponent(body.pageInfo.endCursor)

  for (const query of ['', 'sortBy=email', 'sortBy=fullName&sortDir=asc', 'sortBy=totalOrders']) {
    for (const way of ['after', 'before']) {
      it(`as ${way} of "${query}" it is refused by name`, async () => {
        const { status, body } = await owner.get(`/api/consumers?${query}&${way}=${cursor}`)
        assert.equal(status, 400)
        assert.equal(body.error, 'validation_error')
        assert.deepEqual(
          body.issues.map(({ path }: { path: { key: string }[] }) => path.map(({ key }) => key)),
          [[way]],
        )
      })
    }
  }
})
