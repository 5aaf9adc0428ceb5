import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { dumpOf } from '../../../test/person.ts'
import { assertProblem } from '../../../test/problems.ts'

const lines: string[] = []
const app = await testApp({}, (line) => lines.push(line))
const number = '900124821'

async function aCustomer() {
  const owner = await app.anOwner()
  const { body } = await owner.post('/v1/customers', { email: 'ssn@shop.example' })
  return { owner, id: body.id as string, at: `/v1/customers/${body.id}/ssn` }
}

describe('a social security number', () => {
  it('leaves its last four digits, a version and a line of the feed', async () => {
    const { owner, id, at } = await aCustomer()
    const { status, body, headers } = await owner.put(at, { ssn: number })
    assert.deepEqual([status, body.ssn_last4, body.version, headers.get('etag')], [200, '4821', 2, '"2"'])
    const { body: history } = await owner.get(`/v1/customers/${id}/history`)
    const { kind, before, after } = history.data[0]
    assert.deepEqual([kind, before, after], ['updated', { ssn_last4: null }, { ssn_last4: '4821' }])
  })

  it('that is set again makes no version; another with the same digits does; clearing takes both away', async () => {
    const { owner, at } = await aCustomer()
    for (const [ssn, version] of [
      [number, 2],
      [number, 2],
      ['111114821', 3],
    ])
      assert.equal((await owner.put(at, { ssn })).body.version, version)
    const { body } = await owner.delete(at)
    assert.deepEqual([body.ssn_last4, body.version], [null, 4])
    assert.equal((await owner.delete(at)).body.version, 4)
    assert.equal((await owner.post('/v2/customers', { ssn: number })).body.total, 0)
  })

  it('is in no table, answer or line of the log, nor can it be found out by the fingerprint of a request', async () => {
    const { owner, id, at } = await aCustomer()
    const key = { 'idempotency-key': 'ssn' }
    const first = await owner.put(at, { ssn: number }, key)
    assert.deepEqual((await owner.put(at, { ssn: number }, key)).body, first.body)
    assertProblem(await owner.put(at, { ssn: '900124822' }, key), 409, 'reused_idempotency_key')
    await owner.post('/v2/customers', { ssn: number })
    const refused = await owner.put(at, { ssn: '900-12-4821' })
    assertProblem(refused, 400, 'invalid')
    const told = [first, refused, await owner.get(`/v1/customers/${id}/export`)].map(({ body }) => body)
    for (const text of [...(await dumpOf(app.services.db)), ...lines, JSON.stringify(told)])
      for (const trace of [number, '900-12-4821']) assert.ok(!text.includes(trace), text.slice(0, 300))
    const { hash } = await import('node:crypto')
    const plain = hash('sha256', JSON.stringify(['setSsn', { id }, { ssn: number }]))
    const [row] = await app.services.db.query<{ fingerprint: string }>(
      "select fingerprint from idempotency where organization_id = $1::text::uuid and key = 'ssn'",
      [owner.organizationId],
    )
    assert.ok(row && row.fingerprint !== plain)
  })

  it('is set to the version that was seen, of a live customer', async () => {
    const { owner, id, at } = await aCustomer()
    assertProblem(await owner.put(at, { ssn: number }, { 'if-match': '"7"' }), 412, 'stale')
    assert.equal((await owner.put(at, { ssn: number }, { 'if-match': '"1"' })).status, 200)
    await owner.delete(`/v1/customers/${id}`)
    assertProblem(await owner.put(at, { ssn: number }), 404, 'missing')
  })

  it('goes to the survivor of a merge that has none, and comes back', async () => {
    const { owner, id, at } = await aCustomer()
    await owner.put(at, { ssn: number })
    const { body: survivor } = await owner.post('/v1/customers', {})
    await owner.post(`/v1/customers/${survivor.id}/merge`, { victim: id })
    const found = async () =>
      (await owner.post('/v2/customers', { ssn: number })).body.data.map(({ id }: { id: string }) => id)
    assert.deepEqual(await found(), [survivor.id.toUpperCase()])
    await owner.post(`/v1/customers/${id}/unmerge`, {})
    assert.deepEqual(await found(), [id.toUpperCase()])
  })
})
