import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Answer, type Client, type Sent, testApp } from '../../../test/app.ts'
import { patch } from '../../../test/customers.ts'
import { assertProblem, stateOf } from '../../../test/problems.ts'

const app = await testApp()
const key = { 'idempotency-key': 'k-1' }

/** Every route that writes, for a customer that is live or archived, and another body for each. */
const writes: Record<string, { sent: Sent; path: string; other?: unknown; archived?: boolean }> = {
  create: {
    path: '/v1/customers',
    sent: { method: 'POST', body: { email: 'new@shop.example' } },
    other: { email: 'else@shop.example' },
  },
  patch: {
    path: '/v1/customers/{id}',
    sent: { method: 'PATCH', body: { city: 'Bonn' } },
    other: { city: 'Ulm' },
  },
  'patch of nothing': {
    path: '/v1/customers/{id}',
    sent: { method: 'PATCH', body: {} },
    other: { city: 'Ulm' },
  },
  replace: { path: '/v1/customers/{id}', sent: { method: 'PUT', body: { city: 'Bonn' } }, other: {} },
  archive: { path: '/v1/customers/{id}', sent: { method: 'DELETE' } },
  restore: { path: '/v1/customers/{id}/restore', sent: { method: 'POST' }, archived: true },
  'upsert that adds': {
    path: '/v1/customers/by/external_id/crm-9',
    sent: { method: 'PUT', body: { city: 'Bonn' } },
    other: { city: 'Ulm' },
  },
  'upsert that changes': {
    path: '/v1/customers/by/email/mira@shop.example',
    sent: { method: 'PUT', body: { city: 'Bonn' } },
    other: { city: 'Ulm' },
  },
  'batch, atomic': {
    path: '/v1/customers/batch',
    sent: {
      method: 'POST',
      body: {
        operations: [
          { op: 'create', body: { email: 'new@shop.example' } },
          { op: 'upsert', by: { field: 'email', value: 'mira@shop.example' }, body: { city: 'Bonn' } },
          { op: 'upsert', by: { field: 'email', value: 'mira@shop.example' }, body: { city: 'Ulm' } },
        ],
      },
    },
    other: { operations: [] },
  },
  'batch, each': {
    path: '/v1/customers/batch',
    sent: {
      method: 'POST',
      body: {
        mode: 'each',
        operations: [
          { op: 'create', body: { full_name: 'New' } },
          { op: 'create', body: {} },
        ],
      },
    },
    other: { mode: 'each', operations: [{ op: 'create', body: { full_name: 'New' } }] },
  },
}

async function withOne(archived = false) {
  const owner = await app.anOwner()
  const { body } = await owner.post('/v1/customers', { email: 'mira@shop.example' })
  if (archived) await owner.delete(`/v1/customers/${body.id}`)
  return { owner, id: body.id as string }
}

const whole = ({ status, headers, body }: Answer) => ({
  status,
  etag: headers.get('etag'),
  location: headers.get('location'),
  body,
})

describe('an Idempotency-Key', () => {
  for (const [name, { path, sent, other, archived }] of Object.entries(writes)) {
    const send = (owner: Client, id: string, more: Sent = {}) =>
      owner.send(path.replace('{id}', id), { ...sent, headers: key, ...more })

    it(`has a ${name} answered again as the first time, whatever has happened since, and writes nothing more`, async () => {
      const { owner, id } = await withOne(archived)
      const first = await send(owner, id)
      assert.ok([200, 201].includes(first.status), JSON.stringify(first.body))
      const since = await owner.send(`/v1/customers/${id}`, { method: 'PATCH', body: { region: 'NRW' } })
      assert.ok([200, 404].includes(since.status))
      const before = await stateOf(app, owner)
      for (let n = 0; n < 2; n++) assert.deepEqual(whole(await send(owner, id)), whole(first))
      assert.deepEqual(await stateOf(app, owner), before)
    })

    it(`lets one of 50 concurrent requests for a ${name} win, and answers all alike`, async () => {
      const { owner, id } = await withOne(archived)
      const answers = await Promise.all(Array.from({ length: 50 }, () => send(owner, id)))
      const [first] = answers
      for (const answer of answers) assert.deepEqual(whole(answer), whole(first as Answer))
      const count = await owner.get('/v1/customers?archived=false&count=exact')
      assert.ok(count.body.count <= 3)
      const [row] = await app.services.db.query<{ lines: number }>(
        'select count(*)::integer as lines from changes where organization_id = $1::text::uuid and request_id <> $2',
        [owner.organizationId, ''],
      )
      const alone = { 'batch, atomic': 4, 'batch, each': 3, restore: 3, 'patch of nothing': 1 }[name] ?? 2
      assert.equal(row?.lines, alone)
    })

    if (other === undefined) continue
    it(`refuses another ${name}, and any other write, that comes with it`, async () => {
      const { owner, id } = await withOne(archived)
      await send(owner, id)
      const before = await stateOf(app, owner)
      assertProblem(await send(owner, id, { body: other }), 409, 'reused_idempotency_key')
      for (const [kind, { path: elsewhere, sent: write }] of Object.entries(writes)) {
        if (elsewhere === path) continue
        const answer = await owner.send(elsewhere.replace('{id}', id), { ...write, headers: key })
        assertProblem(answer, 409, 'reused_idempotency_key', kind)
      }
      assert.deepEqual(await stateOf(app, owner), before)
    })
  }

  it('stays free while its request is refused', async () => {
    const { owner, id } = await withOne()
    await owner.post('/v1/customers', { email: 'taken@shop.example' })
    const path = `/v1/customers/${id}`
    for (const refused of [
      await owner.post('/v1/customers', { email: 'nope' }, key),
      await owner.post('/v1/customers', { email: 'taken@shop.example' }, key),
      await patch(owner, path, { email: 'taken@shop.example' }, key),
      await patch(owner, path, { city: 'Bonn' }, { ...key, 'if-match': '"7"' }),
      await patch(owner, '/v1/customers/0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71', {}, key),
    ])
      assert.ok(refused.status >= 400)
    assert.equal((await patch(owner, path, { city: 'Bonn' }, key)).status, 200)
  })

  it('means nothing to another organization', async () => {
    const [one, other] = [await app.anOwner(), await app.anOwner()]
    const first = await one.post('/v1/customers', {}, key)
    const second = await other.post('/v1/customers', {}, key)
    assert.deepEqual([second.status, second.body.id === first.body.id], [201, false])
  })

  it('has 1 to 255 characters', async () => {
    const owner = await app.anOwner()
    for (const value of ['', 'k'.repeat(256)]) {
      const answer = await owner.post('/v1/customers', {}, { 'idempotency-key': value })
      assertProblem(answer, 400, 'invalid')
      assert.equal(answer.body.errors[0].pointer, '/idempotency-key')
    }
    assert.equal((await owner.post('/v1/customers', {}, { 'idempotency-key': 'k'.repeat(255) })).status, 201)
  })
})
