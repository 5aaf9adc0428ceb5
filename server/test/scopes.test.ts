import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createApp } from '../src/app.ts'
import { makeKey } from '../src/core/keys/issue.ts'
import { type Scope, standardScopes } from '../src/core/keys/key.ts'
import { testApp } from './app.ts'
import { anOrganization } from './database.ts'
import { adminKey, adminSettings } from './keys.ts'

interface Route {
  method: string
  path: string
  scope: Scope | undefined
}

const app = await testApp(adminSettings)
const routes = await mountedRoutes()

/** Every route of every dialect, as it is mounted. */
async function mountedRoutes(): Promise<Route[]> {
  const found: Route[] = []
  const twin = createApp(app.services)
  twin.addHook('onRoute', ({ method, url, config }) => {
    const path = url.replace(':field', 'email').replace(':value', 'nobody@shop.example')
    const { scope, ...others } = (config ?? {}) as { scope?: Scope }
    // Those for tills have a test of their own: `demands.test.ts`.
    if (Object.hasOwn(others, 'demand')) return
    for (const one of [method].flat())
      found.push({ method: one, path: path.replace(/:\w+/g, '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71'), scope })
  })
  await twin.ready()
  after(() => twin.close())
  return found
}

async function statusOf({ method, path }: Route, secret: string): Promise<{ status: number; text: string }> {
  const writes = method !== 'GET' && method !== 'HEAD' && method !== 'DELETE'
  const body = writes ? { body: '{}', headers: { 'content-type': 'application/json' } } : { headers: {} }
  const answer = await fetch(app.url + path, {
    method,
    ...body,
    headers: { ...body.headers, authorization: `Bearer ${secret}` },
  })
  // An open stream has no end to wait for.
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream')
  if (isStream) await answer.body?.cancel()
  return { status: answer.status, text: isStream ? '' : await answer.text() }
}

async function keyWith(scopes: readonly Scope[]): Promise<string> {
  const organizationId = await anOrganization(app.services.db)
  return (await makeKey(app.services.db, organizationId, { name: 'test', scopes }, 'test')).secret
}

describe('every route of every dialect', () => {
  it('demands a scope', () => {
    assert.ok(routes.length > 40, `${routes.length} routes`)
    assert.deepEqual(
      routes.filter(({ scope }) => !scope),
      [],
    )
  })

  it('refuses a key that has all scopes but its own with 403, in the words of its contract', async () => {
    for (const route of routes) {
      const others = await keyWith(standardScopes.filter((scope) => scope !== route.scope))
      const { status, text } = await statusOf(route, others)
      assert.equal(status, 403, `${route.method} ${route.path}: ${status} ${text}`)
      if (route.method === 'HEAD') continue
      if (route.path.startsWith('/v1/'))
        assert.equal(JSON.parse(text).type, 'urn:clientele:problem:forbidden', route.path)
      else if (route.path.startsWith('/v2/'))
        assert.equal(JSON.parse(text).error.type, 'FORBIDDEN_ERROR', route.path)
      else assert.deepEqual(JSON.parse(text), { error: 'Forbidden' }, route.path)
    }
  })

  it('lets a key in that has its scope alone', async () => {
    for (const route of routes) {
      if (route.scope === undefined || route.scope === 'organizations:admin') continue
      const { status, text } = await statusOf(route, await keyWith([route.scope]))
      assert.ok(![401, 403, 500].includes(status), `${route.method} ${route.path}: ${status} ${text}`)
    }
  })

  it('refuses the administrator, but for organizations, which are open to nobody else', async () => {
    for (const route of routes) {
      const { status, text } = await statusOf(route, adminKey)
      const isOpen = route.path.startsWith('/v1/organizations')
      assert.equal(status === 403, !isOpen, `${route.method} ${route.path}: ${status} ${text}`)
    }
  })

  it('refuses a secret that nobody has with 401', async () => {
    for (const route of routes)
      assert.equal((await statusOf(route, `sk_live_${'x'.repeat(32)}`)).status, 401, route.path)
  })
})
