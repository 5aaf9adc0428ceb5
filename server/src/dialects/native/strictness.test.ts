import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Fastify from 'fastify'
import { testApp } from '../../../test/app.ts'
import { adminKey, adminSettings, withSecret } from '../../../test/keys.ts'
import { assertProblem } from '../../../test/problems.ts'
import type { Tools } from '../dialect.ts'
import { native } from './index.ts'

const app = await testApp(adminSettings)
const owner = await app.anOwner()
const admin = withSecret(app, adminKey)
const { body: customer } = await owner.post('/v1/customers', { email: 'mira@shop.example' })

/** Every route as it is mounted, for a customer that is there. */
async function mountedRoutes(): Promise<{ method: string; path: string }[]> {
  const found: { method: string; path: string }[] = []
  const twin = Fastify()
  twin.addHook('onRoute', ({ method, url }) => {
    const path = url.replace(':field/:value', 'email/mira@shop.example').replace(/:\w+/g, customer.id)
    for (const one of [method].flat()) found.push({ method: one, path })
  })
  for (const { prefix, routes } of native.mounts)
    twin.register(async (scope) => routes(scope, {} as Tools), { prefix })
  await twin.ready()
  return found
}

const routes = await mountedRoutes()

describe('every route', () => {
  for (const { method, path } of routes) {
    it(`refuses a query parameter that it does not know: ${method} ${path.replace(customer.id, '{id}')}`, async () => {
      const who = path.startsWith('/v1/organizations') ? admin : owner
      const writes = ['POST', 'PUT', 'PATCH'].includes(method)
      const answer = await who.send(`${path}?nonsense=1`, { method, ...(writes ? { body: {} } : {}) })
      if (method === 'HEAD') return assert.equal(answer.status, 400)
      assertProblem(answer, 400, 'invalid')
      const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)
      assert.ok(pointers.includes('/nonsense'), JSON.stringify(answer.body))
    })
  }

  it('has done nothing then', async () => {
    assert.deepEqual((await owner.get(`/v1/customers/${customer.id}`)).body, customer)
    assert.equal((await owner.get('/v1/customers?count=exact')).body.count, 1)
    assert.equal((await owner.get('/v1/keys')).body.data.length, 1)
  })
})
