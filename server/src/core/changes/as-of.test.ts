import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { type Client, testApp } from '../../../test/app.ts'
import { caughtUp } from '../../../test/feed.ts'
import { pruneChanges } from './prune.ts'

const { anOwner, services } = await testApp()

/** The present moment, with the next one still to come: what follows is later by at least a millisecond. */
function passMoment(): string {
  const now = new Date().toISOString()
  while (new Date().toISOString() === now);
  return now
}

const write = fc.oneof(
  { weight: 6, arbitrary: fc.record({ op: fc.constant('patch'), body: aPatch() }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('archive') }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('restore') }) },
)

function aPatch() {
  const text = fc.option(fc.string({ maxLength: 8 }).map((part) => part.replaceAll('\0', '') || 'x'))
  return fc.record(
    {
      full_name: text,
      first_name: text,
      city: text,
      email: fc.option(fc.nat(99).map((n) => `p${n}@asof.example`)),
      ltv: fc.constantFrom('0', '12.50', '7.00', '999999999999.12345678'),
      total_orders: fc.nat(9),
      activity_score: fc.double({ min: 0, max: 5, noNaN: true }),
      last_order_at: fc.constantFrom(null, '2026-01-02T03:04:05+02:00', '2024-02-29'),
      metadata: fc.option(fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.option(fc.nat(3)))),
    },
    { requiredKeys: [] },
  )
}

async function perform(owner: Client, id: string, { op, body }: { op: string; body?: object }) {
  const path = `/v1/customers/${id}`
  if (op === 'patch') await owner.send(path, { method: 'PATCH', body })
  if (op === 'archive') await owner.delete(path)
  if (op === 'restore') await owner.send(`${path}/restore`, { method: 'POST' })
  return (await owner.get(path)).body
}

it('rebuilds a customer as it was after each of any writes, and its history tells the way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 8 }), async (writes) => {
      const owner = await anOwner()
      const unborn = passMoment()
      let state = (await owner.post('/v1/customers', { metadata: { a: 0 } })).body
      const path = `/v1/customers/${state.id}`
      const states = [{ moment: passMoment(), state }]
      for (const one of writes) {
        state = await perform(owner, state.id, one)
        states.push({ moment: passMoment(), state })
      }
      assert.equal((await owner.get(`${path}?as_of=${unborn}`)).status, 404)
      for (const { moment, state } of states)
        assert.deepEqual((await owner.get(`${path}?as_of=${moment}`)).body, state)

      const lines = (await owner.get(`${path}/history`)).body.data.toReversed()
      assert.deepEqual(
        lines.map(({ version }: { version: number }) => version),
        Array.from({ length: state.version }, (_, i) => i + 1),
      )
      const versions = new Map(states.map(({ state }) => [state.version, state]))
      for (const { version, before, after } of lines.slice(1)) {
        const [was, is] = [versions.get(version - 1), versions.get(version)]
        for (const name of Object.keys(after))
          assert.deepEqual([before[name], after[name]], [was[name], is[name]])
      }
    }),
    { numRuns: 15 },
  )
})

it('pages through a history, newest first', async () => {
  const owner = await anOwner()
  const { id } = (await owner.post('/v1/customers', { city: '1' })).body
  const path = `/v1/customers/${id}`
  for (let i = 2; i <= 7; i++) await owner.send(path, { method: 'PATCH', body: { city: String(i) } })
  const seen: string[] = []
  let before = ''
  do {
    const { status, body } = await owner.get(`${path}/history?limit=3${before && `&before=${before}`}`)
    assert.equal(status, 200)
    assert.equal(body.has_more, body.next !== null)
    seen.push(...body.data.map((line: { after: { city: string } }) => line.after.city))
    before = body.next
  } while (before)
  assert.deepEqual(seen, ['7', '6', '5', '4', '3', '2', '1'])
})

it('keeps histories and what customers were to their organization', async () => {
  const [owner, other] = [await anOwner(), await anOwner()]
  const mine = (await owner.post('/v1/customers', { city: '1' })).body
  const theirs = (await other.post('/v1/customers', { city: '1' })).body
  await other.send(`/v1/customers/${theirs.id}`, { method: 'PATCH', body: { city: '2' } })
  const { next } = (await other.get(`/v1/customers/${theirs.id}/history?limit=1`)).body
  const now = passMoment()
  for (const id of [theirs.id, 'nobody', '01890a5d-ac96-774b-bcce-b302099a8057']) {
    assert.equal((await owner.get(`/v1/customers/${id}/history`)).status, 404)
    assert.equal((await owner.get(`/v1/customers/${id}?as_of=${now}`)).status, 404)
  }
  for (const before of [next, 'x', (await owner.get('/v1/changes')).body.next])
    assert.equal((await owner.get(`/v1/customers/${mine.id}/history?before=${before}`)).status, 400)
  for (const query of ['as_of=yesterday', 'as_of=', 'asof=2026-01-01', 'as_of=2026-02-30'])
    assert.equal((await owner.get(`/v1/customers/${mine.id}?${query}`)).status, 400, query)
})

it('says so when the changes since a moment are no longer kept', async () => {
  const owner = await anOwner()
  const first = (await owner.post('/v1/customers', { city: '1' })).body
  const path = `/v1/customers/${first.id}`
  const change = async (city: string) => (await owner.send(path, { method: 'PATCH', body: { city } })).body
  const still = (await owner.post('/v1/customers', { city: 'still' })).body
  const moments = [passMoment()]
  await change('2')
  moments.push(passMoment())
  const third = await change('3')
  const kept = passMoment()
  await caughtUp(services.db)
  await pruneChanges(services.db, kept)
  const fourth = await change('4')

  for (const moment of moments) {
    const { status, body } = await owner.get(`${path}?as_of=${moment}`)
    assert.deepEqual([status, body.type], [410, 'urn:clientele:problem:forgotten'])
  }
  // By whom and when the third version was made is known no more.
  const asOfKept = (await owner.get(`${path}?as_of=${kept}`)).body
  assert.deepEqual(asOfKept, { ...third, updated_at: null, updated_by: null })
  assert.deepEqual((await owner.get(`${path}?as_of=${passMoment()}`)).body, fourth)
  assert.equal((await owner.get(`${path}?as_of=2026-01-01`)).status, 404)
  assert.deepEqual((await owner.get(`/v1/customers/${still.id}?as_of=${kept}`)).body, still)
  assert.deepEqual((await owner.get(`/v1/customers/${still.id}/history`)).body, {
    data: [],
    next: null,
    has_more: false,
  })
  assert.equal((await owner.get(`${path}/history`)).body.data.length, 1)
})
