type Schema = { [key: string]: unknown }

/**
 * What XML that was read as a tree says, by the schema of the JSON of it: numbers and flags where those are due, lists
 * of what stands there once or never. What the schema does not name stays as it is, for the check to find.
 * @param check the errors of a value by a schema, null where there are none.
 */
export function typed(
  schema: object,
  tree: unknown,
  schemas: Record<string, object>,
  check: (schema: object, value: unknown) => unknown,
): unknown {
  const { $ref, anyOf, type, properties = {}, required = [], items = {} } = schema as Schema
  const again = (part: unknown, of: unknown) => typed(part as object, of, schemas, check)
  if (typeof $ref === 'string') return again(schemas[$ref.split('/').at(-1) ?? ''], tree)
  if (Array.isArray(anyOf)) {
    const readings = anyOf.map((one) => [one, again(one, tree)] as const)
    return (readings.find(([one, value]) => check(one, value) === null) ?? readings[0])?.[1]
  }
  if (type === 'array') return listed(tree).map((item) => again(items, item))
  // An element without content stands for an object without members.
  const members = tree === '' ? {} : tree
  if (type === 'object' && isMembers(members)) {
    const named = Object.entries(properties as Schema).flatMap(([name, part]) => {
      const isThere = Object.hasOwn(members, name) || (required as string[]).includes(name)
      return isThere ? [[name, again(part, members[name])] as const] : []
    })
    return { ...members, ...Object.fromEntries(named) }
  }
  if (type === 'number' || type === 'integer') return Number(tree)
  if (type === 'boolean') return tree === 'true' ? true : tree === 'false' ? false : tree
  return tree
}

const isMembers = (tree: unknown): tree is Schema => typeof tree === 'object' && tree !== null

function listed(tree: unknown): unknown[] {
  if (Array.isArray(tree)) return tree
  return tree === undefined || tree === '' ? [] : [tree]
}
