import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Fastify from 'fastify'
import type { Tools } from '../../src/dialects/dialect.ts'
import { native } from '../../src/dialects/native/index.ts'
import { type Client, type TestApp, testApp } from '../app.ts'
import { adminSettings } from '../keys.ts'
import { closed, documentOf } from '../openapi.ts'
import { admin, describedIn, type Exchange, everyOne, nameless, whenAdmitted } from './native-exchanges.ts'

const app = await testApp(adminSettings)
const limited = await testApp({ ...adminSettings, RATE_LIMIT: '1' })
const { document, check } = documentOf(native)
const all = describedIn(document.paths, await mountedPatterns())

async function mountedPatterns(): Promise<Map<string, string>> {
  const patterns = new Map<string, string>()
  const twin = Fastify({ exposeHeadRoutes: false })
  twin.addHook('onRoute', ({ method, url, prefix }) => {
    patterns.set(nameless(`${method} ${url}`), `${method} ${url.slice(prefix.length)}`)
  })
  for (const { prefix, routes } of native.mounts)
    twin.register(async (scope) => routes(scope, {} as Tools), { prefix })
  await twin.ready()
  return patterns
}

const exchanges: Exchange[] = []
for (const described of all) exchanges.push(...(await whenAdmitted(app, described)))
exchanges.push(...(await everyOne(app, app.withHeaders({}), all)))
exchanges.push(...(await whenRefused()))

/** By everybody who is refused: with another scope, beyond the limit, with a broken database and with none. */
async function whenRefused(): Promise<Exchange[]> {
  const [ofAdministrator = [], ofCustomers = []] = [true, false].map((is) =>
    all.filter(({ name }) => name.includes('/v1/organizations') === is),
  )
  const forbidden = [
    ...(await everyOne(app, admin(app), ofCustomers)),
    ...(await everyOne(app, await app.anOwner(), ofAdministrator)),
  ]
  const everybody = async (at: TestApp, owner: Client) => [
    ...(await everyOne(at, owner, ofCustomers)),
    ...(await everyOne(at, admin(at), ofAdministrator)),
  ]
  const [owner, busy] = [await app.anOwner(), await limited.anOwner()]
  const tooMany = [...(await everybody(limited, busy)), ...(await everybody(limited, busy))]
  const { db } = app.services
  await db.query('alter schema public rename to elsewhere')
  const failed = await everybody(app, owner)
  await db[Symbol.asyncDispose]()
  return [...forbidden, ...tooMany, ...failed, ...(await everybody(app, owner))]
}

const nameOf = ({ name, answer }: Exchange) => `${name} ${answer.status}`
const byName = Map.groupBy(exchanges, nameOf)

it('the document is served as it is checked here', async () => {
  assert.deepEqual((await limited.withHeaders({}).get('/openapi/native.json')).body, document)
})

it('every status of every operation that the document lists is provoked', () => {
  const listed = all.flatMap(({ name, operation }) =>
    Object.keys(operation.responses).map((status) => `${name} ${status}`),
  )
  assert.deepEqual([...new Set(listed).difference(new Set(byName.keys()))], [])
})

describe('answers fit the document', () => {
  const operations = new Map(all.map(({ name, operation }) => [name, operation]))
  for (const [title, several] of byName)
    it(title, () => {
      for (const { name, answer } of several) {
        const { status, headers, body } = answer
        const response = operations.get(name)?.responses[status]
        assert.ok(response, `${status} is not in the document: ${JSON.stringify(body)}`)
        const type = headers.get('content-type')?.split(';')[0] ?? ''
        if (!response.content) {
          assert.equal(body, '')
          continue
        }
        if (headers.has('preference-applied') && body === '') continue
        const media = response.content[type]
        assert.ok(media, `${type} is not in the document`)
        assert.deepEqual(check(closed(media.schema), body), null, JSON.stringify(body).slice(0, 1000))
        if (status >= 400) assert.equal(body.request_id, headers.get('x-request-id'))
      }
    })
})
