import assert from 'node:assert/strict'
import { it } from 'node:test'
import Fastify from 'fastify'
import { announceDeprecations } from './deprecation.ts'

const deprecation = {
  since: '2023-06-30T23:59:59Z',
  sunset: '2024-06-30T23:59:59Z',
  link: 'https://shop.example/use-the-other',
}

it('gives every answer of a deprecated route its headers, refusals included, and those of others none', async () => {
  await using app = Fastify()
  announceDeprecations(app)
  app.register(async (scope) => {
    const refuse = async () => {
      throw new Error('refused')
    }
    scope.get('/old', { config: { deprecation } }, async () => 'old')
    scope.get('/old-and-refused', { config: { deprecation }, onRequest: refuse }, async () => 'old')
    scope.get('/soon', { config: { deprecation: { since: deprecation.since } } }, async () => 'soon')
    scope.get('/new', async () => 'new')
  })
  // The examples of RFC 9745, sections 2.1 and 4.
  for (const [url, status] of [
    ['/old', 200],
    ['/old-and-refused', 500],
  ] as const) {
    const { statusCode, headers } = await app.inject(url)
    assert.equal(statusCode, status)
    assert.equal(headers.deprecation, '@1688169599')
    assert.equal(headers.sunset, 'Sun, 30 Jun 2024 23:59:59 GMT')
    assert.equal(headers.link, '<https://shop.example/use-the-other>; rel="deprecation"; type="text/html"')
  }
  assert.equal((await app.inject('/soon')).headers.sunset, undefined)
  assert.equal((await app.inject('/new')).headers.deprecation, undefined)
})

it('does not start with a route that is to end before it is deprecated', () => {
  const app = Fastify()
  announceDeprecations(app)
  const ends = { since: '2024-01-01T00:00:00Z', sunset: '2023-01-01T00:00:00Z' }
  assert.throws(() => app.get('/old', { config: { deprecation: ends } }, async () => 'old'), RangeError)
})
