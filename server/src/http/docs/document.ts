/** The parts of an OpenAPI 3.1 document that the page shows. */
export interface Document {
  info: { title: string; version: string; description?: string }
  tags: { name: string; description?: string }[]
  paths: Record<string, Partial<Record<Method, Operation>>>
  components: {
    schemas?: Record<string, Schema>
    headers?: Record<string, { description?: string }>
    securitySchemes?: Record<string, SecurityScheme>
  }
}

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
export type Method = (typeof methods)[number]

export interface Operation {
  operationId: string
  tags?: string[]
  summary: string
  description?: string
  security?: Record<string, string[]>[]
  'x-also-at'?: string[]
  'x-example-query'?: string
  parameters?: Parameter[]
  requestBody?: { description?: string; required?: boolean; content: Content }
  responses: Record<string, Answer>
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  description?: string
  example?: unknown
  schema: Schema
}

export interface Answer {
  description: string
  headers?: Record<string, unknown>
  content?: Content
}

export type Content = Record<string, { schema: Schema; examples?: Record<string, Example> }>
export interface Example {
  summary?: string
  value: unknown
}

export type SecurityScheme =
  | { type: 'http'; scheme: string; description?: string }
  | { type: 'apiKey'; in: string; name: string; description?: string }
  | { type: 'oauth2'; description?: string }

export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  description?: string
  pattern?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
  maxProperties?: number
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}

/** One contract on the page. */
export interface Chapter {
  /** Begins its anchors. */
  name: string
  document: Document
}

export interface Place {
  method: Method
  path: string
  operation: Operation
}

/** Every operation of a contract, in the order of the document. */
export function placesOf({ paths }: Document): Place[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation ? [{ method, path, operation }] : []
    }),
  )
}

/** The name of the schema that is referred to, or null where it stands there itself. */
export const refOf = ({ $ref }: Schema): string | null => $ref?.split('/').at(-1) ?? null

export const anchorOf = ({ name }: Chapter, { operation }: Place) => `${name}-${operation.operationId}`
export const schemaAnchorOf = ({ name }: Chapter, schema: string) => `${name}-schema-${schema}`
