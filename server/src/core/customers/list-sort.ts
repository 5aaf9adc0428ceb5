import type { Position } from '../page.ts'

/**
 * What customers are listed by. Each has an index of (organization, key, id); creation is the order of the ids.
 * Identifiers are unique among the live, so that theirs has no id, and one of the ids of those who have none.
 */
export const sorts = [
  'created_at',
  'email',
  'phone_e164',
  'external_id',
  'full_name',
  'last_order_at',
  'ltv',
  'total_orders',
  'number',
] as const

export type Sort = (typeof sorts)[number]

/** One walk along an order: which way, from where. */
export interface Walk {
  organizationId: string
  sort: Sort
  /** Which way the keys run in this walk. */
  ascending: boolean
  /** Against the order of the list, so that nulls come first. */
  backward: boolean
  position: Position | null
  rows: number
}

interface Key {
  expression: string
  nullable: boolean
  /** The column, where those who have none are in an index of their own: only what names it so is looked up there. */
  column?: string
  /** The index of the values has no row without one, and needs to be told that none is asked for. */
  sparse?: boolean
  /** The key of the position that a walk goes on from, whose text is `i.key`. */
  from: string
  /** Whether a cursor may hold this: forged text must not raise errors in the database. */
  holds(value: string | null): boolean
}

const textKey = (column: string): Key => ({
  expression: `lower(c.${column}) collate "C"`,
  nullable: true,
  from: 'lower(i.key) collate "C"',
  holds: isText,
})

const identifierKey = (column: string): Key => ({
  expression: `c.${column} collate "C"`,
  nullable: true,
  column: `c.${column}`,
  sparse: true,
  from: 'i.key collate "C"',
  holds: isText,
})

export const keys: Record<Sort, Key> = {
  created_at: {
    expression: 'c.id',
    nullable: false,
    from: 'i.id',
    holds: (value) => value === null,
  },
  email: { ...textKey('email'), column: 'c.email' },
  phone_e164: identifierKey('phone_e164'),
  external_id: identifierKey('external_id'),
  full_name: textKey('full_name'),
  last_order_at: {
    expression: 'c.last_order_at',
    nullable: true,
    from: 'i.key::timestamptz',
    holds: (value) => value === null || isTime(value),
  },
  ltv: {
    expression: 'c.ltv',
    nullable: false,
    from: 'i.key::numeric',
    holds: (value) => value !== null && /^\d{1,12}(\.\d{1,8})?$/.test(value),
  },
  number: {
    expression: 'c.number',
    nullable: false,
    from: 'i.key::bigint',
    holds: (value) => value !== null && /^\d{1,16}$/.test(value),
  },
  total_orders: {
    expression: 'c.total_orders',
    nullable: false,
    from: 'i.key::bigint',
    holds: (value) => value !== null && /^\d{1,16}$/.test(value),
  },
}

/** Such as the database can keep; null is among the keys, too. */
function isText(value: string | null): boolean {
  return value === null || (!value.includes('\0') && value.isWellFormed())
}

/** Of the years that the database reads in this notation. */
function isTime(value: string): boolean {
  const time = new Date(value)
  return !/^([+-]|0000)/.test(value) && !Number.isNaN(time.getTime()) && time.toISOString() === value
}

/** Rows that one range of an index has in order. */
export interface Part {
  /** Over `customers c` and the place that the walk goes on from, `i`. */
  condition: string
  /** As the index has it: nulls last when ascending, first when descending. */
  order: string
}

/**
 * The parts of a walk, in the order in which it meets them. Nulls come last in both directions, which no index can
 * give: so values and nulls are two parts, each a plain range of an index read either way.
 */
export function partsOf({ sort, ascending, backward, position }: Walk): Part[] {
  const { expression, nullable, column = expression, sparse = false, from } = keys[sort]
  const [beyond, direction] = ascending ? ['>', 'asc'] : ['<', 'desc']
  const byId = `c.id ${direction}`
  const idsBeyond = `c.id ${beyond} i.id`
  if (sort === 'created_at') return [{ condition: position ? idsBeyond : 'true', order: byId }]

  const order = `${expression} ${direction}, ${byId}`
  const values = { condition: `${sparse ? column : expression} is not null`, order }
  const nulls = { condition: `${column} is null`, order: byId }
  if (!position) return nullable ? (backward ? [nulls, values] : [values, nulls]) : [values]
  if (position.value === null) {
    const nullsBeyond = { condition: `${column} is null and ${idsBeyond}`, order: byId }
    return backward ? [nullsBeyond, values] : [nullsBeyond]
  }
  const beyondPosition = `(${expression}, c.id) ${beyond} (${from}, i.id)`
  const valuesBeyond = {
    condition: sparse ? `${column} is not null and ${beyondPosition}` : beyondPosition,
    order,
  }
  return backward || !nullable ? [valuesBeyond] : [valuesBeyond, nulls]
}
