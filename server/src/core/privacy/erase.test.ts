import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { type Client, type TestApp, testApp } from '../../../test/app.ts'
import { blank, named, patch } from '../../../test/customers.ts'
import { aLife, creation, dumpOf, keyOfCreation, sumsOf, traces, tracesIn } from '../../../test/person.ts'
import { assertProblem, stateOf } from '../../../test/problems.ts'
import { startJobs } from '../../jobs/work.ts'
import { erasedListIn } from './erased-list.ts'

/** A service of its own, so that nobody else leaves traces. */
async function withLife() {
  const app = await testApp()
  const owner = await app.anOwner()
  return { app, owner, db: app.services.db, ...(await aLife(owner)) }
}

const erase = (owner: Client, id: string) => owner.send(`/v1/customers/${id}/erase`, { method: 'POST' })
const listOf = ({ services: { config } }: TestApp) => erasedListIn(config.erasedList).read()

describe('POST /v1/customers/{id}/erase', () => {
  it('leaves no trace of a person in any table, and every figure as it was', async () => {
    const { app, owner, db, id, doubleId, neighbourId } = await withLife()
    await using _jobs = await startJobs(app.services.at, db, app.services.logger, app.services.config)
    const job = JSON.stringify({
      organization_id: owner.organizationId,
      customer_id: doubleId,
      to: traces[0],
    })
    await db.query("insert into jobs.job (name, data) values ('prune-changes', $1::text::jsonb)", [job])
    await db.query(`update customers set ssn_hash = '\\x7a65627261' where id = $1::text::uuid`, [id])
    assert.deepEqual(await tracesIn(db), traces)
    const before = await sumsOf(db)
    const neighbour = (await owner.get(`/v1/customers/${neighbourId}`)).body

    const answer = await erase(owner, id)
    assert.deepEqual([answer.status, Object.keys(answer.body)], [200, ['customer_id', 'erased_at']])
    assert.equal(answer.body.customer_id, id)

    assert.deepEqual(await tracesIn(db), [])
    assert.ok(!(await dumpOf(db)).some((line) => line.includes('7a65627261')))
    assert.deepEqual(await sumsOf(db), before)
    assert.deepEqual((await owner.get(`/v1/customers/${neighbourId}`)).body, neighbour)
    const erasures = [id, doubleId].map((customer_id) => ({
      organization_id: owner.organizationId,
      customer_id,
      erased_at: answer.body.erased_at,
    }))
    assert.deepEqual(await listOf(app), erasures)
    const file = await readFile(app.services.config.erasedList, 'utf8')
    assert.ok(!traces.some((trace) => file.includes(trace)))
  })

  it('lists nobody where the key of the request stands for another', async () => {
    const app = await testApp()
    const owner = await app.anOwner()
    const ids = await Promise.all(
      Array.from({ length: 5 }, async () => (await owner.post('/v1/customers', {})).body.id as string),
    )
    const key = { 'idempotency-key': 'k-erase' }
    const answers = await Promise.all(ids.map((id) => owner.post(`/v1/customers/${id}/erase`, {}, key)))
    const erased = ids.filter((_, i) => answers[i]?.status === 200)
    assert.equal(erased.length, 1)
    assert.deepEqual(
      (await listOf(app)).map(({ customer_id }) => customer_id),
      erased,
    )
  })

  it('leaves no trace with somebody that the person was merged into and parted from again', async () => {
    const app = await testApp()
    const owner = await app.anOwner()
    const { body: person } = await owner.post('/v1/customers', creation)
    const { body: other } = await owner.post('/v1/customers', { city: 'Lisbon' })
    const key = (name: string) => ({ 'idempotency-key': name })
    await owner.post(`/v1/customers/${other.id}/merge`, { victim: person.id }, key('k-merge'))
    await patch(owner, `/v1/customers/${other.id}`, { status: 'INACTIVE' }, key('k-between'))
    const parted = await owner.send(`/v1/customers/${person.id}/unmerge`, {
      method: 'POST',
      headers: key('k-unmerge'),
    })
    assert.equal(parted.status, 200)
    await patch(owner, `/v1/customers/${other.id}`, { city: 'Porto' }, key('k-after'))

    assert.equal((await erase(owner, person.id)).status, 200)

    assert.deepEqual(await tracesIn(app.services.db), [])
    const { body: kept } = await owner.get(`/v1/customers/${other.id}`)
    assert.deepEqual([kept.city, kept.status, kept.archived_at], ['Porto', 'INACTIVE', null])
    const { body: history } = await owner.get(`/v1/customers/${other.id}/history`)
    assert.deepEqual(history.data.at(0).after, { city: 'Porto' })
    assert.deepEqual(history.data.at(-1).after, { city: 'Lisbon' })
    const again = await patch(owner, `/v1/customers/${other.id}`, { city: 'Porto' }, key('k-after'))
    assert.equal(again.status, 200)
  })

  it('leaves a tombstone: archived, with figures and without a word about the person', async () => {
    const app = await testApp()
    const owner = await app.anOwner()
    const { body: person } = await owner.post('/v1/customers', creation)
    await erase(owner, person.id)
    const { status, body } = await owner.get(`/v1/customers/${person.id}`)
    const { total_orders, total_returns, total_messages, engaged_count, total_engagements } = creation
    const { ltv, aov, loyalty_balance, loyalty_lifetime_points } = creation
    const counts = { total_orders, total_returns, total_messages, engaged_count, total_engagements }
    const { loyalty_type } = creation
    const figures = { ...counts, ltv, aov, loyalty_type, loyalty_balance, loyalty_lifetime_points }
    const tomb = {
      version: 2,
      updated_at: '«time»',
      updated_by: '«key»',
      archived_at: '«time»',
      status: 'INACTIVE',
    }
    assert.deepEqual([status, named(body)], [200, { ...blank, ...figures, ...tomb }])
    assert.deepEqual([body.number, body.created_at], [person.number, person.created_at])
  })

  it('leaves the lines of the history, the last of which tells of the erasure, and none of what they held', async () => {
    const { owner, id } = await withLife()
    await erase(owner, id)
    const { data } = (await owner.get(`/v1/customers/${id}/history`)).body
    assert.deepEqual(
      data.map((line: Record<string, unknown>) => [line.kind, line.version, line.before, line.after]),
      [
        ['erased', 5, null, {}],
        ['merged', 4, null, {}],
        ['updated', 3, null, {}],
        ['updated', 2, null, {}],
        ['created', 1, null, {}],
      ],
    )
    const moment = new Date(Date.now() - 1).toISOString()
    const then = await owner.get(`/v1/customers/${id}?as_of=${moment}`)
    assert.ok(!traces.some((trace) => JSON.stringify(then.body).includes(trace)))
    const shown = await owner.get(`/v1/customers/${id}/export`)
    assert.equal(shown.status, 200)
    assert.ok(!traces.some((trace) => JSON.stringify(shown.body).includes(trace)))
  })

  it('cannot be taken back: neither by restore nor by a late retry, a change or an undone merge', async () => {
    const { app, owner, db, id, doubleId } = await withLife()
    await erase(owner, id)
    const before = await stateOf(app, owner)
    const post = (path: string, body?: object, headers = {}) =>
      owner.send(`/v1/customers/${path}`, { method: 'POST', body, headers })
    assertProblem(await post(`${id}/restore`), 404, 'missing')
    assert.ok((await post(`${doubleId}/restore`)).status >= 400)
    assert.ok((await post(`${doubleId}/unmerge`, {})).status >= 400)
    assertProblem(await post('', creation, keyOfCreation), 409, 'reused_idempotency_key')
    const retry = await patch(
      owner,
      `/v1/customers/${id}`,
      { email: traces[1] },
      { 'idempotency-key': 'k-patch' },
    )
    assertProblem(retry, 409, 'reused_idempotency_key')
    assertProblem(await patch(owner, `/v1/customers/${id}`, { city: 'Bonn' }), 404, 'missing')
    assert.deepEqual(await stateOf(app, owner), before)
    assert.deepEqual(await tracesIn(db), [])
    const again = await owner.post('/v1/customers', { email: traces[1], phone: creation.phone })
    assert.equal(again.status, 201)
    assert.notEqual(again.body.id, id)
  })

  it('done again, at once, or for another row of the person, changes nothing and answers as the first time', async () => {
    const { app, owner, id, doubleId } = await withLife()
    const answers = await Promise.all(Array.from({ length: 8 }, () => erase(owner, id)))
    const before = await stateOf(app, owner)
    const [first] = answers
    for (const { status, body } of [...answers, await erase(owner, id.toUpperCase())])
      assert.deepEqual([status, body], [200, first?.body])
    const double = await erase(owner, doubleId)
    assert.deepEqual(double.body, { customer_id: doubleId, erased_at: first?.body.erased_at })
    assert.deepEqual(await stateOf(app, owner), before)
    assert.equal((await listOf(app)).length, 2)
  })

  it('is of the version that the caller names, or of none; and done again answers as the first time', async () => {
    const { app, owner, id, doubleId } = await withLife()
    const { version } = (await owner.get(`/v1/customers/${id}`)).body
    const before = await stateOf(app, owner)
    const named = (tag: number, of = id) =>
      owner.send(`/v1/customers/${of}/erase`, { method: 'POST', headers: { 'if-match': `"${tag}"` } })
    const stale = await named(version - 1)
    assertProblem(stale, 412, 'stale')
    assert.equal(stale.body.version, version)
    assert.deepEqual([await stateOf(app, owner), await listOf(app)], [before, []])
    assertProblem(await named(version - 1, doubleId), 412, 'stale')
    const first = await named(version, doubleId)
    assert.deepEqual([first.status, (await named(version, doubleId)).body], [200, first.body])
  })

  it('of somebody archived keeps when that was; of nobody, or of another organization, is 404', async () => {
    const { app, owner, id } = await withLife()
    const other = await app.anOwner()
    const before = await stateOf(app, owner)
    for (const path of [id, '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71', 'nobody'])
      assertProblem(await erase(other, path), 404, 'missing', path)
    assert.deepEqual(await stateOf(app, owner), before)
    assert.deepEqual(await listOf(app), [])
    const { body } = await owner.delete(`/v1/customers/${id}`)
    await erase(owner, id)
    assert.equal((await owner.get(`/v1/customers/${id}`)).body.archived_at, body.archived_at)
  })

  it('loses nothing and brings nothing back while the person is being written', async () => {
    const { owner, db, id } = await withLife()
    const writes = Array.from({ length: 30 }, (_, i) =>
      patch(
        owner,
        `/v1/customers/${id}`,
        { full_name: `Mira ${traces[5]}`, metadata: { turn: i } },
        { 'idempotency-key': `w-${i}` },
      ),
    )
    const [erased, ...written] = await Promise.all([erase(owner, id), ...writes])
    assert.equal(erased?.status, 200)
    for (const { status } of written) assert.ok([200, 404].includes(status), String(status))
    assert.deepEqual(await tracesIn(db), [])
  })
})
