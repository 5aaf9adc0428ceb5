import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { caughtUp } from '../../../test/feed.ts'

const { anOwner, services, withHeaders } = await testApp()

interface Line {
  customer_id: string
  version: number
  kind: string
  before: object | null
  after: object
}

const kindsIn = (lines: Line[]) => lines.map(({ version, kind }) => `${version} ${kind}`)

it('tells of merges and their ends, and what both customers were before, in between and after', async () => {
  const owner = await anOwner()
  const survivor = (await owner.post('/v1/customers', { email: 'kept@kinds.example', total_orders: 1 })).body
  const victim = (await owner.post('/v1/customers', { external_id: 'gone', total_orders: 2 })).body
  const apart = passMoment()
  const merged = (await owner.post(`/v1/customers/${survivor.id}/merge`, { victim: victim.id })).body
  const together = passMoment()
  assert.equal((await owner.post(`/v1/customers/${victim.id}/unmerge`, {})).status, 200)

  for (const { id } of [survivor, victim]) {
    const { data } = (await owner.get(`/v1/customers/${id}/history`)).body
    assert.deepEqual(kindsIn(data), ['3 unmerged', '2 merged', '1 created'])
  }
  const asOf = async (id: string, moment: string) =>
    (await owner.get(`/v1/customers/${id}?as_of=${moment}`)).body
  assert.deepEqual(await asOf(survivor.id, apart), survivor)
  assert.deepEqual(await asOf(victim.id, apart), victim)
  assert.deepEqual(await asOf(survivor.id, together), merged)
  assert.equal((await asOf(victim.id, together)).merged_into, survivor.id)
})

it('keeps the lines of an erased customer, and nothing personal in them', async () => {
  const owner = await anOwner()
  const { id } = (await owner.post('/v1/customers', { email: 'ada@kinds.example', full_name: 'Ada L' })).body
  const before = passMoment()
  await owner.send(`/v1/customers/${id}`, { method: 'PATCH', body: { city: 'London' } })
  assert.equal((await owner.post(`/v1/customers/${id}/erase`, {})).status, 200)

  await caughtUp(services.db)
  const { data } = (await owner.get('/v1/changes')).body
  assert.deepEqual(kindsIn(data), ['1 created', '2 updated', '3 erased'])
  assert.deepEqual((await owner.get(`/v1/customers/${id}/history`)).body.data, data.toReversed())
  for (const line of data) assert.deepEqual([line.before, line.after], [null, {}])
  assert.equal((await owner.get(`/v1/customers/${id}?as_of=${before}`)).status, 410)
})

it('shows a key with masked fields what it may see in lines and in what a customer was', async () => {
  const owner = await anOwner()
  const { id } = (await owner.post('/v1/customers', { email: 'ada@kinds.example', city: 'London' })).body
  const moment = passMoment()
  await owner.send(`/v1/customers/${id}`, {
    method: 'PATCH',
    body: { email: 'bob@kinds.example', city: 'Bern' },
  })
  const key = { name: 'masked', scopes: ['customers:read', 'changes:read'], masked_fields: ['email'] }
  const { body } = await owner.post('/v1/keys', key)
  const reader = withHeaders({ authorization: `Bearer ${body.secret}` })
  const path = `/v1/customers/${id}`
  await caughtUp(services.db)
  const answers = [
    await reader.get('/v1/changes'),
    await reader.get(`${path}/history`),
    await reader.get(`${path}?as_of=${moment}`),
  ]
  for (const { status, body } of answers) {
    assert.equal(status, 200)
    assert.doesNotMatch(JSON.stringify(body), /ada@|bob@/)
    assert.match(JSON.stringify(body), /London/)
  }
})

/** The present moment, with the next one still to come. */
function passMoment(): string {
  const now = new Date().toISOString()
  while (new Date().toISOString() === now);
  return now
}
