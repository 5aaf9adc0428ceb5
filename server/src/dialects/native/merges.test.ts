import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aPair, has, historyOf, merge, read, unmerge } from '../../../test/merging.ts'

const app = await testApp()

it('answers the survivor with what the victim had, one version on', async () => {
  const { owner, survivor, victim } = await aPair(app)
  const { status, headers, body } = await merge(owner, survivor, victim)
  assert.equal(status, 200)
  assert.equal(headers.get('etag'), '"2"')
  const { id, version, email, phone, phone_e164, external_id, total_orders, ltv, aov } = body
  assert.deepEqual(
    { id, version, email, phone, phone_e164, external_id, total_orders, ltv, aov },
    {
      id: survivor,
      version: 2,
      email: 'ada@pair.example',
      phone: '+14155552671',
      phone_e164: '+14155552671',
      external_id: 'V-1',
      total_orders: 3,
      ltv: '15.50',
      aov: '5.16666667',
    },
  )
  assert.equal((await owner.get('/v1/customers/by/external_id/V-1')).body.id, survivor)
})

it('answers the old id with the survivor, and says so', async () => {
  const { owner, survivor, victim } = await aPair(app)
  await merge(owner, survivor, victim)
  const { status, headers, body } = await owner.get(`/v1/customers/${victim}`)
  assert.equal(status, 200)
  assert.equal(body.id, survivor)
  assert.equal(headers.get('content-location'), `/v1/customers/${survivor}`)
  assert.equal(headers.get('merged-into'), survivor)
  assert.equal(headers.get('etag'), '"2"')
  assert.equal((await owner.get(`/v1/customers/${survivor}`)).headers.get('merged-into'), null)
  const known = await owner.send(`/v1/customers/${victim}`, { headers: { 'if-none-match': '"2"' } })
  assert.equal(known.status, 304)
})

it('follows a chain of merges to its end', async () => {
  const { owner, survivor, victim } = await aPair(app)
  const last = await has(owner, { email: 'last@pair.example' })
  await merge(owner, survivor, victim)
  await merge(owner, last, survivor)
  assert.equal((await owner.get(`/v1/customers/${victim}`)).headers.get('merged-into'), last)
  const refused = await unmerge(owner, victim)
  assert.deepEqual([refused.status, refused.body.customer, refused.body.merged_into], [409, survivor, last])
  assert.equal((await merge(owner, victim, last)).body.merged_into, last)
})

it('refuses every write to a merged customer, naming the survivor', async () => {
  const { owner, survivor, victim } = await aPair(app)
  await merge(owner, survivor, victim)
  const path = `/v1/customers/${victim}`
  const writes = [
    owner.send(path, { method: 'PATCH', body: { full_name: 'X' } }),
    owner.put(path, { full_name: 'X' }),
    owner.delete(path),
    owner.send(`${path}/restore`, { method: 'POST' }),
    merge(owner, survivor, victim),
    merge(owner, victim, survivor),
    owner.post('/v1/customers/batch', { operations: [{ op: 'archive', id: victim }] }),
  ]
  for (const { status, body } of await Promise.all(writes)) {
    assert.equal(status, 409)
    assert.equal(body.type, 'urn:clientele:problem:merged')
    assert.deepEqual([body.customer, body.merged_into], [victim, survivor])
  }
  assert.equal((await read(owner, survivor)).version, 2)
})

it('refuses itself, the unknown, the archived and the stale, and changes nothing', async () => {
  const { owner, survivor, victim } = await aPair(app)
  const archived = await has(owner, {})
  await owner.delete(`/v1/customers/${archived}`)
  const nobody = '01980000-0000-7000-8000-000000000000'
  const problem = async (answer: ReturnType<typeof merge>) => {
    const { status, body } = await answer
    return [status, body.type.split(':').at(-1), body.errors?.[0].pointer]
  }
  assert.deepEqual(await problem(merge(owner, survivor, survivor.toUpperCase())), [400, 'invalid', '/victim'])
  assert.deepEqual(await problem(merge(owner, survivor, nobody)), [404, 'missing', '/victim'])
  assert.deepEqual(await problem(merge(owner, survivor, 'nonsense')), [404, 'missing', '/victim'])
  assert.deepEqual(await problem(merge(owner, nobody, victim)), [404, 'missing', undefined])
  assert.deepEqual(await problem(merge(owner, survivor, archived)), [409, 'refused', '/victim'])
  assert.deepEqual(await problem(merge(owner, archived, victim)), [409, 'refused', undefined])
  assert.deepEqual(await problem(merge(owner, survivor, victim, { 'if-match': '"7"' })), [
    412,
    'stale',
    undefined,
  ])
  const seen = { versions: { victim: 7 } }
  assert.equal((await merge(owner, survivor, victim, {}, seen)).body.customer, victim)
  const differing = merge(owner, survivor, victim, { 'if-match': '"1"' }, { versions: { survivor: 2 } })
  assert.deepEqual(await problem(differing), [400, 'invalid', '/versions/survivor'])
  assert.deepEqual(await problem(merge(owner, survivor, victim, {}, { why: 'x' })), [400, 'invalid', '/why'])
  assert.equal((await owner.post(`/v1/customers/${survivor}/merge?a=1`, { victim })).status, 400)
  assert.equal((await owner.get(`/v1/customers/${survivor}/duplicates?a=1`)).status, 400)
  assert.deepEqual(await problem(unmerge(owner, survivor)), [409, 'refused', undefined])
  assert.deepEqual(await problem(unmerge(owner, nobody)), [404, 'missing', undefined])
  assert.deepEqual([(await read(owner, survivor)).version, (await read(owner, victim)).version], [1, 1])
})

it('merges on the versions that were seen, and answers without a body where that is preferred', async () => {
  const { owner, survivor, victim } = await aPair(app)
  const headers = { 'if-match': '"1"', prefer: 'return=minimal' }
  const { status, headers: answered } = await merge(owner, survivor, victim, headers, {
    versions: { victim: 1 },
  })
  assert.deepEqual([status, answered.get('etag')], [204, '"2"'])
})

it('repeats its answer for an idempotency key, and refuses the key for another merge', async () => {
  const { owner, survivor, victim } = await aPair(app)
  const other = await has(owner, {})
  const headers = { 'idempotency-key': 'merge-1' }
  const all = await Promise.all([1, 2, 3, 4].map(() => merge(owner, survivor, victim, headers)))
  for (const { status, body } of all) assert.deepEqual([status, body], [200, all[0]?.body])
  assert.equal(
    (await merge(owner, survivor, other, headers)).body.type,
    'urn:clientele:problem:reused_idempotency_key',
  )
  const undo = { 'idempotency-key': 'unmerge-1' }
  const first = await unmerge(owner, victim, {}, undo)
  assert.deepEqual((await unmerge(owner, victim, {}, undo)).body, first.body)
  assert.equal((await read(owner, victim)).version, 3)
})

it('previews what the merge then makes, and whose each value is', async () => {
  const { owner, survivor, victim } = await aPair(app)
  const { status, headers, body } = await owner.post(`/v1/customers/${survivor}/merge/preview`, { victim })
  assert.equal(status, 200)
  assert.equal(headers.get('etag'), '"1"')
  assert.deepEqual(body.versions, { survivor: 1, victim: 1 })
  assert.deepEqual(Object.keys(body.from), Object.keys(body.customer))
  const { email, phone, ltv, aov, status: standing } = body.from
  assert.deepEqual([email, phone, ltv, aov, standing], ['survivor', 'victim', 'both', 'both', 'survivor'])
  assert.equal((await read(owner, survivor)).version, 1)
  const merged = await merge(owner, survivor, victim, {}, { versions: body.versions })
  const { updated_at, updated_by, ...rest } = merged.body
  const { updated_at: _at, updated_by: _by, ...previewed } = body.customer
  assert.deepEqual(rest, previewed)
})

it('tells both lives in the change feed: merged and unmerged, what changed, by which request', async () => {
  const { owner, survivor, victim } = await aPair(app)
  await merge(owner, survivor, victim, { 'x-request-id': 'merge-7' })
  await unmerge(owner, victim, {}, { 'x-request-id': 'unmerge-8' })
  const [, gone, back] = await historyOf(owner, victim)
  const [, grown, shrunk] = await historyOf(owner, survivor)
  const told = [gone, grown, shrunk, back].map(({ kind, version, request_id }) => [kind, version, request_id])
  assert.deepEqual(told, [
    ['merged', 2, 'merge-7'],
    ['merged', 2, 'merge-7'],
    ['unmerged', 3, 'unmerge-8'],
    ['unmerged', 3, 'unmerge-8'],
  ])
  assert.deepEqual(gone.before, { archived_at: null, merged_into: null })
  assert.equal(gone.after.merged_into, survivor)
  assert.deepEqual([grown.before.ltv, grown.after.ltv, grown.after.external_id], ['10', '15.50', 'V-1'])
  assert.deepEqual([shrunk.before, shrunk.after], [grown.after, grown.before])
  assert.deepEqual([back.before, back.after], [gone.after, gone.before])
})

it('writes a line for a survivor that gets nothing, too', async () => {
  const owner = await app.anOwner()
  const [survivor, victim] = [await has(owner, { full_name: 'A' }), await has(owner, {})]
  assert.equal((await merge(owner, survivor, victim)).body.version, 2)
  const [, line] = await historyOf(owner, survivor)
  assert.deepEqual([line.kind, line.before, line.after], ['merged', {}, {}])
})

it('shows another organization neither of the two', async () => {
  const { owner, survivor, victim } = await aPair(app)
  const other = await app.anOwner()
  const own = await has(other, { email: 'ada@pair.example', full_name: 'Ada Lovelace' })
  await merge(owner, survivor, victim)
  const answers = await Promise.all([
    merge(other, survivor, own),
    merge(other, own, survivor),
    other.post(`/v1/customers/${own}/merge/preview`, { victim }),
    unmerge(other, victim),
    other.get(`/v1/customers/${victim}`),
    other.get(`/v1/customers/${survivor}/duplicates`),
  ])
  for (const { status, body, headers } of answers) {
    assert.deepEqual([status, body.type], [404, 'urn:clientele:problem:missing'])
    assert.equal(headers.get('merged-into'), null)
  }
  assert.deepEqual((await other.get(`/v1/customers/${own}/duplicates`)).body, { data: [], has_more: false })
  assert.equal((await read(owner, survivor)).version, 2)
})

it('speaks of a merged customer as of an archived one in a contract that knows no merges', async () => {
  const { owner, survivor, victim } = await aPair(app)
  await merge(owner, survivor, victim)
  const { status, body } = await owner.get(`/api/consumers/${victim}`)
  assert.deepEqual([status, body.id, body.archived], [200, victim, true])
  const written = await owner.put(`/api/consumers/${victim}`, { fullName: 'X' })
  assert.deepEqual([written.status, written.body], [404, { error: 'Consumer not found' }])
})
