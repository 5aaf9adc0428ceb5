import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Client, testApp } from '../../../test/app.ts'
import { patch } from '../../../test/customers.ts'
import { assertProblem, stateOf } from '../../../test/problems.ts'

const app = await testApp()
const nobody = '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'

/** Every write of a customer that is there. */
const writes: Record<
  string,
  (owner: Client, id: string, headers: Record<string, string>) => Promise<unknown>
> = {
  patch: (owner, id, headers) => patch(owner, `/v1/customers/${id}`, { city: 'Bonn' }, headers),
  put: (owner, id, headers) =>
    owner.put(`/v1/customers/${id}`, { email: 'mira@shop.example', city: 'Ulm' }, headers),
  upsert: (owner, _, headers) =>
    owner.put('/v1/customers/by/email/mira@shop.example', { city: 'Jena' }, headers),
  delete: (owner, id, headers) => owner.send(`/v1/customers/${id}`, { method: 'DELETE', headers }),
  restore: (owner, id, headers) => owner.send(`/v1/customers/${id}/restore`, { method: 'POST', headers }),
}
type Answer = Awaited<ReturnType<Client['get']>>

async function withOne(required = false) {
  const owner = await app.anOwner()
  const text = 'update organizations set precondition_required = $2::text::boolean where id = $1::text::uuid'
  await app.services.db.query(text, [owner.organizationId, String(required)])
  const { body } = await owner.post('/v1/customers', { email: 'mira@shop.example' })
  return { owner, id: body.id as string }
}

describe('If-Match', () => {
  it('lets a write of the version it names through, and tells the version of another', async () => {
    const { owner, id } = await withOne()
    let version = 1
    for (const [name, write] of Object.entries(writes)) {
      const before = await stateOf(app, owner)
      for (const tag of [`"${version - 1}"`, `"${version + 1}"`, '"999999999"']) {
        const refused = (await write(owner, id, { 'if-match': tag })) as Answer
        assertProblem(refused, 412, 'stale', name)
        assert.equal(refused.body.version, version, name)
      }
      assert.deepEqual(await stateOf(app, owner), before)
      const answer = (await write(owner, id, { 'if-match': `"${version}"` })) as Answer
      assert.equal(answer.status, 200, name)
      version++
      assert.equal(answer.headers.get('etag'), `"${version}"`)
    }
  })

  it('is never met by a weak tag or one that is not ours, also where there is no customer yet', async () => {
    const { owner, id } = await withOne()
    for (const tag of ['W/"1"', '"01"', '"1.0"', '""', '"x"', '"-1"', '"0"', '"99999999999999999999"']) {
      for (const write of Object.values(writes))
        assertProblem((await write(owner, id, { 'if-match': tag })) as Answer, 412, 'stale', tag)
      const added = await owner.put('/v1/customers/by/external_id/crm-1', {}, { 'if-match': tag })
      assertProblem(added, 412, 'stale', tag)
    }
    assert.equal((await owner.get('/v1/customers?count=exact')).body.count, 1)
  })

  it('with * is met by whichever version there is, and by none where there is no customer', async () => {
    const { owner, id } = await withOne()
    for (const [name, write] of Object.entries(writes))
      assert.equal(((await write(owner, id, { 'if-match': '*' })) as Answer).status, 200, name)
    const added = await owner.put('/v1/customers/by/external_id/crm-1', {}, { 'if-match': '*' })
    assertProblem(added, 412, 'stale')
  })

  it('refuses what is no tag', async () => {
    const { owner, id } = await withOne()
    for (const tag of ['1', '"1', 'w/"1"', '"1", "2"', ' ']) {
      const answer = (await writes.patch?.(owner, id, { 'if-match': tag })) as Answer
      if (tag.trim() === '') continue
      assertProblem(answer, 400, 'invalid', tag)
      assert.equal(answer.body.errors[0].pointer, '/if-match')
    }
  })

  it('is asked of the customer that is there: an unknown one is missing', async () => {
    const { owner } = await withOne()
    assertProblem(await patch(owner, `/v1/customers/${nobody}`, {}, { 'if-match': '"1"' }), 404, 'missing')
  })
})

it('If-None-Match with * adds a customer, and changes none', async () => {
  const { owner } = await withOne()
  const none = { 'if-none-match': '*' }
  const put = (path: string) => owner.put(`/v1/customers/by/${path}`, { city: 'Bonn' }, none)
  assert.equal((await put('external_id/crm-1')).status, 201)
  for (const path of ['external_id/crm-1', 'email/mira@shop.example']) {
    const refused = await put(path)
    assertProblem(refused, 412, 'stale')
    assert.equal(refused.body.version, 1)
  }
})

describe('an organization that demands preconditions', () => {
  it('has writes of a customer refused with 428 that do not say which version they have seen', async () => {
    const { owner, id } = await withOne(true)
    const before = await stateOf(app, owner)
    for (const [name, write] of Object.entries(writes))
      assertProblem((await write(owner, id, {})) as Answer, 428, 'precondition_required', name)
    assertProblem(await owner.put('/v1/customers/by/external_id/crm-1', {}), 428, 'precondition_required')
    for (const op of ['patch', 'archive']) {
      const operation = op === 'patch' ? { op, id, body: {} } : { op, id }
      const operations = [{ op: 'create', body: {} }, operation]
      const together = await owner.post('/v1/customers/batch', { operations })
      assertProblem(together, 428, 'precondition_required')
      assert.equal(together.body.operation, 1)
      const each = await owner.post('/v1/customers/batch', { mode: 'each', operations: [operation] })
      assert.deepEqual([each.status, each.body.results[0].status], [200, 428])
    }
    assert.deepEqual(await stateOf(app, owner), before)
  })

  it('still adds customers, and takes any that says so', async () => {
    const { owner, id } = await withOne(true)
    assert.equal((await owner.post('/v1/customers', {})).status, 201)
    const none = { 'if-none-match': '*' }
    assert.equal((await owner.put('/v1/customers/by/external_id/crm-1', {}, none)).status, 201)
    assert.equal((await patch(owner, `/v1/customers/${id}`, {}, { 'if-match': '*' })).status, 200)
    const by = { field: 'external_id', value: 'crm-2' }
    const operations = [
      { op: 'upsert', by, body: {}, version: 0 },
      { op: 'patch', id, body: {}, version: 1 },
    ]
    const batch = await owner.post('/v1/customers/batch', { operations })
    assert.deepEqual([batch.status, batch.body.results?.map((one: Answer) => one.status)], [200, [201, 200]])
  })
})

it('never loses an update that came with If-Match: a counter ends at the number of successes', async () => {
  const plans = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 6 }), {
    minLength: 2,
    maxLength: 6,
  })
  await fc.assert(
    fc.asyncProperty(plans, async (clients) => {
      const { owner, id } = await withOne()
      const path = `/v1/customers/${id}`
      const successes = await Promise.all(clients.map((pauses) => countUp(owner, path, pauses)))
      const { body } = await owner.get(path)
      const sum = successes.reduce((all, one) => all + one, 0)
      assert.deepEqual([body.metadata?.count ?? 0, body.version], [sum, 1 + sum])
      assert.ok(sum > 0)
    }),
    { numRuns: 12 },
  )
})

/** Reads, waits a little and writes one more, once for each pause. @returns how often the write was taken. */
async function countUp(owner: Client, path: string, pauses: number[]): Promise<number> {
  let taken = 0
  for (const [turn, pause] of pauses.entries()) {
    const seen = await owner.get(path)
    await new Promise((resolve) => setTimeout(resolve, pause))
    const metadata = { count: (seen.body.metadata?.count ?? 0) + 1 }
    const headers = { 'if-match': seen.headers.get('etag') ?? '' }
    const { status } =
      turn % 2 === 0
        ? await patch(owner, path, { metadata }, headers)
        : await owner.put(path, { metadata }, headers)
    assert.ok(status === 200 || status === 412, String(status))
    if (status === 200) taken++
  }
  return taken
}
