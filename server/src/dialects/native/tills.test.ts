import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { patch } from '../../../test/keys.ts'
import { assertProblem, refusalOf } from '../../../test/problems.ts'
import { onTheWire } from '../../core/tills/password.ts'

const lines: string[] = []
const app = await testApp({}, (line) => lines.push(line))
const { db, tillRing } = app.services

const aStore = async (owner: Client, code = 'leeds') => (await owner.post('/v1/stores', { code })).body.id
const signsIn = async (username: string, wire: string) => (await tillRing.find(username, wire))?.id ?? null

describe('a till', () => {
  it('is set up with a password, by which it signs in under its username, and which is shown and kept nowhere', async () => {
    const owner = await app.anOwner()
    const store_id = await aStore(owner)
    const password = 'correct horse battery'
    const made = await owner.post('/v1/tills', { store_id, code: 'leeds.till02', password })
    const { id, created_at, created_by, ...rest } = made.body
    assert.deepEqual([made.status, made.headers.get('location')], [201, `/v1/tills/${id}`])
    assert.deepEqual(rest, {
      store_id,
      code: 'leeds.till02',
      name: 'leeds.till02',
      username: rest.username,
      active: true,
      updated_at: null,
      updated_by: null,
    })
    assert.ok(['leeds.till02', `${owner.organizationId}/leeds.till02`].includes(rest.username))
    assert.equal(await signsIn(rest.username, onTheWire(password)), id)
    const rows = await db.query('select t::text from tills t union all select i::text from idempotency i')
    const shown = JSON.stringify([made.body, (await owner.get(`/v1/tills/${id}`)).body, rows, lines])
    for (const secret of [password, onTheWire(password)]) assert.ok(!shown.includes(secret))
  })

  it('may be set up with the MD5 of its password, and given another password', async () => {
    const owner = await app.anOwner()
    const store_id = await aStore(owner)
    const body = { store_id, code: 'till1', password_md5: '202cb962ac59075b964b07152d234b70' }
    const { id, username } = (await owner.post('/v1/tills', body)).body
    assert.equal(await signsIn(username, onTheWire('123')), id)
    const other = await aStore(owner, 'york')
    const changed = await patch(owner, `/v1/tills/${id}`, { password: '456', store_id: other })
    assert.deepEqual([changed.status, changed.body.store_id], [200, other])
    const [row] = await db.query<{ password: string }>(
      'select password from tills where id = $1::text::uuid',
      [id],
    )
    assert.match(row?.password ?? '', /^scrypt\$/)
    assert.equal(await app.services.tillRing.known(username, 'x'), null)
  })

  it('is ended by active: false and begins again', async () => {
    const owner = await app.anOwner()
    const { id } = (
      await owner.post('/v1/tills', { store_id: await aStore(owner), code: 'till1', password: 'x' })
    ).body
    const ended = await patch(owner, `/v1/tills/${id}`, { active: false })
    assert.deepEqual([ended.status, ended.body.active], [200, false])
    assert.equal((await patch(owner, `/v1/tills/${id}`, { active: true })).body.active, true)
    assert.equal((await owner.get('/v1/tills')).body.data.length, 1)
  })

  it('has a code that no other till of the organization has, in any store', async () => {
    const owner = await app.anOwner()
    const fine = { store_id: await aStore(owner), code: 'till1', password: 'x' }
    await owner.post('/v1/tills', fine)
    const again = await owner.post('/v1/tills', { ...fine, store_id: await aStore(owner, 'york') })
    assertProblem(again, 409, 'exists')
    assert.deepEqual(again.body.errors, [{ pointer: '/code', detail: 'is in use' }])
  })

  it('is refused with what is unknown, out of range, or refers to nothing, and without repeating a password', async () => {
    const [owner, other] = [await app.anOwner(), await app.anOwner()]
    const fine = { store_id: await aStore(owner), code: 'till1', password: 'x' }
    const { password, ...without } = fine
    const cases: [object, string][] = [
      [without, '/password'],
      [{ ...fine, password_md5: '202cb962ac59075b964b07152d234b70' }, '/password'],
      [{ ...without, password_md5: '202CB962AC59075B964B07152D234B70' }, '/password_md5'],
      [{ ...fine, password: '' }, '/password'],
      [{ ...fine, password: 17_171_717 }, '/password'],
      [{ ...fine, code: 'T1' }, '/code'],
      [{ ...fine, code: 'ab' }, '/code'],
      [{ ...fine, code: '1till' }, '/code'],
      [{ ...fine, code: 'till/1' }, '/code'],
      [{ ...fine, store_id: 'leeds' }, '/store_id'],
      [{ ...fine, store_id: await aStore(other) }, '/store_id'],
      [{ ...fine, username: 'x' }, '/username'],
    ]
    for (const [body, pointer] of cases) {
      const answer = await owner.post('/v1/tills', body)
      assert.deepEqual(refusalOf(answer), [400, pointer], JSON.stringify(body))
      assert.doesNotMatch(JSON.stringify(answer.body), /202CB962|17171717/)
    }
    assert.deepEqual((await owner.get('/v1/tills')).body.data, [])
  })

  it('is set up once for an idempotency key, whose fingerprint tells nobody the password', async () => {
    const owner = await app.anOwner()
    const body = { store_id: await aStore(owner), code: 'till1', password: 'x' }
    const answers = []
    for (const _ of [1, 2]) answers.push(await owner.post('/v1/tills', body, { 'idempotency-key': 'once' }))
    assert.deepEqual(answers[0]?.body, answers[1]?.body)
    const other = { ...body, password: 'y' }
    assertProblem(
      await owner.post('/v1/tills', other, { 'idempotency-key': 'once' }),
      409,
      'reused_idempotency_key',
    )
  })
})
