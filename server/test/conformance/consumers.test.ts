import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { parse } from 'yaml'
import { testApp } from '../app.ts'
import { asOwner, type Exchange, operations, whenRefused } from './exchanges.ts'
import { assertHeaders } from './headers.ts'

// With limits that nobody reaches, so that every answer has the headers that tell of them.
const app = await testApp({ RATE_LIMIT: '1000000' })
const limited = await testApp({ RATE_LIMIT: '1' })
const bases = ['/api', '', '/api/v1']

const document = (await app.withHeaders({}).get('/openapi/fanfare.json')).body
const exchanges: Exchange[] = []
for (const base of bases) exchanges.push(...(await asOwner(await app.anOwner(), base)))
exchanges.push(...(await whenRefused(app, limited, bases)))

const nameOf = ({ method, base, path, answer }: Exchange) =>
  `${method.toUpperCase()} ${base}${path} ${answer.status}`
const byName = Map.groupBy(exchanges, nameOf)

it('provokes every status of every operation that our document lists', () => {
  const listed = Object.entries<Record<string, { responses: object }>>(document.paths).flatMap(
    ([path, item]) =>
      Object.entries(item).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
      ),
  )
  assert.deepEqual(new Set(listed).difference(new Set(byName.keys())), new Set())
})

describe('answers fit our own document', () => {
  const ajv = newAjv()
  ajv.addSchema({ $id: 'document', ...document })
  for (const [name, all] of byName) {
    it(name, () => {
      for (const { base, path, method, answer } of all) {
        // The root answers as /api does.
        const response = document.paths[(base || '/api') + path][method].responses[answer.status]
        assert.ok(response, `${answer.status} is not in the document: ${JSON.stringify(answer.body)}`)
        const schema = response.content['application/json'].schema
        fits(ajv, JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')), answer.body)
        assertHeaders(response.headers, answer)
      }
    })
  }
})

const contracts = new URL('../../../../shared/contracts/', import.meta.url)
const isHere = existsSync(fileURLToPath(contracts))

describe('answers fit the published fragments as they stand', {
  skip: isHere ? false : 'no ../shared/contracts',
}, () => {
  if (!isHere) return
  const ajv = newAjv()
  const put = fragment('fanfare.put-consumer.openapi.yaml', '/consumers/{id}', 'put')
  const batch = fragment('fanfare.post-consumers-batch.openapi.yaml', '/consumers/batch', 'post')
  const consumer = put.answer(200)
  const page = {
    type: 'object',
    required: ['data', 'pageInfo'],
    properties: { data: { type: 'array', items: consumer } },
  }
  for (const [name, all] of byName) {
    it(name, () => {
      for (const { base, method, path, answer } of all) {
        const { answer: of } = path === '/consumers/batch' ? batch : put
        const isPage = method === 'get' && !path.includes('{id}')
        if (answer.status <= 201) fits(ajv, isPage ? page : of(200), answer.body)
        else if (answer.status !== 400 && answer.status !== 413) fits(ajv, of(401), answer.body)
        else
          fits(ajv, of(400), base === '/api/v1' ? { ...answer.body, error: 'validation_error' } : answer.body)
      }
    })
  }

  it('and so do the requests that are taken', () => {
    const good = (method: string, path: string) =>
      operations.find((one) => one.method === method && one.path === path)?.good('').body
    fits(ajv, batch.request, good('post', '/consumers/batch'))
    fits(ajv, put.request, good('put', '/consumers/{id}'))
  })
})

function newAjv(): Ajv2020 {
  // Documents have keywords of OpenAPI beside those of JSON Schema.
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajvFormats.default(ajv)
  return ajv
}

function fits(ajv: Ajv2020, schema: AnySchemaObject, body: unknown): void {
  if (!ajv.validate(schema, body)) assert.fail(`${ajv.errorsText()}\n${JSON.stringify(body)?.slice(0, 2000)}`)
}

/** An operation of a fragment: the schema of its request, and of its answer by status. */
function fragment(file: string, path: string, method: string) {
  const { paths } = parse(readFileSync(new URL(file, contracts), 'utf8'))
  const { requestBody, responses } = paths[path][method]
  const schemaOf = (part: { content: Record<string, { schema: AnySchemaObject }> }): AnySchemaObject =>
    part.content['application/json']?.schema ?? {}
  return { request: schemaOf(requestBody), answer: (status: number) => schemaOf(responses[status]) }
}
