import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { patch, withKey } from '../../../test/keys.ts'
import { assertProblem, refusalOf } from '../../../test/problems.ts'
import { aTill } from '../../../test/tills.ts'

const lines: string[] = []
const app = await testApp({}, (line) => lines.push(line))
const { db, tokens } = app.services

describe('a client', () => {
  it('is set up with a key and a secret, which is shown this once and gets it a token', async () => {
    const owner = await app.anOwner()
    const made = await owner.post('/v1/oauth-clients', { name: 'web shop' })
    const { id, key, secret, created_at, created_by, ...rest } = made.body
    assert.deepEqual(
      [made.status, made.headers.get('location'), made.headers.get('cache-control')],
      [201, `/v1/oauth-clients/${id}`, 'no-store'],
    )
    assert.match(key, /^[\w-]{24}$/)
    assert.match(secret, /^[\w-]{43}$/)
    assert.deepEqual(rest, {
      hint: `…${secret.slice(-4)}`,
      name: 'web shop',
      description: '',
      token_ttl_seconds: 3600,
      default_till_id: null,
      default_till_if_unknown: false,
      access_group_id: null,
      active: true,
      updated_at: null,
      updated_by: null,
    })
    const shown = { id, key, created_at, created_by, ...rest }
    assert.deepEqual((await owner.get(`/v1/oauth-clients/${id}`)).body, shown)
    assert.deepEqual((await owner.get('/v1/oauth-clients')).body.data, [shown])
    assert.equal((await tokens.issue(key, secret))?.ttlSeconds, 3600)
    const kept = await db.query('select c::text from oauth_clients c')
    assert.ok(!JSON.stringify([kept, lines]).includes(secret))
  })

  it('is changed member by member, and ended by active: false', async () => {
    const owner = await app.anOwner()
    const till = await aTill(app, owner)
    const { id, secret, ...made } = (await owner.post('/v1/oauth-clients', { name: 'web' })).body
    const changes = {
      description: 'The shop',
      token_ttl_seconds: 60,
      default_till_id: till.id,
      default_till_if_unknown: true,
      active: false,
    }
    const { status, body } = await patch(owner, `/v1/oauth-clients/${id}`, changes)
    const { updated_at, updated_by } = body
    assert.deepEqual([status, body], [200, { id, ...made, ...changes, updated_at, updated_by }])
    assert.equal(await tokens.issue(made.key, secret), null)
  })

  it('is given another secret, the old one being refused from then on', async () => {
    const owner = await app.anOwner()
    const { id, key, secret } = (await owner.post('/v1/oauth-clients', { name: 'web' })).body
    const rotated = await owner.post(`/v1/oauth-clients/${id}/rotate`, {})
    assert.deepEqual([rotated.status, rotated.headers.get('cache-control')], [200, 'no-store'])
    assert.deepEqual([rotated.body.key, rotated.body.hint], [key, `…${rotated.body.secret.slice(-4)}`])
    assert.equal(await tokens.issue(key, secret), null)
    assert.ok(await tokens.issue(key, rotated.body.secret))
    assert.equal((await owner.post(`/v1/oauth-clients/${id}/rotate`, { secret: 'mine' })).status, 400)
  })

  it('is set up once for an idempotency key, whose secret only the key that asked reads again', async () => {
    const owner = await app.anOwner()
    const headers = { 'idempotency-key': 'once' }
    const [one, two] = [
      await owner.post('/v1/oauth-clients', { name: 'web' }, headers),
      await owner.post('/v1/oauth-clients', { name: 'web' }, headers),
    ]
    assert.deepEqual([two.status, two.body], [201, one.body])
    const clerk = await withKey(app, owner, { scopes: ['settings:admin'] })
    assertProblem(
      await clerk.post('/v1/oauth-clients', { name: 'web' }, headers),
      409,
      'reused_idempotency_key',
    )
    const kept = await db.query('select i::text from idempotency i')
    assert.ok(!JSON.stringify(kept).includes(one.body.secret))
  })

  it('is refused with a name that is in use, what is out of range, and what refers to nothing of the organization', async () => {
    const [owner, other] = [await app.anOwner(), await app.anOwner()]
    await owner.post('/v1/oauth-clients', { name: 'web' })
    assertProblem(await owner.post('/v1/oauth-clients', { name: 'web' }), 409, 'exists')
    const till = await aTill(app, other)
    const group = (await other.get('/v1/access-groups')).body.data[0].id
    const cases: [object, string][] = [
      [{}, '/name'],
      [{ name: 'x', token_ttl_seconds: 59 }, '/token_ttl_seconds'],
      [{ name: 'x', token_ttl_seconds: 2_592_001 }, '/token_ttl_seconds'],
      [{ name: 'x', secret: 'of my own making, and rather long' }, '/secret'],
      [{ name: 'x', default_till_id: till.id }, '/default_till_id'],
      [{ name: 'x', access_group_id: group }, '/access_group_id'],
    ]
    for (const [body, pointer] of cases)
      assert.deepEqual(
        refusalOf(await owner.post('/v1/oauth-clients', body)),
        [400, pointer],
        JSON.stringify(body),
      )
    assert.equal((await owner.get('/v1/oauth-clients')).body.data.length, 1)
  })
})
