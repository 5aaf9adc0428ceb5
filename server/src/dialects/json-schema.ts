import {
  type ConversionConfig,
  type JsonSchema,
  toJsonSchema,
  toJsonSchemaDefs,
} from '@valibot/to-json-schema'
import type * as v from 'valibot'

export type { JsonSchema } from '@valibot/to-json-schema'

/** What a contract adds to the schemas that validate, for people to read. */
export interface Vocabulary {
  /** Schemas that are described once, by name, and referred to wherever they stand. */
  named: Record<string, v.GenericSchema>
  /** Keywords that no validator can tell, by the name of the schema; they win. */
  corrections?: Record<string, JsonSchema>
  /** What the members mean; one name means one thing throughout a contract. */
  members: Record<string, string>
}

export interface Converter {
  components: Record<string, JsonSchema>
  convert(schema: v.GenericSchema): JsonSchema
}

/** Makes JSON Schema 2020-12, as OpenAPI 3.1 has it, of schemas that validate. It describes what is sent in. */
export function converter({ named, corrections = {}, members }: Vocabulary): Converter {
  const config = {
    target: 'draft-2020-12',
    // Checks and transformations have no JSON Schema; what they mean is said in words.
    errorMode: 'ignore',
    typeMode: 'ignore',
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
    overrideAction: ({ valibotAction, jsonSchema }) => ofDigits(valibotAction, jsonSchema),
    overrideSchema: ({ jsonSchema }) => tidy(jsonSchema, members),
  } satisfies ConversionConfig
  const components = toJsonSchemaDefs(named, config)
  for (const [name, words] of Object.entries(corrections)) Object.assign(components[name] ?? {}, words)
  return {
    components,
    convert(schema) {
      const { $schema, $defs, ...converted } = toJsonSchema(schema, { ...config, definitions: named })
      return converted
    },
  }
}

/** Digits that are read as a number and then bounded: the bounds are those of the number. */
function ofDigits(
  action: { type: string; requirement?: unknown },
  schema: JsonSchema,
): JsonSchema | undefined {
  if (schema.type !== 'string' || typeof action.requirement !== 'number') return undefined
  if (action.type === 'min_value') return { type: 'integer', minimum: action.requirement }
  if (action.type === 'max_value') return { type: 'integer', maximum: action.requirement }
  return undefined
}

function tidy(schema: JsonSchema, members: Record<string, string>): JsonSchema {
  if (schema.anyOf) return merged(schema, schema.anyOf as JsonSchema[])
  if (schema.properties) return described(schema, members)
  // What is left out of a query is read as the digits that stand for it.
  if (schema.type === 'integer' && typeof schema.default === 'string')
    return { ...schema, default: Number(schema.default) }
  // JSON has no other names than strings.
  const { propertyNames, ...rest } = schema
  return rest
}

/** `anyOf` of types that differ in nothing but the type becomes one list of types, as does `or null`. */
function merged(schema: JsonSchema, options: JsonSchema[]): JsonSchema {
  const typed = options.filter(({ type }) => type !== undefined)
  const refined = typed.filter((option) => Object.keys(option).length > 1)
  const types = typed.flatMap(({ type }) => type ?? [])
  const isOneType =
    refined.length === 0 || (refined.length === 1 && types.length === 2 && types[1] === 'null')
  if (typed.length < options.length || !isOneType) return schema
  const { anyOf, ...rest } = schema
  const [only = {}] = refined
  return { ...rest, ...only, type: types, ...(only.enum ? { enum: [...only.enum, null] } : {}) }
}

function described(schema: JsonSchema, members: Record<string, string>): JsonSchema {
  const { required, properties, ...rest } = schema
  for (const [name, member] of Object.entries(properties ?? {})) {
    const description = members[name]
    if (typeof member === 'object' && description) member.description ??= description
  }
  return {
    ...rest,
    ...(properties ? { properties } : {}),
    ...(required?.length ? { required } : {}),
  }
}
