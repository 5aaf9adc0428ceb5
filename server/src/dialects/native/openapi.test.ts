import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Fastify from 'fastify'
import { documentOf, itIsSound } from '../../../test/openapi.ts'
import type { Tools } from '../dialect.ts'
import { native } from './index.ts'

const { document, operations, check, parametersOf } = documentOf(native)

describe('the document of the native contract', () => {
  itIsSound(native)

  it('names the scope that each route asks for', async () => {
    const asked = new Map<string, unknown>()
    const app = Fastify({ exposeHeadRoutes: false })
    app.addHook('onRoute', ({ method, url, config }) => {
      asked.set(`${method} ${url.replace(/:\w+/g, '{}')}`, (config as { scope?: string })?.scope)
    })
    for (const { prefix, routes } of native.mounts)
      app.register(async (scope) => routes(scope, {} as Tools), { prefix })
    await app.ready()
    for (const { path, method, operation } of operations) {
      const scopes = operation.security?.flatMap((scheme) => Object.values(scheme).flat())
      const route = `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`
      assert.deepEqual(scopes, [asked.get(route)], route)
    }
  })

  it('shows every kind of problem, each under the status that it has', () => {
    const shown = new Set<string>()
    for (const { operation } of operations)
      for (const [status, { content }] of Object.entries(operation.responses)) {
        const problems = Object.values(content?.['application/problem+json']?.examples ?? {})
        assert.equal(problems.length > 0, Number(status) >= 400, `${operation.operationId} ${status}`)
        for (const { value } of problems) {
          const { type, status: told } = value as { type: string; status: number }
          assert.equal(String(told), status)
          shown.add(type)
        }
      }
    const { type } = (document.components.schemas.Problem as { properties: { type: { enum: string[] } } })
      .properties
    assert.deepEqual([...shown].toSorted(), type.enum.toSorted())
  })

  it('tells limits as they are checked', () => {
    const list = parametersOf('/v1/customers', 'get')
    assert.deepEqual(list.limit, { type: 'integer', minimum: 1, maximum: 100, default: 20 })
    assert.deepEqual(parametersOf('/v1/changes', 'get').wait, {
      type: 'integer',
      minimum: 0,
      maximum: 30,
      default: 0,
    })
    const input = { $ref: '#/components/schemas/CustomerInput' }
    assert.equal(check(input, { email: null, metadata: { a: { b: [1, 'c', null] } } }), null)
    for (const wrong of [{ nickname: 'A' }, { number: 4 }, { birth_month: 13 }, { status: null }])
      assert.notEqual(check(input, wrong), null, JSON.stringify(wrong))
  })

  it('offers the media types that are taken and answered', () => {
    const patch = document.paths['/v1/customers/{customer_id}']?.patch
    assert.deepEqual(Object.keys(patch?.requestBody?.content ?? {}), [
      'application/merge-patch+json',
      'application/json',
    ])
    const feed = document.paths['/v1/changes']?.get?.responses['200']
    assert.deepEqual(Object.keys(feed?.content ?? {}), ['application/json', 'text/event-stream'])
    const stream = document.paths['/v1/changes/stream']?.get?.responses['200']
    assert.deepEqual(Object.keys(stream?.content ?? {}), ['text/event-stream'])
  })
})
