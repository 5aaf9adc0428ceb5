import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { makeKey } from '../../core/keys/issue.ts'

const app = await testApp()
const owner = await app.anOwner()

const basic = (text: string) =>
  app.withHeaders({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })
const bearer = (secret: string) => app.withHeaders({ authorization: `Bearer ${secret}` })
const statusOf = async (client: Client) => (await client.get('/v2/customers')).status

describe('authentication', () => {
  it('§6-17: takes the key as the user name of Basic with an empty password, and as a bearer', async () => {
    assert.equal(await statusOf(basic(`${owner.secret}:`)), 200)
    assert.equal(await statusOf(bearer(owner.secret)), 200)
    const shouted = { authorization: `BASIC ${Buffer.from(`${owner.secret}:`).toString('base64')}` }
    assert.equal(await statusOf(app.withHeaders(shouted)), 200)
  })

  it('§6-17: never takes the key in the password, nor a user name with a password', async () => {
    const { secret } = owner
    for (const text of [`:${secret}`, `key:${secret}`, `${secret}:${secret}`, `${secret}:x`, secret, ':', ''])
      assert.equal(await statusOf(basic(text)), 401, text.replaceAll(secret, 'key'))
    for (const authorization of [secret, `Basic ${secret}:`, `Token ${secret}`, 'Basic', 'Basic !'])
      assert.equal(await statusOf(app.withHeaders({ authorization })), 401)
  })
})

describe('keys', () => {
  it('§6-19: a new one may do what the one that asks may, and is shown whole this once', async () => {
    const draft = {
      name: 'till 7',
      scopes: ['customers:read', 'keys:admin'] as const,
      requests_per_minute: 500,
    }
    const { secret } = await makeKey(app.services.db, owner.organizationId, draft, 'test')
    const answer = await bearer(secret).post('/v2/keys', undefined)
    assert.equal(answer.status, 200)
    assert.deepEqual(Object.keys(answer.body), ['key', 'created_at'])
    assert.equal(answer.headers.get('cache-control'), 'no-store')
    const twin = basic(`${answer.body.key}:`)
    assert.equal(await statusOf(twin), 200)
    assert.equal((await twin.post('/v2/customer_sessions', {})).status, 403)
    const { body: listed } = await owner.get('/v1/keys?limit=1')
    assert.deepEqual(
      [listed.data[0].name, listed.data[0].scopes, listed.data[0].requests_per_minute],
      ['till 7', draft.scopes, 500],
    )
  })

  it('§6-19: deleting deletes the one that asks, masked in the answer and refused at once', async () => {
    const { body: created } = await owner.post('/v2/keys', undefined)
    const twin = bearer(created.key)
    assert.equal(await statusOf(twin), 200)
    const { status, body } = await twin.delete('/v2/keys')
    assert.equal(status, 200)
    const { key, created_at, deleted_at, ...rest } = body
    assert.deepEqual([created_at, rest], [created.created_at, {}])
    assert.ok(deleted_at >= created_at)
    assert.equal(key, `sk_live_…${created.key.slice(-4)}`)
    assert.equal(await statusOf(twin), 401)
    assert.equal(await statusOf(owner), 200)
  })

  it('§6-19: need the scope that manages keys', async () => {
    const draft = { name: 'reads', scopes: ['customers:read', 'customers:write'] as const }
    const { secret } = await makeKey(app.services.db, owner.organizationId, draft, 'test')
    for (const method of ['POST', 'DELETE'])
      assert.equal((await bearer(secret).send('/v2/keys', { method })).status, 403)
    assert.equal(await statusOf(bearer(secret)), 200)
  })
})
