import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { testApp } from '../../test/app.ts'

const lines: string[] = []
const app = await testApp({}, (line) => lines.push(line))
beforeEach(() => {
  lines.length = 0
})

const mira = {
  email: 'mira@shop.example',
  phone: '+14155552671',
  fullName: 'Mira Okafor',
  externalId: 'crm-881',
}
const traces = /mira|shop\.example|4155552671|okafor|crm-881|secret-note|sk_live|authorization/i

describe('the log holds no personal data and no secret', () => {
  afterEach(() => {
    assert.doesNotMatch(lines.join(''), traces)
  })

  it('when consumers are written, read and searched', async () => {
    const owner = await app.anOwner()
    const { body } = await owner.post('/api/consumers', { ...mira, metadata: { note: 'secret-note' } })
    await owner.put(`/api/consumers/${body.id}`, { fullName: 'Mira O. Okafor' })
    await owner.get(`/api/consumers?search=${mira.email}`)
    await owner.get(`/api/consumers/search?email=${mira.email}&phone=%2B14155552671&externalId=crm-881`)
    await owner.get(`/api/consumers/${mira.email}`)
    await owner.delete(`/api/consumers/${body.id}`)
    assert.equal(lines.length, 6)
    const { time, reqId, ms, ...rest } = JSON.parse(lines[4] ?? '')
    assert.match(time, /^\d{4}-\d\d-\d\dT.*Z$/)
    assert.match(reqId, /^[\da-f]{8}-/)
    assert.equal(typeof ms, 'number')
    assert.deepEqual(rest, { level: 30, method: 'GET', route: '/api/consumers/:id', status: 404 })
  })

  it('when a request is refused', async () => {
    const owner = await app.anOwner()
    await owner.post('/api/consumers', mira)
    await owner.post('/api/consumers', mira)
    await owner.post('/api/consumers', { email: 'mira at shop.example' })
    await owner.post('/api/consumers', `{"email":"${mira.email}"`)
    await owner.post('/api/consumers', mira, { 'x-idempotency-key': `mira-${'x'.repeat(300)}` })
    await owner.get(`/api/consumers/mira%${mira.email}`)
    await owner.get(`/nothing/${mira.email}?phone=4155552671`)
    await owner.send('/consumers', { headers: { 'x-request-id': mira.email } })
    await app.withHeaders({ authorization: 'Bearer sk_live_mira' }).get('/consumers')
  })

  it('when the database fails over a row, whatever it says about it', async () => {
    const owner = await app.anOwner()
    const { db } = app.services
    await db.query(
      "alter table customers add constraint only_others check (full_name not like '%Okafor') not valid",
    )
    const checked = await owner.post('/api/consumers', mira)
    await db.query('alter table customers drop constraint only_others')
    await db.query(`create function refuse() returns trigger language plpgsql as $$ begin
      raise exception using message = new.full_name || E'\\n    at ' || new.email, detail = new.phone, hint = new.external_id;
    end $$`)
    await db.query('create trigger refuse before insert on customers for each row execute function refuse()')
    const raised = await owner.post('/api/consumers/batch', {
      consumers: [{ ...mira, emailVerified: true, phoneVerified: true, status: 'ACTIVE' }],
    })
    await db.query('drop trigger refuse on customers')
    for (const answer of [checked, raised])
      assert.deepEqual([answer.status, answer.body], [500, { error: 'Internal server error' }])
    const errors = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)
    assert.deepEqual(
      errors.map(({ msg, err: { name, code, constraint } }) => [msg, name, code, constraint]),
      [
        ['request failed', 'PostgresError', '23514', 'only_others'],
        ['request failed', 'PostgresError', 'P0001', undefined],
      ],
    )
    for (const { err } of errors) assert.match(err.frames[0], /^at .*:\d+:\d+\)?$/)
  })
})

it('has no line of whoever asks for the health of the server', async () => {
  const nobody = app.withHeaders({})
  for (const path of ['/healthz', '/readyz']) assert.equal((await nobody.get(path)).status, 200)
  await nobody.get('/consumers')
  const routes = lines.map((line) => JSON.parse(line).route)
  assert.deepEqual(routes, ['/consumers'])
})
