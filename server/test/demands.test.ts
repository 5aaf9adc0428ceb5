import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createApp } from '../src/app.ts'
import { everywhere, resources } from '../src/core/access-groups/permission.ts'
import type { Demand } from '../src/dialects/capillary/admission.ts'
import { type Answer, type Client, testApp } from './app.ts'
import { credentials, tillOf } from './tills.ts'

interface Route {
  method: string
  path: string
  demand: Demand
}

const app = await testApp()
const { routes, open } = await mountedRoutes()

/** Every route that tills and clients ask, as it is mounted, and those that ask nothing of anybody. */
async function mountedRoutes(): Promise<{ routes: Route[]; open: string[] }> {
  const routes: Route[] = []
  const open: string[] = []
  const twin = createApp(app.services)
  twin.addHook('onRoute', ({ method, url, config }) => {
    const { demand } = (config ?? {}) as { demand?: Demand | null }
    for (const one of [method].flat()) {
      if (demand) routes.push({ method: one, path: url, demand })
      else if (demand === null) open.push(`${one} ${url}`)
    }
  })
  await twin.ready()
  after(() => twin.close())
  return { routes, open }
}

function ask(who: Client, { method, path }: Route): Promise<Answer> {
  const isRead = method === 'GET' || method === 'HEAD'
  return who.send(path, isRead ? { method } : { method, body: { root: {} } })
}

async function assertRefused(who: Client, route: Route, expected: number, code: number): Promise<void> {
  const { status, body } = await ask(who, route)
  assert.equal(status, expected, `${route.method} ${route.path}: ${JSON.stringify(body)}`)
  if (route.method !== 'HEAD') assert.match(JSON.stringify(body), new RegExp(`\\b${code}\\b`), route.path)
}

describe('every route for tills and clients', () => {
  it('demands a resource and a level, but for the one that trades a secret for a token', () => {
    assert.ok(routes.length > 40, `${routes.length} routes`)
    assert.deepEqual(open, ['POST /v3/oauth/token/generate'])
    for (const { method, path, demand } of routes) {
      const { resource, level } = demand
      assert.ok(resources.includes(resource), path)
      assert.equal(level, method === 'GET' || method === 'HEAD' ? 'READ' : 'WRITE', path)
    }
  })

  it('refuses a till that may do all but what the route demands with 403 and code 4000 (contract sheet §1.7, §5.5)', async () => {
    const owner = await app.anOwner()
    const kinds = [...new Set(routes.map(({ demand }) => JSON.stringify(demand)))]
    for (const [i, kind] of kinds.entries()) {
      const { resource, level } = JSON.parse(kind) as Demand
      const rest = { ...everywhere('WRITE'), [resource]: level === 'WRITE' ? 'READ' : 'NONE' }
      const till = await tillOf(app, owner, `till${i}0`, rest)
      for (const route of routes.filter(({ demand }) => JSON.stringify(demand) === kind))
        await assertRefused(till, route, 403, 4000)
    }
  })

  it('lets a till in that may do what it demands alone', async () => {
    const owner = await app.anOwner()
    const kinds = [...new Set(routes.map(({ demand }) => JSON.stringify(demand)))]
    for (const [i, kind] of kinds.entries()) {
      const { resource, level } = JSON.parse(kind) as Demand
      const till = await tillOf(app, owner, `till${i}0`, { [resource]: level })
      for (const route of routes.filter(({ demand }) => JSON.stringify(demand) === kind)) {
        const { status, body } = await ask(till, route)
        const what = `${route.method} ${route.path}: ${status} ${JSON.stringify(body)}`
        assert.ok(![401, 403, 404, 405, 500].includes(status), what)
      }
    }
  })

  it('refuses a password that no till has, a token that nobody was issued, a key, and nobody at all with 401', async () => {
    const owner = await app.anOwner()
    const md5 = 'ab'.repeat(16)
    const strangers = [
      app.withHeaders(credentials(`${owner.organizationId}/nobody`, md5)),
      app.withHeaders({ 'x-cap-api-oauth-token': 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA' }),
      owner,
      app.withHeaders({}),
    ]
    for (const route of routes)
      for (const stranger of strangers) await assertRefused(stranger, route, 401, 401)
  })

  it('refuses whoever asks of a suspended organization', async () => {
    const owner = await app.anOwner()
    const till = await tillOf(app, owner)
    const text = 'update organizations set suspended_at = now() where id = $1::text::uuid'
    await app.services.db.query(text, [owner.organizationId])
    const [first] = routes
    if (first) await assertRefused(till, first, 403, 4000)
  })
})
