import type * as v from 'valibot'
import { type Converter, converter, type JsonSchema, type Vocabulary } from './json-schema.ts'

/** A contract as its dialect describes it: a table of operations, and the words around it. */
export interface Contract extends Vocabulary {
  title: string
  description: string
  faces: Face[]
  /** Path, query and header parameters, by name. */
  parameters: Record<string, Words & { name?: string; default?: unknown }>
  /** Headers of answers, by name. */
  headers: Record<string, Words & { schema: JsonSchema }>
  security: Record<string, object>
}

/** A mount whose routes are described. */
export interface Face {
  prefix: string
  /** Other prefixes that answer the same. */
  alsoAt?: string[]
  title: string
  description: string
  operations: Operation[]
}

/** A line of the table. */
export interface Operation {
  id: string
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** Under the prefix, with parameters in braces. */
  path: string
  /** What may be added to the path: it answers the same. */
  suffixes?: readonly string[]
  summary: string
  description?: string
  /** Names a scheme of `Contract.security` with the scopes that are needed; absent: any scheme. */
  security?: Record<string, string[]>
  /** Parameters of the path that are more than text. */
  params?: Members
  query?: Members
  /** A query that shows what the operation does. */
  exampleQuery?: string
  headers?: Members
  body?: Media & { required: boolean; description?: string; types?: string[] }
  answers: Record<number, Reply>
}

interface Media {
  schema: v.GenericSchema
  examples: Examples
}

export interface Reply {
  description: string
  /** Absent: no body. */
  schema?: v.GenericSchema
  examples?: Examples
  /** Media type; absent: JSON. */
  type?: string
  /** Bodies that a caller may ask for instead, by media type. */
  others?: Record<string, Media>
  /** Names of `Contract.headers`. */
  headers: string[]
}

/** A sentence for each example, and the example. */
export type Examples = Record<string, unknown>

interface Words {
  description: string
  example?: unknown
}

type Members = v.GenericSchema & { entries: v.ObjectEntries }

/** The contract as an OpenAPI 3.1 document. */
export function openapiOf(contract: Contract): object {
  const { title, description, faces, headers, security } = contract
  const schemas = converter(contract)
  const paths: Record<string, object> = {}
  for (const face of faces)
    for (const operation of face.operations) {
      const path = face.prefix + operation.path
      paths[path] = { ...paths[path], [operation.method]: describe(operation, face, contract, schemas) }
    }
  return {
    openapi: '3.1.0',
    info: { title, version: '1.0.0', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'The server that this document came from' }],
    security: Object.keys(security).map((name) => ({ [name]: [] })),
    tags: faces.map((face) => ({ name: face.title, description: face.description })),
    paths,
    components: { schemas: schemas.components, headers, securitySchemes: security },
  }
}

function describe(operation: Operation, face: Face, contract: Contract, schemas: Converter): object {
  const { id, path, summary, description, security, params, query, exampleQuery, headers, body, answers } =
    operation
  const elsewhere = [
    ...(face.alsoAt ?? []).map((prefix) => prefix + path),
    ...(operation.suffixes ?? []).map((suffix) => face.prefix + path + suffix),
  ]
  const inPath = new Map(membersOf(params, schemas).map(([name, schema]) => [name, schema]))
  return {
    operationId: id,
    tags: [face.title],
    summary,
    ...(description ? { description } : {}),
    ...(security ? { security: [security] } : {}),
    ...(elsewhere.length > 0 ? { 'x-also-at': elsewhere } : {}),
    ...(exampleQuery ? { 'x-example-query': exampleQuery } : {}),
    parameters: [
      ...Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) =>
        parameter(contract, 'path', name, inPath.get(name) ?? { type: 'string' }, true),
      ),
      ...membersOf(query, schemas).map((member) => parameter(contract, 'query', ...member)),
      ...membersOf(headers, schemas).map((member) => parameter(contract, 'header', ...member)),
    ],
    ...(body
      ? {
          requestBody: {
            ...(body.description ? { description: body.description } : {}),
            required: body.required,
            content: content(body.types ?? [json], schemas.convert(body.schema), body.examples),
          },
        }
      : {}),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, reply]) => [status, answer(reply, schemas)]),
    ),
  }
}

type Member = [name: string, schema: JsonSchema, required: boolean]

function membersOf(members: Members | undefined, schemas: Converter): Member[] {
  return Object.entries(members?.entries ?? {}).map(([name, entry]) => [
    name,
    schemas.convert(entry as v.GenericSchema),
    (entry as v.GenericSchema).type !== 'optional',
  ])
}

function parameter(
  { parameters }: Contract,
  place: 'path' | 'query' | 'header',
  key: string,
  schema: JsonSchema,
  required: boolean,
): object {
  const words = parameters[key]
  if (!words) throw new Error(`the parameter ${key} is not described`)
  const { name = key, default: standard, ...rest } = words
  return {
    name,
    in: place,
    ...rest,
    ...(required ? { required } : {}),
    schema: standard === undefined ? schema : { ...schema, default: standard },
    // A list stands in one parameter, with commas.
    ...(schema.type === 'array' ? { style: 'form', explode: false } : {}),
  }
}

function answer(reply: Reply, schemas: Converter): object {
  const { description, schema, examples = {}, type = json, others = {}, headers } = reply
  const bodies = { ...(schema ? { [type]: { schema, examples } } : {}), ...others }
  const contents = Object.entries(bodies).map(([type, body]) =>
    content([type], schemas.convert(body.schema), body.examples),
  )
  return {
    description,
    headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
    ...(contents.length > 0 ? { content: Object.assign({}, ...contents) } : {}),
  }
}

const json = 'application/json'

function content(types: string[], schema: JsonSchema, examples: Examples): object {
  const named = Object.entries(examples).map(([summary, value], i) => [`example${i + 1}`, { summary, value }])
  return Object.fromEntries(types.map((type) => [type, { schema, examples: Object.fromEntries(named) }]))
}

/** What the converter cannot tell of `time` in rules.ts. */
export const timeInput = {
  format: undefined,
  anyOf: [{ format: 'date-time' }, { format: 'date' }],
  description:
    'ISO 8601 with any offset, kept in UTC to the millisecond; a date alone is its midnight in UTC.',
}
