import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aLife, creation, dumpOf, traces } from '../../../test/person.ts'
import { assertProblem } from '../../../test/problems.ts'
import { startJobs } from '../../jobs/work.ts'

const app = await testApp()
const { db, at, logger, config } = app.services

interface Row {
  [name: string]: unknown
}

describe('GET /v1/customers/{id}/export', () => {
  it('shows all that is held about a person: rows, history, stored answers, merges and jobs', async () => {
    const owner = await app.anOwner()
    const { id, doubleId, neighbourId } = await aLife(owner)
    await using _jobs = await startJobs(at, db, logger, config)
    const job = JSON.stringify({ organization_id: owner.organizationId, customer_id: id, to: traces[0] })
    const later =
      "insert into jobs.job (name, data, start_after) values ('prune-changes', $1::text::jsonb, now() + interval '1 day')"
    await db.query(later, [job])

    const { status, body } = await owner.get(`/v1/customers/${id}/export`)
    assert.equal(status, 200)
    const beside = [
      'cards',
      'identity_requests',
      'links',
      'memberships',
      'points',
      'sessions',
      'tier_changes',
    ]
    for (const name of beside) assert.deepEqual(body[name], [])
    assert.deepEqual(
      Object.keys(body)
        .filter((name) => !beside.includes(name))
        .toSorted(),
      ['changes', 'customers', 'idempotency', 'jobs', 'merges'],
    )
    const idsOf = (rows: Row[], name: string) => [...new Set(rows.map((row) => row[name]))].toSorted()
    assert.deepEqual(idsOf(body.customers, 'id'), [id, doubleId].toSorted())
    assert.deepEqual(
      body.customers.find((row: Row) => row.id === id),
      (await owner.get(`/v1/customers/${id}`)).body,
    )
    assert.deepEqual(idsOf(body.changes, 'customer_id'), [id, doubleId].toSorted())
    assert.deepEqual(
      body.changes
        .filter((line: Row) => line.customer_id === id)
        .map((line: Row) => [line.kind, line.version]),
      [
        ['created', 1],
        ['updated', 2],
        ['updated', 3],
        ['merged', 4],
      ],
    )
    assert.deepEqual(idsOf(body.idempotency, 'key'), ['k-batch', 'k-create', 'k-merge', 'k-patch'])
    assert.deepEqual(
      body.merges.map((merge: Row) => [merge.victim_id, merge.survivor_id]),
      [[doubleId, id]],
    )
    assert.deepEqual(
      body.jobs.map((one: Row) => one.data),
      [JSON.parse(job)],
    )

    const text = JSON.stringify(body)
    for (const trace of traces) assert.ok(text.includes(trace), trace)
    assert.ok(!text.includes('neighbour') && !text.includes(neighbourId))
    const told = (await dumpOf(db)).filter((line) => traces.some((trace) => line.includes(trace)))
    const tables = new Set(told.map((line) => line.slice(0, line.indexOf(':'))))
    // What the table of the search has, the rows of customers have.
    const searched = 'public.customer_search'
    const shown = ['public.customers', searched, 'public.changes', 'public.idempotency', 'public.merges']
    assert.deepEqual([...tables].filter((name) => !name.startsWith('jobs.')).toSorted(), shown.toSorted())
  })

  it('shows lines and answers as they were told, and nothing that only the database knows', async () => {
    const owner = await app.anOwner()
    const { id } = await aLife(owner)
    await owner.put(`/v1/customers/${id}/ssn`, { ssn: '900124821' })
    const { body } = await owner.get(`/v1/customers/${id}/export`)
    const history = (await owner.get(`/v1/customers/${id}/history`)).body.data as Row[]
    assert.deepEqual(
      body.changes.filter((line: Row) => line.customer_id === id),
      history.toReversed().map(({ cursor, ...line }) => line),
    )
    const patched = { method: 'PATCH', body: { email: traces[1] }, headers: { 'idempotency-key': 'k-patch' } }
    const answer = await owner.send(`/v1/customers/${id}`, patched)
    assert.equal(answer.status, 200)
    const stored = body.idempotency.find((one: Row) => one.key === 'k-patch')
    assert.deepEqual(stored.answered, [answer.body])
    const [merge] = body.merges
    assert.deepEqual([merge.survivor_id, merge.before.total_orders], [id, creation.total_orders])
    assert.doesNotMatch(JSON.stringify(body), /ssn_hash|"xid"|"seq"/)
  })

  it('is the same, whichever of the rows of one person is asked for', async () => {
    const owner = await app.anOwner()
    const { id, doubleId } = await aLife(owner)
    const [one, other] = [
      await owner.get(`/v1/customers/${id}/export`),
      await owner.get(`/v1/customers/${doubleId}/export`),
    ]
    assert.deepEqual([other.status, other.body], [200, one.body])
  })

  it('shows nobody to another organization, and nobody where there is none', async () => {
    const [owner, other] = [await app.anOwner(), await app.anOwner()]
    const { id } = await aLife(owner)
    for (const path of [id, '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71', 'nobody'])
      assertProblem(await other.get(`/v1/customers/${path}/export`), 404, 'missing', path)
  })
})
