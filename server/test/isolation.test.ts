import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { createApp } from '../src/app.ts'
import { aTill } from './a-till.ts'
import { type Client, testApp } from './app.ts'
import { type Named, type Request, routes } from './isolation.ts'

const app = await testApp()

/** The routes of all dialects, as they are mounted. */
async function mounted(): Promise<{ method: string; prefix: string; pattern: string }[]> {
  const all: { method: string; prefix: string; pattern: string }[] = []
  const another = createApp(app.services)
  another.addHook('onRoute', ({ method, url, prefix }) => {
    for (const one of [method].flat()) all.push({ method: one, prefix, pattern: url.slice(prefix.length) })
  })
  await another.ready()
  await another.close()
  return all.filter(({ pattern }) => pattern !== '' && pattern !== '*')
}

/** What an organization keeps, in an order in which it can be deleted. */
const tables = [
  'idempotency',
  'changes',
  'merges',
  'points_draws',
  'points_lots',
  'points_ledger',
  'tier_changes',
  'memberships',
  'tiers',
  'programmes',
  'card_enrolments',
  'card_programmes',
  'customer_links',
  'customer_sessions',
  'customers',
  'organization_numbers',
  'field_definitions',
  'registration_rules',
  'oauth_clients',
  'tills',
  'stores',
  'access_groups',
  'keys',
]

/** A customer of a new organization, with all that can be named of it. */
async function somebodys(key: string): Promise<{ owner: Client; named: Named }> {
  const owner = await app.anOwner()
  const tag = randomUUID().slice(0, 8)
  const line = String(Math.floor(Math.random() * 1e4)).padStart(4, '0')
  const sent = { email: `${tag}@isolated.example`, phone: `+1415555${line}`, externalId: `crm-${tag}` }
  const { body } = await owner.post('/api/consumers', sent, { 'x-idempotency-key': key })
  const list = await owner.get('/api/consumers')
  const otherId: string = (await owner.post('/v1/customers', { full_name: 'Another One' })).body.id
  const mergedId: string = (await owner.post('/v1/customers', { full_name: 'One Merged' })).body.id
  await owner.post(`/v1/customers/${otherId}/merge`, { victim: mergedId })
  const field = await owner.post('/v1/fields', { kind: 'custom', name: 'isolated' })
  await owner.send('/v1/registration-rules', { method: 'PATCH', body: { batch_limit: 7 } })
  const programme = await owner.post('/v1/programmes', {
    name: 'Isolated',
    tiers: [{ serial: 1, name: 'First' }],
  })
  await owner.post(`/v1/customers/${body.id}/memberships`, {})
  await owner.post(`/v1/customers/${body.id}/points`, { kind: 'earn', points: '9', reference: `bill-${tag}` })
  const card = await owner.post('/v1/card-programmes', { name: 'Isolated Card' })
  await owner.put(`/v1/customers/${body.id}/cards/${card.body.id}`, { status: 'OPEN' })
  await owner.post(`/v2/customers/${body.id}/link`, { partner_customer_id: sent.externalId })
  const session = await owner.post('/v2/customer_sessions', { customer_id: body.id })
  const till = await aTill(app, owner)
  const group = await owner.post('/v1/access-groups', { name: 'isolated', permissions: {} })
  const oauthClient = await owner.post('/v1/oauth-clients', { name: 'isolated' })
  const keys = await owner.get('/v1/keys')
  const { organizationId } = owner
  const fieldId: string = field.body.id
  const programmeId: string = programme.body.id
  const ids = {
    id: body.id,
    otherId,
    mergedId,
    fieldId,
    programmeId,
    cardProgrammeId: card.body.id as string,
    sessionId: session.body.id as string,
    storeId: till.storeId,
    tillId: till.id,
    accessGroupId: group.body.id as string,
    oauthClientId: oauthClient.body.id as string,
    keyId: keys.body.data[0].id,
    organizationId,
  }
  return { owner, named: { ...sent, ...ids, cursor: list.body.pageInfo.endCursor, key } }
}

/** Names that nobody has; the cursor is one of a list that is gone. */
async function nobodys(): Promise<Named> {
  const { owner, named } = await somebodys(randomUUID())
  for (const table of tables)
    await app.services.db.query(`delete from ${table} where organization_id = $1::text::uuid`, [
      owner.organizationId,
    ])
  await app.services.db.query('delete from organizations where id = $1::text::uuid', [owner.organizationId])
  return named
}

async function everythingOf(owner: Client): Promise<string[]> {
  const rows = tables.map((table) =>
    app.services.db.query<{ row: string }>(
      `select t::text as row from ${table} t where organization_id = $1::text::uuid order by 1`,
      [owner.organizationId],
    ),
  )
  return (await Promise.all(rows)).flat().map(({ row }) => row)
}

/** What another organization is answered, with what was asked for, new ids and times by name. */
async function answersTo(
  named: Named,
  method: string,
  prefix: string,
  requests: Request[],
): Promise<string[]> {
  const other = await app.anOwner()
  const answers: string[] = []
  for (const { path, ...sent } of requests) {
    const { status, body } = await other.send(prefix + path, { ...sent, method })
    const text = Object.entries(named).reduce(
      (all, [name, value]) => all.replaceAll(value, `«${name}»`),
      JSON.stringify(body),
    )
    answers.push(
      `${status} ${text}`
        .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/gi, '«uuid»')
        .replace(/sk_live_[^"]+/g, '«secret»')
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)/g, '«time»')
        // Noted beside the request.
        .replace(/"last_used_at":(null|"«time»")/g, '"last_used_at":«volatile»')
        .replace(
          /"(\w*[cC]ursor|number|next|prev|client_secret|key|secret|hint)":("[^"]*"|\d+)/g,
          '"$1":«volatile»',
        ),
    )
  }
  return answers
}

/** Whether the first request means something to the organization whose things it names. */
async function works(
  method: string,
  prefix: string,
  requests: (named: Named) => Request[],
): Promise<boolean> {
  const { owner, named } = await somebodys(randomUUID())
  const [{ path, ...sent } = { path: '' }] = requests(named)
  return (await owner.send(prefix + path, { ...sent, method })).status < 300
}

describe('another organization learns nothing and changes nothing', async () => {
  const all = await mounted()
  const { owner, named } = await somebodys('shared-key')
  const absent = await nobodys()
  const before = await everythingOf(owner)
  assert.ok(before.length > 4)

  for (const { method, prefix, pattern } of all) {
    it(`by ${method} ${prefix}${pattern}`, async () => {
      const requests = routes[`${method === 'HEAD' ? 'GET' : method} ${pattern}`]
      assert.ok(requests, 'this route has no isolation case: add one to the table')
      const ofOthers = await answersTo(named, method, prefix, requests(named))
      const ofNobody = await answersTo(absent, method, prefix, requests(absent))
      assert.deepEqual(ofOthers, ofNobody)
      // One that works has no end; its own tests read from it.
      const isStream = pattern.endsWith('/stream')
      const isForbidden = ofNobody.every((answer) => answer.startsWith('403'))
      assert.ok(
        isForbidden || isStream || ofNobody[0]?.startsWith('2') || (await works(method, prefix, requests)),
        'asks for nothing',
      )
      assert.ok(!ofOthers.some((answer) => answer.startsWith('5')), ofOthers.join('\n'))
      assert.deepEqual(await everythingOf(owner), before)
    })
  }

  it('and no case is for a route that is gone', () => {
    const there = new Set(all.map(({ method, pattern }) => `${method} ${pattern}`))
    assert.deepEqual(
      Object.keys(routes).filter((route) => !there.has(route)),
      [],
    )
  })
})

it('the same identifiers and the same idempotency key serve every organization', async () => {
  const { named } = await somebodys('k')
  const { email, phone, externalId } = named
  const other = await app.anOwner()
  const { status, body } = await other.post(
    '/api/consumers',
    { email, phone, externalId },
    { 'x-idempotency-key': 'k' },
  )
  assert.equal(status, 200)
  assert.notEqual(body.id, named.id)
  assert.equal(body.organizationId, other.organizationId)
  assert.deepEqual([body.email, body.phone, body.primaryExternalId], [email, phone, externalId])
})
