import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import Fastify from 'fastify'
import { limitHeaders } from '../src/dialects/answer-headers.ts'
import type { Dialect, Tools } from '../src/dialects/dialect.ts'

interface Media {
  schema: object
  examples: Record<string, { value: unknown }>
}
export interface Operation {
  operationId: string
  tags: string[]
  security?: Record<string, string[]>[]
  'x-also-at'?: string[]
  parameters: {
    name: string
    in: string
    required?: boolean
    description: string
    schema: object
    example?: unknown
  }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<
    string,
    { description: string; headers: Record<string, object>; content?: Record<string, Media> }
  >
}
export interface Document {
  openapi: string
  info: { title: string; version: string }
  security: Record<string, string[]>[]
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: Record<'schemas' | 'headers' | 'securitySchemes', Record<string, object>>
}

/** The document as a client gets it, its operations, and a check of values by its schemas. */
export function documentOf(dialect: Dialect) {
  // What JSON does not carry is gone.
  const document = JSON.parse(JSON.stringify(dialect.openapi())) as Document
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
  )
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
  addFormats.default(ajv)

  /** Raises where the schema itself is not sound. */
  function check(schema: object, value: unknown): unknown {
    const { schemas } = document.components
    const text = JSON.stringify({ ...schema, $defs: schemas }).replaceAll('#/components/schemas/', '#/$defs/')
    const validate = ajv.compile(JSON.parse(text))
    return validate(value) ? null : validate.errors
  }

  function parametersOf(path: string, method: string): Record<string, object> {
    const parameters = document.paths[path]?.[method]?.parameters ?? []
    return Object.fromEntries(parameters.map(({ name, schema }) => [name, schema]))
  }

  return { document, operations, check, parametersOf }
}

/**
 * The schema, refusing members that it does not name: answers are to be described whole. The parts of an intersection
 * are open, since each names its own.
 */
export function closed(schema: object, isPart = false): object {
  const entries = Object.entries(schema).map(([key, value]) => [key, closedIn(key, value)])
  const isShape = '$ref' in schema || 'properties' in schema || 'allOf' in schema
  return {
    ...Object.fromEntries(entries),
    ...(isShape && !isPart && !('additionalProperties' in schema) ? { unevaluatedProperties: false } : {}),
  }
}

function closedIn(key: string, value: unknown): unknown {
  if (key === 'properties' || key === '$defs')
    return Object.fromEntries(Object.entries(value as object).map(([name, one]) => [name, closed(one)]))
  if (key === 'allOf' || key === 'anyOf' || key === 'oneOf')
    return (value as object[]).map((one) => closed(one, key === 'allOf'))
  return key === 'items' ? closed(value as object) : value
}

/** What holds for the document of every contract. */
export function itIsSound(dialect: Dialect): void {
  const { document, operations, check } = documentOf(dialect)

  it('is OpenAPI 3.1 with everything that it refers to', () => {
    assert.equal(document.openapi, '3.1.0')
    assert.ok(document.info.title && document.info.version)
    const schemes = Object.keys(document.components.securitySchemes)
    assert.deepEqual(document.security.flatMap(Object.keys), schemes)
    for (const name of Object.values(document.components).flatMap(Object.keys))
      assert.match(name, /^[\w.-]+$/)
    for (const [, pointer = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = pointer
        .split('/')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document)
      assert.ok(target, pointer)
    }
    assert.doesNotMatch(JSON.stringify(document), /"nullable"|"\$defs"|"\$schema"|#\/\$defs/)
  })

  it('describes each operation once, with its parameters and answers', () => {
    const ids = operations.map(({ operation }) => operation.operationId)
    assert.equal(new Set(ids).size, ids.length)
    for (const { path, operation } of operations) {
      const places = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
      assert.equal(new Set(places).size, places.length, operation.operationId)
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path')
      assert.deepEqual(
        inPath.map(({ name, required }) => [name, required]),
        Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => [name, true]),
      )
      for (const { description, schema } of operation.parameters) assert.ok(description && schema)
      for (const { description } of Object.values(operation.responses)) assert.ok(description)
      for (const tag of operation.tags) assert.ok(document.tags.some(({ name }) => name === tag))
    }
  })

  it('has the limits on what is forbidden, which counts for them', () => {
    for (const { operation } of operations)
      for (const name of operation.responses[403] ? limitHeaders : [])
        assert.ok(operation.responses[403]?.headers[name], `${operation.operationId}: ${name}`)
  })

  it('says what every member means', () => {
    const undescribed = Object.values(document.components.schemas).flatMap((schema) => membersWithout(schema))
    assert.deepEqual(undescribed, [])
  })

  it('has every mounted route, and no other', async () => {
    const mounted: string[] = []
    const app = Fastify({ exposeHeadRoutes: false })
    app.addHook('onRoute', ({ method, url }) => {
      mounted.push(`${[method].flat().join()} ${url.replace(/:\w+/g, '{}')}`)
    })
    // Routes take the tools apart when they are mounted, and use them when they are asked.
    for (const { prefix, routes } of dialect.mounts)
      app.register(async (scope) => routes(scope, {} as Tools), { prefix })
    await app.ready()
    // A document says whose id it is.
    const documented = operations.flatMap(({ path, method, operation }) =>
      [path, ...(operation['x-also-at'] ?? [])].map(
        (at) => `${method.toUpperCase()} ${at.replace(/\{\w+\}/g, '{}')}`,
      ),
    )
    assert.deepEqual(documented.toSorted(), mounted.toSorted())
  })

  it('has examples that keep to their schemas', () => {
    const bodies = operations.flatMap(({ operation: { requestBody, responses } }) =>
      [requestBody, ...Object.values(responses)].flatMap((body) => Object.values(body?.content ?? {})),
    )
    for (const { schema, examples } of bodies) {
      assert.ok(Object.keys(examples).length > 0)
      for (const { value } of Object.values(examples)) assert.equal(check(schema, value), null)
    }
    for (const { schema, example } of operations.flatMap(({ operation }) => operation.parameters))
      if (example !== undefined) assert.equal(check(schema, example), null)
  })
}

function membersWithout(schema: object): string[] {
  const { properties = {}, ...others } = schema as { properties?: Record<string, { description?: string }> }
  const inside = [...Object.values(properties), ...Object.values(others)].filter(
    (value) => typeof value === 'object' && value !== null,
  )
  const missing = Object.keys(properties).filter((name) => !properties[name]?.description)
  return [...missing, ...inside.flatMap(membersWithout)]
}
