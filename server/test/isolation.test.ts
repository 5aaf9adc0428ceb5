import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { createApp } from '../src/app.ts'
import { type Client, testApp } from './app.ts'
import { type Named, type Request, routes } from './isolation.ts'
import { somebodys } from './somebody.ts'
import { tillOf } from './tills.ts'

const app = await testApp()

interface Mounted {
  method: string
  prefix: string
  /** Without the prefix. */
  pattern: string
  /** Whoever asks is a till, not a key. */
  isForTills: boolean
}

/** The routes of all dialects, as they are mounted. */
async function mounted(): Promise<Mounted[]> {
  const all: Mounted[] = []
  const another = createApp(app.services)
  another.addHook('onRoute', ({ method, url, prefix, config }) => {
    const isForTills = Object.hasOwn(config ?? {}, 'demand')
    for (const one of [method].flat())
      all.push({ method: one, prefix, pattern: url.slice(prefix.length), isForTills })
  })
  await another.ready()
  await another.close()
  return all.filter(({ pattern }) => pattern !== '*')
}

/** What an organization keeps, in an order in which it can be deleted. */
const tables = [
  'idempotency',
  'changes',
  'pruned_changes',
  'erasures',
  'merges',
  'points_draws',
  'points_lots',
  'points_ledger',
  'tier_changes',
  'memberships',
  'tiers',
  'programmes',
  'identity_requests',
  'identity_request_numbers',
  'card_enrolments',
  'card_programmes',
  'customer_links',
  'customer_sessions',
  'customers',
  'customer_search',
  'organization_numbers',
  'field_definitions',
  'registration_rules',
  'oauth_clients',
  'tills',
  'stores',
  'access_groups',
  'keys',
]

/** Names that nobody has; the cursor is one of a list that is gone. */
async function nobodys(): Promise<Named> {
  const { owner, named } = await somebodys(app, randomUUID())
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

const callerOf = async (owner: Client, isForTills: boolean) => (isForTills ? tillOf(app, owner) : owner)

/** What another organization is answered, with what was asked for, new ids and times by name. */
async function answersTo(
  named: Named,
  { method, prefix, isForTills }: Mounted,
  requests: Request[],
): Promise<string[]> {
  const other = await callerOf(await app.anOwner(), isForTills)
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
        .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, '«time»')
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
  { method, prefix, isForTills }: Mounted,
  requests: (named: Named) => Request[],
): Promise<boolean> {
  const { owner, named } = await somebodys(app, randomUUID())
  const [{ path, ...sent } = { path: '' }] = requests(named)
  const caller = await callerOf(owner, isForTills)
  return (await caller.send(prefix + path, { ...sent, method })).status < 300
}

describe('another organization learns nothing and changes nothing', async () => {
  const all = await mounted()
  const { owner, named } = await somebodys(app, 'shared-key')
  const absent = await nobodys()
  const before = await everythingOf(owner)
  assert.ok(before.length > 4)

  for (const route of all) {
    const { method, prefix, pattern } = route
    it(`by ${method} ${prefix}${pattern}`, async () => {
      const requests = routes[`${method === 'HEAD' ? 'GET' : method} ${pattern}`]
      assert.ok(requests, 'this route has no isolation case: add one to the table')
      const ofOthers = await answersTo(named, route, requests(named))
      const ofNobody = await answersTo(absent, route, requests(absent))
      assert.deepEqual(ofOthers, ofNobody)
      // One that works has no end; its own tests read from it.
      const isStream = pattern.endsWith('/stream')
      const isForbidden = ofNobody.every((answer) => /^40[13]/.test(answer))
      assert.ok(
        isForbidden || isStream || ofNobody[0]?.startsWith('2') || (await works(route, requests)),
        'asks for nothing',
      )
      assert.ok(!ofOthers.some((answer) => answer.startsWith('5')), ofOthers.join('\n'))
      assert.deepEqual(await everythingOf(owner), before)
    })
  }

  it('and no table is left out of that, but for the counts of requests', async () => {
    const kept = await app.services.db.query<{ name: string }>(`
      select table_name as name from information_schema.columns
      where table_schema = 'public' and column_name = 'organization_id'`)
    assert.deepEqual(kept.map(({ name }) => name).sort(), [...tables, 'request_counts'].sort())
  })

  it('and no case is for a route that is gone', () => {
    const there = new Set(all.map(({ method, pattern }) => `${method} ${pattern}`))
    assert.deepEqual(
      Object.keys(routes).filter((route) => !there.has(route)),
      [],
    )
  })
})

it('the same identifiers and the same idempotency key serve every organization', async () => {
  const { named } = await somebodys(app, 'k')
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
