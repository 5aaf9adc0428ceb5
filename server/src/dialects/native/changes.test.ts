import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { caughtUp } from '../../../test/feed.ts'
import { pruneChanges } from '../../core/changes/prune.ts'
import { issueKey } from '../../core/keys/issue.ts'

const { anOwner, services, withHeaders } = await testApp()

/** The feed with all that was written so far. */
async function feed(owner: Client, query = '') {
  await caughtUp(services.db)
  return owner.get(`/v1/changes${query}`)
}

const patch = (owner: Client, id: string, body: object, headers = {}) =>
  owner.send(`/v1/customers/${id}`, { method: 'PATCH', body, headers })

it('tells what happened, in order, with what changed, by whom and in which request', async () => {
  const owner = await anOwner()
  const made = await owner.post('/v1/customers', { email: 'a@feed.example' }, { 'x-request-id': 'made-1' })
  const { id } = made.body
  await patch(owner, id, { email: 'b@feed.example', metadata: { a: 1 } }, { 'x-request-id': 'changed-2' })
  await owner.delete(`/v1/customers/${id}`)
  await owner.send(`/v1/customers/${id}/restore`, { method: 'POST' })

  const { status, headers, body } = await feed(owner)
  assert.equal(status, 200)
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.equal(body.has_more, false)
  const [created, updated, archived, restored] = body.data
  assert.deepEqual(created, {
    cursor: created.cursor,
    customer_id: id,
    version: 1,
    kind: 'created',
    at: made.body.created_at,
    actor: made.body.created_by,
    request_id: 'made-1',
    before: null,
    after: { email: 'a@feed.example' },
  })
  assert.deepEqual(updated, {
    cursor: updated.cursor,
    customer_id: id,
    version: 2,
    kind: 'updated',
    at: updated.at,
    actor: made.body.created_by,
    request_id: 'changed-2',
    before: { email: 'a@feed.example', metadata: null },
    after: { email: 'b@feed.example', metadata: { a: 1 } },
  })
  assert.equal(archived.kind, 'archived')
  assert.deepEqual(archived.before, { archived_at: null })
  assert.match(archived.after.archived_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  assert.deepEqual([restored.kind, restored.version, restored.before], ['restored', 4, archived.after])
  assert.equal(body.next, restored.cursor)
})

it('shows times, money and phones in the form that they have in a customer, new or changed', async () => {
  const owner = await anOwner()
  const first = { ltv: '10.50', last_order_at: '2026-01-02T03:04:05+02:00', phone: '(415) 555-2671' }
  const made = await owner.post('/v1/customers', first)
  const changed = await patch(owner, made.body.id, { ltv: '012.00', last_order_at: '2026-02-03' })
  const [created, updated] = (await feed(owner)).body.data
  for (const name of Object.keys(created.after)) assert.equal(created.after[name], made.body[name], name)
  assert.deepEqual(updated.before, { ltv: '10.50', last_order_at: '2026-01-02T01:04:05.000Z' })
  assert.deepEqual(updated.after, { ltv: changed.body.ltv, last_order_at: changed.body.last_order_at })
})

it('goes on from a cursor page by page, and from now with latest', async () => {
  const owner = await anOwner()
  const operations = Array.from({ length: 25 }, (_, i) => ({ op: 'create', body: { external_id: `e${i}` } }))
  assert.equal((await feed(owner, '?after=latest')).body.data.length, 0)
  await owner.post('/v1/customers/batch', { operations })
  await caughtUp(services.db)
  const seen: string[] = []
  let next = ''
  for (let page = 1; page <= 3; page++) {
    const { body } = await owner.get(`/v1/changes?limit=10${next && `&after=${next}`}`)
    seen.push(...body.data.map((line: { after: { external_id: string } }) => line.after.external_id))
    assert.equal(body.has_more, page < 3)
    next = body.next
  }
  assert.deepEqual(seen.toSorted(), operations.map(({ body }) => body.external_id).toSorted())
  assert.deepEqual((await feed(owner, `?after=${next}`)).body, { data: [], next, has_more: false })

  const latest = (await feed(owner, '?after=latest')).body.next
  await owner.post('/v1/customers', { external_id: 'later' })
  const { data } = (await feed(owner, `?after=${latest}`)).body
  assert.deepEqual(
    data.map((line: { after: object }) => line.after),
    [{ external_id: 'later' }],
  )
})

it('says nothing of a write that changed nothing', async () => {
  const owner = await anOwner()
  const { id } = (await owner.post('/v1/customers', { city: 'Bern' })).body
  const before = (await feed(owner)).body.next
  await patch(owner, id, { city: 'Bern' })
  assert.deepEqual((await feed(owner, `?after=${before}`)).body.data, [])
})

it('refuses cursors of another organization, forged ones, and parameters it does not know', async () => {
  const [owner, other] = [await anOwner(), await anOwner()]
  await other.post('/v1/customers', { city: 'Bern' })
  const foreign = (await feed(other)).body.next
  const padded = `${(await feed(owner)).body.next}=`
  const forged = Buffer.from("1.1.' or 1=1").toString('base64url')
  for (const after of [foreign, padded, forged, 'LATEST', '', '%00']) {
    const { status, body } = await owner.get(`/v1/changes?after=${after}`)
    assert.equal(status, 400)
    assert.deepEqual(body.errors, [
      { pointer: '/after', detail: 'Invalid cursor: Expected one of this feed' },
    ])
  }
  for (const query of [
    'limit=0',
    'limit=1001',
    'limit=1e2',
    'wait=31',
    'wait=-1',
    'before=x',
    'after=latest&after=latest',
  ])
    assert.equal((await owner.get(`/v1/changes?${query}`)).status, 400, query)
  assert.deepEqual((await feed(owner)).body.data, [])
})

it('tells a reader that lines behind its cursor were removed, and goes on for one that had read them', async () => {
  const owner = await anOwner()
  const start = (await feed(owner)).body.next
  for (let i = 0; i < 3; i++) await owner.post('/v1/customers', { external_id: `old${i}` })
  const old = (await feed(owner)).body
  const moment = new Date(Date.parse(old.data[2].at) + 1).toISOString()
  while (new Date().toISOString() <= moment);
  await owner.post('/v1/customers', { external_id: 'new' })
  await caughtUp(services.db)
  await pruneChanges(services.db, moment)

  for (const after of [start, old.data[0].cursor, old.data[1].cursor]) {
    const { status, body } = await owner.get(`/v1/changes?after=${after}`)
    assert.equal(status, 410)
    assert.equal(body.type, 'urn:clientele:problem:forgotten')
  }
  const stream = await owner.send(`/v1/changes?after=${start}`, { headers: { accept: 'text/event-stream' } })
  assert.equal(stream.status, 410)
  for (const query of ['', `?after=${old.next}`]) {
    const { data } = (await feed(owner, `${query}`)).body
    assert.deepEqual(
      data.map((line: { after: object }) => line.after),
      [{ external_id: 'new' }],
    )
  }
})

it('keeps its place when all of the feed was removed', async () => {
  const owner = await anOwner()
  await owner.post('/v1/customers', { city: 'Bern' })
  const { next } = (await feed(owner)).body
  await caughtUp(services.db)
  await pruneChanges(services.db, '9999-01-01T00:00:00.000Z')
  for (const query of ['', '?after=latest', `?after=${next}`])
    assert.deepEqual((await feed(owner, `${query}`)).body, { data: [], next, has_more: false })
})

it('is for keys that may read changes', async () => {
  const owner = await anOwner()
  const id = await issueKey(services.db, owner.organizationId, 'narrow')
  await services.db.query(
    `update keys set scopes = '["customers:read"]' where organization_id = $1::text::uuid and name = 'narrow'`,
    [owner.organizationId],
  )
  const reader = withHeaders({ authorization: `Bearer ${id}` })
  assert.equal((await reader.get('/v1/changes')).status, 403)
  assert.equal((await reader.get('/v1/changes/stream')).status, 403)
  assert.equal((await withHeaders({}).get('/v1/changes')).status, 401)
})
