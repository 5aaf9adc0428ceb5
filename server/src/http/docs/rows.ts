import { type Chapter, refOf, type Schema } from './document.ts'

/** A member, at any depth. */
export interface Row {
  /** Names of the containers that it is in, outermost first. */
  within: string[]
  name: string
  required: boolean
  schema: Schema
}

/** The members of a schema, each container before what it holds. Schemas of the names in `closed` are not entered. */
export function rowsOf(chapter: Chapter, schema: Schema, closed: Set<string>, within: string[] = []): Row[] {
  const name = refOf(schema)
  if (name) {
    if (closed.has(name)) return []
    closed.add(name)
    return rowsOf(chapter, named(chapter, schema), closed, within)
  }
  const { properties = {}, required = [], items, additionalProperties, allOf = [], anyOf, oneOf } = schema
  return [
    // The parts of a whole are entered in any case: only together they are the members.
    ...allOf.flatMap((part) => rowsOf(chapter, named(chapter, part), closed, within)),
    ...(anyOf ?? oneOf ?? []).flatMap((option) => rowsOf(chapter, option, closed, within)),
    ...Object.entries(properties).flatMap(([name, member]) => [
      { within, name, required: required.includes(name), schema: member },
      ...rowsOf(chapter, member, closed, [...within, name]),
    ]),
    ...(items ? rowsOf(chapter, items, closed, listed(within)) : []),
    ...(typeof additionalProperties === 'object'
      ? [{ within, name: '*', required: false, schema: additionalProperties }]
      : []),
  ]
}

function named({ document }: Chapter, schema: Schema): Schema {
  const name = refOf(schema)
  return name ? (document.components.schemas?.[name] ?? {}) : schema
}

const listed = (within: string[]) => within.map((name, i) => (i === within.length - 1 ? `${name}[]` : name))
