import { type Chapter, refOf, type Schema, schemaAnchorOf } from './document.ts'
import { breakable, type Html, html } from './html.ts'

/** A type as one would write it down: `string | null`, `Customer[]`. */
export function typeOf(chapter: Chapter, schema: Schema): Html {
  const name = refOf(schema)
  if (name) return html`<a href="#${schemaAnchorOf(chapter, name)}">${breakable(name)}</a>`
  const options = schema.anyOf ?? schema.oneOf
  if (options?.some(refines)) return joined(options.map((option) => typeOf(chapter, option)))
  if (schema.allOf) return html`object`
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`
  if (schema.enum) return joined(schema.enum.map((value) => html`${JSON.stringify(value)}`))
  const types = [schema.type ?? 'any'].flat()
  return joined(types.map((type) => (type === 'array' ? listOf(chapter, schema.items) : html`${type}`)))
}

/** Options that differ in the type; others are limits of one type. */
const refines = ({ $ref, type }: Schema) => Boolean($ref ?? type)

const joined = (types: Html[]) => html`${types.map((type, i) => (i === 0 ? type : html` | ${type}`))}`

function listOf(chapter: Chapter, items: Schema = {}): Html {
  const item = typeOf(chapter, items)
  return item.html.includes(' | ') ? html`(${item})[]` : html`${item}[]`
}

/** What a value must keep to beyond its type, each limit in a few words. */
export function limitsOf(schema: Schema): string[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, maxProperties, pattern } = schema
  return [
    ...formatsOf(schema),
    range(minimum, maximum),
    range(minLength, maxLength, ' characters'),
    range(minItems, maxItems, ' items'),
    range(undefined, maxProperties, ' members'),
    pattern && `matches ${pattern}`,
    schema.default !== undefined && `default ${JSON.stringify(schema.default)}`,
  ].filter((limit) => typeof limit === 'string' && limit !== '') as string[]
}

function formatsOf({ format, anyOf = [] }: Schema): string[] {
  const formats = [format, ...anyOf.filter((option) => !refines(option)).map((option) => option.format)]
  const known = formats.filter((name) => name !== undefined)
  return known.length > 0 ? [known.join(' or ')] : []
}

function range(least: number | undefined, most: number | undefined, unit = ''): string | null {
  const upper = most === Number.MAX_SAFE_INTEGER ? '2^53 - 1' : most
  if (least !== undefined && most !== undefined) return `${least} to ${upper}${unit}`
  if (least !== undefined) return `at least ${least}${unit}`
  return most === undefined ? null : `at most ${upper}${unit}`
}
