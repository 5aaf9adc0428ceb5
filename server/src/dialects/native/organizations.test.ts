import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { testApp } from '../../../test/app.ts'
import { adminKey, adminSettings, patch, withSecret } from '../../../test/keys.ts'
import { readConfig } from '../../config.ts'

const lines: string[] = []
const app = await testApp(adminSettings, (line) => lines.push(line))
const admin = withSecret(app, adminKey)
const freshMs = 600

describe('an organization', () => {
  it('is set up and changed by the administrator, member by member', async () => {
    const made = await admin.post('/v1/organizations', { name: 'Northwind' })
    const { id, created_at, ...rest } = made.body
    const standard = {
      country: 'US',
      time_zone: 'UTC',
      handle: null,
      precondition_required: false,
      suspended_at: null,
    }
    assert.equal(made.status, 201)
    assert.equal(made.headers.get('location'), `/v1/organizations/${id}`)
    assert.deepEqual(rest, { name: 'Northwind', ...standard })
    const settings = {
      country: 'PT',
      time_zone: 'Europe/Lisbon',
      handle: 'northwind',
      precondition_required: true,
    }
    const changed = await patch(admin, `/v1/organizations/${id}`, settings)
    const now = { id, created_at, name: 'Northwind', ...settings, suspended_at: null }
    assert.deepEqual([changed.status, changed.body], [200, now])
    assert.deepEqual((await admin.get(`/v1/organizations/${id}`)).body, now)
    const listed = await admin.get('/v1/organizations?limit=1')
    assert.deepEqual(listed.body.data, [now])
  })

  it('has a handle that no other has, until it gives it up', async () => {
    const one = (await admin.post('/v1/organizations', { name: 'One', handle: 'one' })).body
    const other = (await admin.post('/v1/organizations', { name: 'Other' })).body
    for (const refused of [
      await admin.post('/v1/organizations', { name: 'x', handle: 'one' }),
      await patch(admin, `/v1/organizations/${other.id}`, { handle: 'one' }),
    ]) {
      assert.deepEqual([refused.status, refused.body.type], [409, 'urn:clientele:problem:exists'])
      assert.deepEqual(refused.body.errors, [{ pointer: '/handle', detail: 'is in use' }])
    }
    const given = await patch(admin, `/v1/organizations/${one.id}`, { handle: null })
    assert.deepEqual([given.status, given.body.handle], [200, null])
    assert.equal((await patch(admin, `/v1/organizations/${other.id}`, { handle: 'one' })).status, 200)
    assert.equal((await patch(admin, `/v1/organizations/${other.id}`, { name: 'x' })).body.handle, 'one')
  })

  it('is refused with a member that is unknown or means nothing', async () => {
    const bad = [
      {},
      { name: '' },
      { name: 'x', colour: 'red' },
      { name: 'x', country: 'USA' },
      { name: 'x', country: 'ZZ' },
      { name: 'x', time_zone: 'Europe/Atlantis' },
      { name: 'x', time_zone: '+01:00' },
      { name: 'x', suspended: null },
      { name: 'x', handle: 'North Wind' },
      { name: 'x', handle: 'n'.repeat(31) },
    ]
    for (const body of bad)
      assert.equal((await admin.post('/v1/organizations', body)).status, 400, JSON.stringify(body))
    assert.equal((await admin.get('/v1/organizations?sort=name')).status, 400)
  })

  it('has its first key of the administrator, who sees nothing that it opens', async () => {
    const { id } = (await admin.post('/v1/organizations', { name: 'Fabrikam', country: 'PT' })).body
    const issued = await admin.post(`/v1/organizations/${id}/keys`, {
      name: 'first',
      scopes: ['customers:read', 'customers:write', 'keys:admin'],
    })
    assert.deepEqual([issued.status, issued.body.created_by], [201, 'administrator'])
    const owner = withSecret(app, issued.body.secret)
    const customer = await owner.post('/v1/customers', { phone: '912345678' })
    assert.deepEqual(
      [customer.status, customer.body.phone, customer.body.organization_id],
      [201, '+351912345678', id],
    )
    for (const path of ['/v1/customers', `/v1/customers/${customer.body.id}`, '/v1/keys', '/api/consumers'])
      assert.equal((await admin.get(path)).status, 403, path)
    assert.equal((await owner.get(`/v1/organizations/${id}`)).status, 403)
    assert.equal((await owner.get('/v1/organizations')).status, 403)
  })

  it('refuses its keys while it is suspended', async () => {
    const owner = await app.anOwner()
    const path = `/v1/organizations/${owner.organizationId}`
    const { suspended_at } = (await patch(admin, path, { suspended: true })).body
    assert.ok(suspended_at)
    assert.equal((await patch(admin, path, { suspended: true })).body.suspended_at, suspended_at)
    await sleep(freshMs)
    assert.equal((await owner.get('/v1/customers')).status, 403)
    assert.equal((await patch(admin, path, { suspended: false })).body.suspended_at, null)
    await sleep(freshMs)
    assert.equal((await owner.get('/v1/customers')).status, 200)
  })

  it('that is not there is missing', async () => {
    for (const id of ['nonsense', '00000000-0000-0000-0000-000000000000']) {
      const answers = [
        await admin.get(`/v1/organizations/${id}`),
        await patch(admin, `/v1/organizations/${id}`, { name: 'x' }),
        await admin.post(`/v1/organizations/${id}/keys`, { name: 'x', scopes: ['customers:read'] }),
      ]
      for (const { status, body } of answers)
        assert.deepEqual([status, body.title], [404, 'There is no such organization.'])
    }
  })
})

describe("the administrator's key", () => {
  it('is in no table and no line of the log', async () => {
    await admin.get('/v1/organizations')
    const kept = await app.services.db.query('select * from keys')
    assert.ok(!JSON.stringify(kept).includes('sk_admin_'))
    assert.ok(!JSON.stringify(app.services.config).includes(adminKey))
    assert.doesNotMatch(lines.join(''), /sk_admin|of-the-tests/)
  })

  it('has to be long, and the sentence that says so does not repeat it', () => {
    for (const value of ['admin', `sk_admin_${'a'.repeat(23)}`, `sk_live_${'a'.repeat(24)}`])
      assert.throws(() => readConfig({ CLIENTELE_ADMIN_KEY: value }), {
        message:
          /^The setting CLIENTELE_ADMIN_KEY is malformed: it must be sk_admin_ and at least 24 [^\n]+\.$/,
      })
  })

  it('opens nothing where it is not set', async () => {
    assert.equal((await withSecret(app, `${adminKey}x`).get('/v1/organizations')).status, 401)
    assert.equal(readConfig({}).adminKeyHash, null)
  })
})
