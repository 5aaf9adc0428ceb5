import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { testDatabase } from '../../../test/database.ts'
import { everywhere } from '../access-groups/permission.ts'
import { updateOrganization } from '../organizations/organization.ts'
import { secretsOf } from '../secrets/secrets.ts'
import { createStore } from '../stores/stores.ts'
import { createTill, updateTill } from '../tills/tills.ts'
import type { ClientDraft } from './client.ts'
import { createClient, rotateClient, updateClient } from './clients.ts'
import { addSigningKey } from './signing-keys.ts'
import { openTokens } from './tokens.ts'

const { db, aContext } = await testDatabase()
const secrets = secretsOf('p'.repeat(32))
const tokens = openTokens(db, secrets)
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

async function aClient(draft: Partial<ClientDraft> = {}) {
  const ctx = await aContext()
  const { client, secret } = await createClient(ctx, { name: 'web shop', ...draft })
  const issue = async () => (await tokens.issue(client.key, secret))?.accessToken ?? ''
  return { ctx, client, secret, issue }
}

describe('a token', () => {
  it('says what the sheet says, is signed with RS256 under the name of its key, and lets its client in', async () => {
    const { ctx, client, secret } = await aClient({ token_ttl_seconds: 90 })
    const issued = await tokens.issue(client.key, secret)
    assert.equal(issued?.ttlSeconds, 90)
    const token = issued?.accessToken ?? ''
    const { kid, ...header } = decodeProtectedHeader(token)
    assert.deepEqual(header, { alg: 'RS256' })
    assert.match(String(kid), uuid)
    const { iat = 0, exp, jti, ...claims } = decodeJwt(token)
    assert.ok(Math.abs(iat - Date.now() / 1000) < 5)
    assert.equal(exp, iat + 90)
    assert.match(String(jti), uuid)
    assert.deepEqual(claims, {
      iss: 'Clientele',
      sub: 'web shop',
      client_id: client.id,
      org_id: ctx.organizationId,
      token_use: 'token_access',
      client_key: client.key,
      default_till: null,
      scopes: [
        'cards:WRITE',
        'points:WRITE',
        'stores:WRITE',
        'customer:WRITE',
        'requests:WRITE',
        'data_fields:WRITE',
        'organization:WRITE',
      ],
    })
    assert.equal(tokens.known(token), undefined)
    const entrant = await tokens.find(token)
    assert.deepEqual(entrant, {
      id: client.id,
      kind: 'client',
      organizationId: ctx.organizationId,
      country: 'US',
      suspended: false,
      preconditionRequired: false,
      permissions: everywhere('WRITE'),
      till: null,
      defaultTillIfUnknown: false,
    })
    assert.equal(tokens.known(token), entrant)
  })

  it('is issued for the right key and secret alone', async () => {
    const [{ client, secret }, other] = [await aClient(), await aClient()]
    for (const [key, word] of [
      [client.key, `${secret}x`],
      [client.key, ''],
      [client.key, other.secret],
      [other.client.key, secret],
      ['', secret],
      ['no\0key', secret],
    ] as const)
      assert.equal(await tokens.issue(key, word), null)
  })

  it('works for the default till of its client, while that is active', async () => {
    const ctx = await aContext()
    const store = await createStore(ctx, { code: 'leeds', name: 'Leeds' })
    const till = await createTill(ctx, { store_id: store.id, code: 'leeds.1', name: 'One', password: '' })
    const draft = { name: 'web', default_till_id: till.id, default_till_if_unknown: true }
    const { client, secret } = await createClient(ctx, draft)
    const token = (await tokens.issue(client.key, secret))?.accessToken ?? ''
    const entrant = await tokens.find(token)
    const ref = { code: 'leeds.1', name: 'One', storeCode: 'leeds', storeName: 'Leeds' }
    assert.deepEqual(entrant?.till, ref)
    assert.equal(entrant?.defaultTillIfUnknown, true)
    assert.equal(decodeJwt(token).default_till, 'leeds.1')
    await updateTill(ctx, till.id, { active: false })
    await sleep(600)
    assert.equal((await tokens.find(token))?.till, null)
  })

  it('is refused from the moment it expires, also from memory', async () => {
    const { client, issue } = await aClient({ token_ttl_seconds: 60 })
    await db.query('alter table oauth_clients drop constraint oauth_clients_token_ttl_seconds_check')
    // It says in whole seconds when it was issued: one that is good for a second may be over at once.
    await db.query('update oauth_clients set token_ttl_seconds = 2 where id = $1::text::uuid', [client.id])
    const token = await issue()
    assert.equal((await tokens.find(token))?.id, client.id)
    const { exp = 0 } = decodeJwt(token)
    await sleep(exp * 1000 - Date.now() + 5)
    assert.equal(tokens.known(token), null)
    assert.equal(await tokens.find(token), null)
    assert.equal(await openTokens(db, secrets).find(token), null)
  })

  it('that was made or changed by anybody else is refused', async () => {
    const { client, ctx, issue } = await aClient()
    const token = await issue()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const { kid = '' } = decodeProtectedHeader(token)
    const another = decodeJwt(await (await aClient()).issue())
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const forge = (name: string) =>
      new SignJWT(decodeJwt(token)).setProtectedHeader({ alg: 'RS256', kid: name }).sign(privateKey)
    const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (const forged of [
      '',
      'x',
      `${header}.${payload}.`,
      `${header}.${text(another)}.${signature}`,
      `${text({ alg: 'none', kid })}.${payload}.`,
      `${text({ alg: 'HS256', kid })}.${payload}.${signature}`,
      `${text({ alg: 'RS256' })}.${payload}.${signature}`,
      await forge(kid),
      await forge(randomUUID()),
      await new SignJWT({ client_id: client.id, org_id: ctx.organizationId })
        .setProtectedHeader({ alg: 'RS256', kid })
        .sign(privateKey),
    ])
      assert.equal(await tokens.find(forged), null, forged)
    assert.equal((await tokens.find(token))?.id, client.id)
  })
})

describe('a client', () => {
  it('that is made inactive, or whose organization is suspended, is refused within a second, and gets no token', async () => {
    const { ctx, client, issue } = await aClient()
    const token = await issue()
    await tokens.find(token)
    await updateOrganization(db, ctx.organizationId, { suspended: true })
    await sleep(600)
    assert.equal(tokens.known(token), undefined)
    assert.equal((await tokens.find(token))?.suspended, true)
    assert.equal(await issue(), '')
    await updateOrganization(db, ctx.organizationId, { suspended: false })
    await updateClient(ctx, client.id, { active: false })
    await sleep(600)
    assert.equal(await tokens.find(token), null)
    assert.equal(await issue(), '')
  })

  it('whose secret was replaced gets tokens for the new one alone, and keeps those that it has', async () => {
    const { ctx, client, secret, issue } = await aClient()
    const token = await issue()
    const rotated = await rotateClient(ctx, client.id)
    assert.notEqual(rotated.secret, secret)
    assert.equal(rotated.client.hint, `…${rotated.secret.slice(-4)}`)
    assert.equal(await tokens.issue(client.key, secret), null)
    assert.ok(await tokens.issue(client.key, rotated.secret))
    assert.equal((await tokens.find(token))?.id, client.id)
  })

  it('may have a key and a secret that were given, the same key in two organizations', async () => {
    const given = { key: 'k'.repeat(24), secret: 's'.repeat(24) }
    const [one, other] = [await aContext(), await aContext()]
    const a = await createClient(one, { name: 'a' }, given)
    const b = await createClient(other, { name: 'b' }, { ...given, secret: 't'.repeat(24) })
    const idFor = async (secret: string) =>
      (await tokens.find((await tokens.issue(given.key, secret))?.accessToken ?? ''))?.id
    assert.equal(await idFor(given.secret), a.client.id)
    assert.equal(await idFor('t'.repeat(24)), b.client.id)
  })
})

describe('a signing key', () => {
  it('is one for all servers that sign for the first time at once, and its private half is sealed', async () => {
    await db.query('delete from signing_keys')
    const { client, secret } = await aClient()
    const servers = Array.from({ length: 4 }, () => openTokens(db, secrets))
    const issued = await Promise.all(servers.map((server) => server.issue(client.key, secret)))
    const names = issued.map((one) => decodeProtectedHeader(one?.accessToken ?? '').kid)
    assert.equal(new Set(names).size, 1)
    const rows = await db.query<{ sealed: string; public_key: object }>('select * from signing_keys')
    assert.equal(rows.length, 1)
    assert.doesNotMatch(JSON.stringify(rows), /"d"/)
    assert.equal(typeof JSON.parse(secrets.open(rows[0]?.sealed ?? '')).d, 'string')
  })

  it('that is added signs from then on; what the older one signed is good, on servers that knew it and others', async () => {
    const { client, secret } = await aClient()
    const server = openTokens(db, secrets)
    const older = (await server.issue(client.key, secret))?.accessToken ?? ''
    await addSigningKey(db, secrets)
    const another = openTokens(db, secrets)
    const newer = (await another.issue(client.key, secret))?.accessToken ?? ''
    assert.notEqual(decodeProtectedHeader(newer).kid, decodeProtectedHeader(older).kid)
    assert.equal((await another.find(older))?.id, client.id)
    await sleep(1000)
    assert.equal((await server.find(newer))?.id, client.id)
  })
})
