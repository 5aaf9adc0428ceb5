import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { parse } from 'yaml'
import { imprint } from '../../src/dialects/imprint/index.ts'
import { testApp } from '../app.ts'
import { closed, documentOf } from '../openapi.ts'
import { assertHeaders } from './headers.ts'
import { asPartner, changes, type Exchange, whenNobodyMay } from './partner-exchanges.ts'

// With limits that nobody reaches, so that every answer has the headers that tell of them.
const app = await testApp({ RATE_LIMIT: '1000000' })
const limited = await testApp({ RATE_LIMIT: '1' })
const document = (await app.withHeaders({}).get('/openapi/imprint.json')).body
const exchanges = [...(await asPartner(app)), ...(await whenNobodyMay(app, limited))]

const nameOf = ({ method, path, answer }: Exchange) => `${method.toUpperCase()} ${path} ${answer.status}`
const byName = Map.groupBy(exchanges, nameOf)

it('provokes every status of every operation that our document lists', () => {
  const listed = Object.entries<Record<string, { responses: object }>>(document.paths).flatMap(
    ([path, item]) =>
      Object.entries(item).flatMap(([method, { responses }]) =>
        Object.keys(responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
      ),
  )
  assert.deepEqual(new Set(listed).symmetricDifference(new Set(byName.keys())), new Set())
})

describe('answers fit our own document, without a member more', () => {
  const { check } = documentOf(imprint)
  for (const [name, all] of byName) {
    it(name, () => {
      for (const { path, method, answer } of all) {
        const { content, headers } = document.paths[path][method].responses[answer.status]
        assertHeaders(headers, answer)
        const faults = check(closed(content['application/json'].schema), answer.body)
        assert.deepEqual(faults, null, JSON.stringify(answer.body).slice(0, 1000))
      }
    })
  }
})

const contracts = new URL('../../../../shared/contracts/', import.meta.url)
const isHere = existsSync(fileURLToPath(contracts))

describe('answers fit the published fragment as it stands', {
  skip: isHere ? false : 'no ../shared/contracts',
}, () => {
  if (!isHere) return
  const ajv = newAjv()
  const published = parse(readFileSync(new URL('imprint.update-customer.openapi.yaml', contracts), 'utf8'))
  ajv.addSchema({ $id: 'published', ...published })
  const named = (name: string) => ({ $ref: `published#/components/schemas/${name}` })
  const page = { type: 'object', required: ['data'], properties: { data: { items: named('Customer') } } }

  /** The schema that the fragment has for an answer; undefined where it is silent. */
  function schemaOf({ method, path, answer }: Exchange): AnySchemaObject | undefined {
    const { status, body } = answer
    if ('timestamp' in body) return named('InvalidRequestError')
    if (status === 404) return named('CustomerNotFoundError')
    if (status !== 200) return undefined
    if (path === '/v2/customers') return page
    return path.endsWith('{customer_id}') && ['get', 'post'].includes(method) ? named('Customer') : undefined
  }

  for (const [name, all] of byName) {
    const described = all.flatMap(({ answer, ...rest }) => {
      const schema = schemaOf({ answer, ...rest })
      return schema ? [{ schema, body: answer.body }] : []
    })
    if (described.length > 0)
      it(name, () => {
        for (const { schema, body } of described) fits(ajv, schema, body)
      })
  }

  it('and so does the request that is taken, and an update is answered with all members that are sent', () => {
    const { requestBody, responses } = published.paths['/v2/customers/{customer_id}'].post
    const { schema } = requestBody.content['application/json']
    fits(ajv, JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"published#/')), changes)
    assert.deepEqual(Object.keys(responses), ['200', '400', '404'])
    const [updated] = byName.get('POST /v2/customers/{customer_id} 200') ?? []
    const { phone, address, metadata, statuses } = updated?.answer.body ?? {}
    assert.deepEqual(
      { phone, address, metadata, statuses },
      {
        phone: changes.phone,
        address: { street_line1: changes.street_line1, city: changes.city, country: 'USA' },
        metadata: changes.metadata,
        statuses: { 'Harbor Visa': 'OPEN' },
      },
    )
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
