import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Answer, type Client, testApp } from '../../../test/app.ts'
import { assertProblem, refusalOf } from '../../../test/problems.ts'
import { sortable } from './lists.ts'

const app = await testApp()

type Row = Record<string, string | number | null>
const idsOf = ({ body }: Answer): string[] => body.data.map(({ id }: { id: string }) => id)

/** A caller with 23 customers, with ties and nulls in every column that lists are sorted by. */
async function withMany() {
  const owner = await app.anOwner()
  const operations = Array.from({ length: 23 }, (_, i) => ({
    op: 'create',
    body: {
      ...(i % 3 === 0 ? {} : { email: `${'ZaB'[i % 3]}${i}@shop.example` }),
      phone: i % 4 === 0 ? null : i % 4 === 1 ? `ext. ${i}` : `(415) 555-${String(2100 - i)}`,
      ...(i % 2 === 0 ? {} : { external_id: `${i % 3 ? 'CRM' : 'crm'}-${i}` }),
      full_name: i % 4 === 0 ? null : ['mira', 'Nadia', 'ärger'][i % 3],
      last_order_at: i % 5 === 0 ? null : `2026-01-0${1 + (i % 3)}T00:00:00.00${i % 2}Z`,
      ltv: ['0', '9.5', '10.00', '10'][i % 4],
      total_orders: [0, 2, 10][i % 3],
    },
  }))
  const { status, body } = await owner.post('/v1/customers/batch', { operations })
  assert.equal(status, 200, JSON.stringify(body))
  return { owner, rows: body.results.map((one: { customer: Row }) => one.customer) as Row[] }
}

/** The order that the list promises: nulls last both ways, ids among equals in the direction of the list. */
function sorted(rows: Row[], sort: string, descending: boolean): string[] {
  const keyOf = (row: Row) => {
    const value = row[sort === 'phone' ? 'phone_e164' : sort] ?? null
    if (sort === 'external_id') return value && Buffer.from(String(value)).toString('hex')
    if (sort === 'ltv') return Number(value)
    return typeof value === 'string' ? Buffer.from(value.toLowerCase()).toString('hex') : value
  }
  const sign = descending ? -1 : 1
  return rows
    .toSorted((a, b) => {
      const [x, y] = [keyOf(a), keyOf(b)]
      if (x === y) return sign * (String(a.id) < String(b.id) ? -1 : 1)
      if (x === null || y === null) return x === null ? 1 : -1
      return sign * (x < y ? -1 : 1)
    })
    .map(({ id }) => String(id))
}

const linkOf = (answer: Answer, rel: string) =>
  new RegExp(`<([^>]+)>; rel="${rel}"`).exec(answer.headers.get('link') ?? '')?.[1] ?? null

/** The pages from this one on, by the links of each. */
async function follow(owner: Client, first: string, rel: string): Promise<Answer[]> {
  const pages: Answer[] = []
  for (let at: string | null = first; at !== null; at = linkOf(pages.at(-1) as Answer, rel)) {
    const page = await owner.get(at)
    assert.equal(page.status, 200, JSON.stringify(page.body))
    pages.push(page)
  }
  return pages
}

describe('GET /v1/customers', () => {
  for (const sort of sortable)
    for (const direction of ['', '-'])
      it(`sorted by ${direction}${sort} shows every customer once, forwards and backwards, whatever the page size`, async () => {
        const { owner, rows } = await withMany()
        const expected = sorted(rows, sort, direction === '-')
        for (const limit of [1, 4, 22, 23, 100]) {
          const forwards = await follow(
            owner,
            `/v1/customers?sort=${direction}${sort}&limit=${limit}`,
            'next',
          )
          assert.deepEqual(forwards.flatMap(idsOf), expected)
          assert.equal(forwards.length, Math.ceil(23 / limit))
          for (const [i, page] of forwards.entries()) {
            assert.equal(page.body.has_more, i < forwards.length - 1)
            assert.equal(linkOf(page, 'prev') === null, i === 0)
            assert.equal(page.body.next === null, i === forwards.length - 1)
          }
          const last = forwards.at(-1) as Answer
          const backwards = forwards.length > 1 ? await follow(owner, linkOf(last, 'prev') ?? '', 'prev') : []
          assert.deepEqual([...backwards.toReversed(), last].flatMap(idsOf), expected)
          for (const [i, page] of backwards.entries()) {
            assert.equal(page.body.has_more, i < backwards.length - 1)
            assert.equal(typeof page.body.next, 'string')
          }
        }
      })

  it('is the newest first, 20 at a time, and keeps all parameters in its links', async () => {
    const { owner, rows } = await withMany()
    const first = await owner.get('/v1/customers')
    assert.deepEqual(
      idsOf(first),
      rows
        .map(({ id }) => id)
        .toReversed()
        .slice(0, 20),
    )
    const filter = encodeURIComponent('{"total_orders":{"gte":2}}')
    const pages = await follow(
      owner,
      `/v1/customers?limit=5&sort=-email&filter=${filter}&count=exact`,
      'next',
    )
    const chosen = rows.filter((row) => Number(row.total_orders) >= 2)
    assert.deepEqual(pages.flatMap(idsOf), sorted(chosen, 'email', true))
    for (const { body } of pages) assert.equal(body.count, chosen.length)
  })

  it('reads on from the cursors of its body, both ways', async () => {
    const { owner, rows } = await withMany()
    const expected = sorted(rows, 'ltv', false)
    const first = await owner.get('/v1/customers?sort=ltv&limit=10')
    const second = await owner.get(`/v1/customers?sort=ltv&limit=10&after=${first.body.next}`)
    const back = await owner.get(`/v1/customers?sort=ltv&limit=10&before=${second.body.previous}`)
    assert.deepEqual([first, second, back].map(idsOf), [
      expected.slice(0, 10),
      expected.slice(10, 20),
      expected.slice(0, 10),
    ])
    assert.deepEqual([back.body.has_more, back.body.previous], [false, null])
  })

  it('counts only when it is asked to: exactly, or about', async () => {
    const { owner } = await withMany()
    assert.equal('count' in (await owner.get('/v1/customers')).body, false)
    assert.equal((await owner.get('/v1/customers?count=exact&limit=1')).body.count, 23)
    const about = async (query: string) =>
      (await owner.get(`/v1/customers?count=estimate&limit=1${query}`)).body.count
    assert.equal(await about(''), 23)
    assert.equal(await about(`&filter=${encodeURIComponent('{"total_orders":0}')}`), 8)
    assert.equal(await about('&archived=true'), 0)
  })

  it('estimates a long list from what the planner knows', async () => {
    const owner = await app.anOwner()
    const operations = Array.from({ length: 500 }, (_, i) => ({
      op: 'create',
      body: { total_orders: i % 2 },
    }))
    for (let n = 0; n < 5; n++) await owner.post('/v1/customers/batch', { operations })
    await app.services.db.query('analyze customers')
    for (const [query, size] of [
      ['', 2500],
      [`&filter=${encodeURIComponent('{"total_orders":1}')}`, 1250],
    ] as const) {
      const { count } = (await owner.get(`/v1/customers?count=estimate&limit=1${query}`)).body
      assert.ok(count > size / 2 && count < size * 2, `${query}: ${count}`)
    }
  })

  it('shows the live customers, or the archived ones', async () => {
    const { owner, rows } = await withMany()
    const gone = rows.slice(0, 3).map(({ id }) => String(id))
    for (const id of gone) await owner.delete(`/v1/customers/${id}`)
    const live = await owner.get('/v1/customers?limit=100&count=exact')
    assert.deepEqual([live.body.count, idsOf(live).filter((id) => gone.includes(id))], [20, []])
    const archived = await owner.get('/v1/customers?archived=true&sort=created_at&count=exact')
    assert.deepEqual([archived.body.count, idsOf(archived)], [3, gone])
  })

  it('chooses by time of creation, from inclusive and before exclusive', async () => {
    const { owner, rows } = await withMany()
    const at = String(rows[0]?.created_at)
    const later = new Date(Date.parse(at) + 60_000).toISOString()
    const count = async (query: string) => (await owner.get(`/v1/customers?count=exact&${query}`)).body.count
    assert.equal(await count(`created_from=${at}`), 23)
    assert.equal(await count(`created_before=${at}`), 0)
    assert.equal(await count(`created_from=${at}&created_before=${later}`), 23)
    assert.equal(await count(`created_from=${later}`), 0)
  })

  it('refuses parameters and cursors that it cannot read, and those of another list', async () => {
    const { owner } = await withMany()
    const other = await app.anOwner()
    await other.post('/v1/customers/batch', { operations: Array(3).fill({ op: 'create', body: {} }) })
    const cursorOf = async (owner: Client, query: string) =>
      (await owner.get(`/v1/customers?limit=1${query}`)).body.next
    const wrong: [query: string, pointer: string][] = [
      ['page=2', '/page'],
      ['limit=0', '/limit'],
      ['limit=101', '/limit'],
      ['limit=1e1', '/limit'],
      ['limit=', '/limit'],
      ['limit=1&limit=2', '/limit'],
      ['sort=city', '/sort'],
      ['sort=%2Bemail', '/sort'],
      ['sort=email,ltv', '/sort'],
      ['archived=yes', '/archived'],
      ['count=true', '/count'],
      ['created_from=yesterday', '/created_from'],
      ['after=x', '/after'],
      ['after=', '/after'],
      ['before=%00', '/before'],
      [`after=${await cursorOf(other, '')}`, '/after'],
      [`after=${await cursorOf(owner, '&sort=email')}`, '/after'],
      [`sort=email&after=${await cursorOf(owner, '&sort=-email')}`, '/after'],
      [`before=${await cursorOf(owner, '')}&after=${await cursorOf(owner, '')}`, '/before'],
    ]
    for (const [query, pointer] of wrong) {
      const answer = await owner.get(`/v1/customers?${query}`)
      assertProblem(answer, 400, 'invalid', query)
      assert.deepEqual([query, ...new Set(refusalOf(answer))], [query, 400, pointer])
    }
  })

  it('is empty for an organization without customers', async () => {
    const { body, headers } = await (await app.anOwner()).get('/v1/customers?count=exact')
    assert.deepEqual(body, { data: [], has_more: false, next: null, previous: null, count: 0 })
    assert.equal(headers.get('link'), null)
  })
})
