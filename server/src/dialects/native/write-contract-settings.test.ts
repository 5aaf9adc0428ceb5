import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Answer, type Client, type Sent, testApp } from '../../../test/app.ts'
import { adminKey, adminSettings, patch, withKey, withSecret } from '../../../test/keys.ts'
import { dumpOf } from '../../../test/person.ts'
import { assertProblem } from '../../../test/problems.ts'

const app = await testApp(adminSettings)
const { db } = app.services
const admin = withSecret(app, adminKey)
const reader = { name: 'reader', scopes: ['customers:read'] }

interface Write extends Sent {
  /** `{key}`, `{organization}` and `{customer}` stand for ids. */
  path: string
  other?: unknown
  by?: 'administrator'
  /** What it adds to, and how many. */
  adds?: { table: 'keys' | 'organizations'; rows: number }
}

/** Every write of what is not a customer's record, and another body for each. */
const writes: Record<string, Write> = {
  'issue of a key': {
    path: '/v1/keys',
    method: 'POST',
    body: reader,
    other: { ...reader, name: 'other' },
    adds: { table: 'keys', rows: 1 },
  },
  'name of a key': {
    path: '/v1/keys/{key}',
    method: 'PATCH',
    body: { name: 'till 7' },
    other: { name: 'till 8' },
  },
  'rotation of a key': {
    path: '/v1/keys/{key}/rotate',
    method: 'POST',
    body: {},
    other: { overlap_seconds: 1 },
    adds: { table: 'keys', rows: 1 },
  },
  'revocation of a key': { path: '/v1/keys/{key}', method: 'DELETE' },
  'new organization': {
    path: '/v1/organizations',
    method: 'POST',
    body: { name: 'Northwind' },
    other: { name: 'Southwind' },
    by: 'administrator',
    adds: { table: 'organizations', rows: 1 },
  },
  'change of an organization': {
    path: '/v1/organizations/{organization}',
    method: 'PATCH',
    body: { name: 'Northwind' },
    other: { name: 'Southwind' },
    by: 'administrator',
  },
  'issue of a key of an organization': {
    path: '/v1/organizations/{organization}/keys',
    method: 'POST',
    body: reader,
    other: { ...reader, name: 'other' },
    by: 'administrator',
    adds: { table: 'keys', rows: 1 },
  },
  'erasure of a person': { path: '/v1/customers/{customer}/erase', method: 'POST' },
}

async function withThings() {
  const owner = await app.anOwner()
  const { keyId } = await withKey(app, owner, {})
  const { body } = await owner.post('/v1/customers', { email: 'mira@shop.example' })
  return { owner, keyId, customerId: body.id as string }
}
type Things = Awaited<ReturnType<typeof withThings>>

let calls = 0
const aKey = () => ({ 'idempotency-key': `k-${calls++}` })

function sendTo(things: Things, { path, by, method, body }: Write, headers: Record<string, string>) {
  const at = path
    .replace('{key}', things.keyId)
    .replace('{organization}', things.owner.organizationId)
    .replace('{customer}', things.customerId)
  return (by ? admin : things.owner).send(at, { ...(method ? { method } : {}), body, headers })
}

const whole = ({ status, headers, body }: Answer) => ({ status, location: headers.get('location'), body })

async function count(table: 'keys' | 'organizations'): Promise<number> {
  const [row] = await db.query<{ rows: number }>(`select count(*)::integer as rows from ${table}`)
  return row?.rows ?? 0
}

describe('an Idempotency-Key', () => {
  for (const [name, write] of Object.entries(writes)) {
    it(`lets one of 20 concurrent requests for a ${name} win, and answers all alike, and later ones`, async () => {
      const things = await withThings()
      const table = write.adds?.table ?? 'keys'
      const before = await count(table)
      const headers = aKey()
      const answers = await Promise.all(Array.from({ length: 20 }, () => sendTo(things, write, headers)))
      const [first] = answers as [Answer]
      assert.ok([200, 201].includes(first.status), JSON.stringify(first.body))
      for (const answer of [...answers, await sendTo(things, write, headers)])
        assert.deepEqual(whole(answer), whole(first))
      assert.equal((await count(table)) - before, write.adds?.rows ?? 0)
    })

    it(`refuses another request under the key of a ${name}, which does nothing`, async () => {
      const things = await withThings()
      const headers = aKey()
      const first = await sendTo(things, write, headers)
      if (write.other)
        assertProblem(
          await sendTo(things, { ...write, body: write.other }, headers),
          409,
          'reused_idempotency_key',
        )
      const same = (one: Write) => one.path === write.path && one.method === write.method
      for (const [kind, another] of Object.entries(writes)) {
        if (another.by !== write.by || same(another)) continue
        assertProblem(await sendTo(things, another, headers), 409, 'reused_idempotency_key', kind)
      }
      if (!write.by)
        assertProblem(await things.owner.post('/v1/customers', {}, headers), 409, 'reused_idempotency_key')
      assert.deepEqual(whole(await sendTo(things, write, headers)), whole(first))
    })
  }

  it('stays free while its request is refused', async () => {
    const { owner, keyId } = await withThings()
    const headers = aKey()
    assertProblem(await owner.post('/v1/keys', { ...reader, scopes: [] }, headers), 400, 'invalid')
    const past = { expires_at: '2020-01-01T00:00:00Z' }
    assertProblem(await owner.post(`/v1/keys/${keyId}/rotate`, past, headers), 400, 'invalid')
    assert.equal((await owner.post(`/v1/keys/${keyId}/rotate`, {}, headers)).status, 201)
  })
})

describe('a new secret', () => {
  const issue = (who: Client, headers: Record<string, string>) => who.post('/v1/keys', reader, headers)

  it('is answered again, works, and is in no table', async () => {
    const { owner } = await withThings()
    const headers = aKey()
    await issue(owner, headers)
    const { body } = await issue(owner, headers)
    assert.equal((await withSecret(app, body.secret).get('/v1/customers')).status, 200)
    const told = (await dumpOf(db)).filter((line) => line.includes(body.secret.slice(9)))
    assert.deepEqual(told, [])
  })

  it('is answered to no other key of the organization, to which the request is another one', async () => {
    const { owner } = await withThings()
    const clerk = await withKey(app, owner, { scopes: ['keys:admin', 'customers:read'] })
    const headers = aKey()
    await issue(owner, headers)
    assertProblem(await issue(clerk, headers), 409, 'reused_idempotency_key')
  })

  it('is answered also where less is preferred', async () => {
    const { owner } = await withThings()
    const { status, body } = await issue(owner, { prefer: 'return=minimal' })
    assert.deepEqual([status, typeof body.secret], [201, 'string'])
  })
})

describe('Prefer: return=minimal', () => {
  const prefer = { prefer: 'return=minimal' }

  it('leaves the body out of the answers to other writes', async () => {
    const things = await withThings()
    for (const name of [
      'name of a key',
      'revocation of a key',
      'change of an organization',
      'erasure of a person',
    ]) {
      const { status, headers, body } = await sendTo(things, writes[name] as Write, prefer)
      assert.deepEqual([status, headers.get('preference-applied'), body], [204, 'return=minimal', ''], name)
    }
    const made = await sendTo(things, writes['new organization'] as Write, prefer)
    assert.deepEqual([made.status, made.body], [201, ''])
    const at = made.headers.get('location') as string
    assert.equal((await admin.get(at)).body.name, 'Northwind')
    assert.equal((await patch(admin, at, { name: 'x' })).body.name, 'x')
  })
})
