import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testApp } from '../../../test/app.ts'
import { patch, withKey, withSecret } from '../../../test/keys.ts'

const app = await testApp()
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()
const pointers = (body: { errors: { pointer: string }[] }) => body.errors.map(({ pointer }) => pointer)

describe('a key', () => {
  it('is issued with its secret, which is shown this once', async () => {
    const owner = await app.anOwner()
    const answer = await owner.post('/v1/keys', { name: 'till 4', scopes: ['customers:read'] })
    const { id, secret, created_at, created_by, ...rest } = answer.body
    assert.equal(answer.status, 201)
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    assert.match(secret, /^sk_live_[\w-]{32}$/)
    assert.match(created_at, time)
    assert.match(created_by, /^[\da-f]{8}-/)
    assert.deepEqual(rest, {
      name: 'till 4',
      hint: `sk_live_…${secret.slice(-4)}`,
      scopes: ['customers:read'],
      masked_fields: [],
      requests_per_minute: null,
      replaces: null,
      last_used_at: null,
      expires_at: null,
      revoked_at: null,
    })
    const again = await owner.get(`/v1/keys/${id}`)
    assert.deepEqual([again.status, again.body], [200, { id, created_at, created_by, ...rest }])
    assert.equal((await withSecret(app, secret).get('/v1/customers')).status, 200)
  })

  it('is issued no scope that the key which asks has not itself', async () => {
    const owner = await app.anOwner()
    const clerk = await withKey(app, owner, { scopes: ['keys:admin', 'customers:read'] })
    const answer = await clerk.post('/v1/keys', {
      name: 'more',
      scopes: ['customers:read', 'customers:write'],
    })
    assert.equal(answer.status, 403)
    assert.deepEqual(answer.body.errors, [
      { pointer: '/scopes/1', detail: 'customers:write is not a scope of the key that asks' },
    ])
    const least = await clerk.post('/v1/keys', { name: 'less', scopes: ['customers:read'] })
    assert.equal(least.status, 201)
  })

  it('is refused where a member is unknown, missing or out of its range, and none is made', async () => {
    const owner = await app.anOwner()
    const fine = { name: 'x', scopes: ['customers:read'] }
    const cases: [object, string[]][] = [
      [{}, ['/name', '/scopes']],
      [{ ...fine, colour: 'red' }, ['/colour']],
      [{ ...fine, name: ' ' }, ['/name']],
      [{ ...fine, scopes: [] }, ['/scopes']],
      [{ ...fine, scopes: ['customers:read', 'customers:read'] }, ['/scopes']],
      [{ ...fine, scopes: ['organizations:admin'] }, ['/scopes/0']],
      [{ ...fine, expires_at: inSeconds(-1) }, ['/expires_at']],
      [{ ...fine, requests_per_minute: 0 }, ['/requests_per_minute']],
      [{ ...fine, masked_fields: ['status'] }, ['/masked_fields/0']],
      [{ ...fine, scopes: ['customers:write', 'customers:read'], masked_fields: ['email'] }, ['/scopes/0']],
      [{ ...fine, scopes: ['privacy:admin'], masked_fields: ['email'] }, ['/scopes/0']],
      [{ ...fine, scopes: ['keys:admin'], masked_fields: ['email'] }, ['/scopes/0']],
    ]
    for (const [body, places] of cases) {
      const answer = await owner.post('/v1/keys', body)
      assert.equal(answer.status, 400, JSON.stringify(body))
      assert.deepEqual(pointers(answer.body), places, JSON.stringify(body))
    }
    assert.equal((await owner.post('/v1/keys?name=x', fine)).status, 400)
    assert.equal((await owner.get('/v1/keys')).body.data.length, 1)
  })

  it('is renamed, and nothing else of it changes', async () => {
    const owner = await app.anOwner()
    const { keyId } = await withKey(app, owner, {})
    const before = (await owner.get(`/v1/keys/${keyId}`)).body
    const answer = await patch(owner, `/v1/keys/${keyId}`, { name: 'till 5' })
    assert.deepEqual([answer.status, answer.body], [200, { ...before, name: 'till 5' }])
    assert.equal((await patch(owner, `/v1/keys/${keyId}`, { scopes: ['keys:admin'] })).status, 400)
  })

  it('is refused from the moment it expires', async () => {
    const owner = await app.anOwner()
    const until = Date.now() + 1500
    const guest = await withKey(app, owner, { expires_at: new Date(until).toISOString() })
    // The last look-up before it expires must not outlive it.
    for (;;) {
      const { status } = await guest.get('/v1/customers')
      if (Date.now() >= until) break
      assert.equal(status, 200)
    }
    assert.equal((await guest.get('/v1/customers')).status, 401)
  })

  it('is refused within a second of its revocation, and revoking it again changes nothing', async () => {
    const owner = await app.anOwner()
    const clerk = await withKey(app, owner, {})
    assert.equal((await clerk.get('/api/consumers')).status, 200)
    const revoked = await owner.delete(`/v1/keys/${clerk.keyId}`)
    assert.match(revoked.body.revoked_at, time)
    await sleep(1000)
    assert.equal((await clerk.get('/api/consumers')).status, 401)
    assert.deepEqual((await owner.delete(`/v1/keys/${clerk.keyId}`)).body.revoked_at, revoked.body.revoked_at)
  })

  it('tells when it was used last', async () => {
    const owner = await app.anOwner()
    const clerk = await withKey(app, owner, {})
    await clerk.get('/v1/customers')
    const used = async () => (await owner.get(`/v1/keys/${clerk.keyId}`)).body.last_used_at
    for (let left = 50; (await used()) === null && left > 0; left--) await sleep(20)
    const first = await used()
    assert.ok(Math.abs(Date.now() - Date.parse(first)) < 10_000, first)
    await sleep(600)
    await clerk.get('/v1/customers')
    await sleep(50)
    assert.equal(await used(), first)
  })
})

describe('rotating a key', () => {
  it('gives a new one of the same powers; the old one works until the overlap is over', async () => {
    const owner = await app.anOwner()
    const terms = { scopes: ['customers:read'], masked_fields: ['email'], requests_per_minute: 1000 }
    const old = await withKey(app, owner, { name: 'feed', ...terms })
    const answer = await owner.post(`/v1/keys/${old.keyId}/rotate`, { overlap_seconds: 1 })
    assert.equal(answer.status, 201)
    const { name, scopes, masked_fields, requests_per_minute, replaces, expires_at, secret } = answer.body
    assert.deepEqual({ scopes, masked_fields, requests_per_minute }, terms)
    assert.deepEqual([name, replaces, expires_at], ['feed', old.keyId, null])
    const successor = withSecret(app, secret)
    assert.deepEqual(
      [(await old.get('/v1/customers')).status, (await successor.get('/v1/customers')).status],
      [200, 200],
    )
    await sleep(1100)
    assert.deepEqual(
      [(await old.get('/v1/customers')).status, (await successor.get('/v1/customers')).status],
      [401, 200],
    )
  })

  it('lets the new one live as long as the old one was given, unless it is told otherwise', async () => {
    const owner = await app.anOwner()
    const old = await withKey(app, owner, { expires_at: inSeconds(3600) })
    const one = (await owner.post(`/v1/keys/${old.keyId}/rotate`, { overlap_seconds: 0 })).body
    assert.ok(Math.abs(Date.parse(one.expires_at) - Date.now() - 3_600_000) < 5_000, one.expires_at)
    const two = (await owner.post(`/v1/keys/${one.id}/rotate`, { overlap_seconds: 0, expires_at: null })).body
    assert.equal(two.expires_at, null)
  })

  it('never lengthens the life of the old one', async () => {
    const owner = await app.anOwner()
    const expires_at = inSeconds(3600)
    const old = await withKey(app, owner, { expires_at })
    await owner.post(`/v1/keys/${old.keyId}/rotate`, {})
    assert.equal((await owner.get(`/v1/keys/${old.keyId}`)).body.expires_at, expires_at)
  })

  it('is done once: of two at a time one is refused, and so is one of a key that no longer works', async () => {
    const owner = await app.anOwner()
    const old = await withKey(app, owner, {})
    const path = `/v1/keys/${old.keyId}/rotate`
    const both = await Promise.all([owner.post(path, {}), owner.post(path, {})])
    assert.deepEqual(both.map(({ status }) => status).sort(), [201, 400])
    const other = await withKey(app, owner, {})
    await owner.delete(`/v1/keys/${other.keyId}`)
    const late = await owner.post(`/v1/keys/${other.keyId}/rotate`, {})
    assert.equal(late.status, 400)
    assert.match(late.body.errors[0].detail, /does not work any more/)
    assert.equal((await owner.get('/v1/keys')).body.data.length, 4)
  })

  it('is refused to a key that has not the scopes of the other', async () => {
    const owner = await app.anOwner()
    const clerk = await withKey(app, owner, { scopes: ['keys:admin'] })
    const reader = await withKey(app, owner, {})
    const answer = await clerk.post(`/v1/keys/${reader.keyId}/rotate`, {})
    assert.deepEqual([answer.status, pointers(answer.body)], [403, ['/scopes/0']])
    assert.equal((await reader.get('/v1/customers')).status, 200)
  })
})

describe('the list of keys', () => {
  it('has every key of the organization, newest first, a page at a time both ways, and no secret', async () => {
    const owner = await app.anOwner()
    const made = []
    for (let n = 0; n < 4; n++) made.push(await withKey(app, owner, { name: `key ${n}` }))
    const ids = made.map(({ keyId }) => keyId).reverse()
    const one = await owner.get('/v1/keys?limit=2')
    assert.deepEqual(
      one.body.data.map(({ id }: { id: string }) => id),
      ids.slice(0, 2),
    )
    assert.deepEqual([one.body.has_more, one.body.previous], [true, null])
    assert.match(String(one.headers.get('link')), /^<\/v1\/keys\?limit=2&after=[^>]+>; rel="next"$/)
    const two = await owner.get(`/v1/keys?limit=2&after=${one.body.next}`)
    assert.deepEqual(
      two.body.data.map(({ id }: { id: string }) => id),
      ids.slice(2),
    )
    const back = await owner.get(`/v1/keys?limit=2&before=${two.body.previous}`)
    assert.deepEqual(back.body.data, one.body.data)
    for (const { secret } of made)
      assert.ok(!JSON.stringify([one, two].map(({ body }) => body)).includes(secret))
    for (const query of [
      'limit=0',
      'limit=101',
      'after=x',
      'colour=red',
      `after=${one.body.next}&before=${one.body.next}`,
    ])
      assert.equal((await owner.get(`/v1/keys?${query}`)).status, 400, query)
  })
})

describe('the wall between organizations', () => {
  it("answers another's key as one that is not there, and takes none of its cursors", async () => {
    const [one, other] = [await app.anOwner(), await app.anOwner()]
    const { keyId, get } = await withKey(app, one, {})
    for (const id of [keyId, 'nonsense', '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71']) {
      const path = `/v1/keys/${id}`
      const answers = [
        await other.get(path),
        await patch(other, path, { name: 'mine' }),
        await other.post(`${path}/rotate`, {}),
        await other.delete(path),
      ]
      for (const { status, body } of answers) {
        assert.equal(status, 404)
        assert.deepEqual([body.type, body.title], ['urn:clientele:problem:missing', 'There is no such key.'])
      }
    }
    await sleep(600)
    assert.equal((await get('/v1/customers')).status, 200)
    const { next } = (await one.get('/v1/keys?limit=1')).body
    assert.equal((await other.get(`/v1/keys?after=${next}`)).status, 400)
  })
})
