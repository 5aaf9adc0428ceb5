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

/** Turns a value into the placeholder that stands for it in the statement. */
export type Bind = (value: string | number | null) => string

interface Key {
  expression: string
  nullable: boolean
  /** The column, where those who have none are in an index of their own: only what names it so is looked up there. */
  column?: string
  /** The index of the values has no row without one, and needs to be told that none is asked for. */
  sparse?: boolean
  /** The key of a position, for the placeholder of its text. */
  of(placeholder: string): string
  /** Whether a cursor may hold this: forged text must not raise errors in the database. */
  holds(value: string | null): boolean
}

const textKey = (column: string): Key => ({
  expression: `lower(c.${column}) collate "C"`,
  nullable: true,
  of: (placeholder) => `lower(${placeholder}::text) collate "C"`,
  holds: (value) => value === null || !value.includes('\0'),
})

const identifierKey = (column: string): Key => ({
  expression: `c.${column} collate "C"`,
  nullable: true,
  column: `c.${column}`,
  sparse: true,
  of: (placeholder) => `${placeholder}::text collate "C"`,
  holds: (value) => value === null || !value.includes('\0'),
})

export const keys: Record<Sort, Key> = {
  created_at: {
    expression: 'c.id',
    nullable: false,
    of: (placeholder) => `${placeholder}::text::uuid`,
    holds: (value) => value === null,
  },
  email: { ...textKey('email'), column: 'c.email' },
  phone_e164: identifierKey('phone_e164'),
  external_id: identifierKey('external_id'),
  full_name: textKey('full_name'),
  last_order_at: {
    expression: 'c.last_order_at',
    nullable: true,
    of: (placeholder) => `${placeholder}::text::timestamptz`,
    holds: (value) => value === null || isTime(value),
  },
  ltv: {
    expression: 'c.ltv',
    nullable: false,
    of: (placeholder) => `${placeholder}::text::numeric`,
    holds: (value) => value !== null && /^\d{1,12}(\.\d{1,8})?$/.test(value),
  },
  number: {
    expression: 'c.number',
    nullable: false,
    of: (placeholder) => `${placeholder}::text::bigint`,
    holds: (value) => value !== null && /^\d{1,16}$/.test(value),
  },
  total_orders: {
    expression: 'c.total_orders',
    nullable: false,
    of: (placeholder) => `${placeholder}::text::bigint`,
    holds: (value) => value !== null && /^\d{1,16}$/.test(value),
  },
}

function isTime(value: string): boolean {
  const time = new Date(value)
  return !Number.isNaN(time.getTime()) && time.toISOString() === value
}

/** Rows that one range of an index has in order. */
export interface Part {
  condition(bind: Bind): string
  /** As the index has it: nulls last when ascending, first when descending. */
  order: string
}

/**
 * The parts of a walk, in the order in which it meets them. Nulls come last in both directions, which no index can
 * give: so values and nulls are two parts, each a plain range of an index read either way.
 */
export function partsOf({ sort, ascending, backward, position }: Walk): Part[] {
  const { expression, nullable, column = expression, sparse = false, of } = keys[sort]
  const [beyond, direction] = ascending ? ['>', 'asc'] : ['<', 'desc']
  const byId = `c.id ${direction}`
  const idsBeyond = (bind: Bind) => `c.id ${beyond} ${bind(position?.id ?? null)}::text::uuid`
  if (sort === 'created_at') return [{ condition: position ? idsBeyond : () => 'true', order: byId }]

  const order = `${expression} ${direction}, ${byId}`
  const values = { condition: () => `${sparse ? column : expression} is not null`, order }
  const nulls = { condition: () => `${column} is null`, order: byId }
  if (!position) return nullable ? (backward ? [nulls, values] : [values, nulls]) : [values]
  if (position.value === null) {
    const nullsBeyond = { condition: (bind: Bind) => `${column} is null and ${idsBeyond(bind)}`, order: byId }
    return backward ? [nullsBeyond, values] : [nullsBeyond]
  }
  const beyondPosition = (bind: Bind) =>
    `(${expression}, c.id) ${beyond} (${of(bind(position.value))}, ${bind(position.id)}::text::uuid)`
  const valuesBeyond = {
    condition: (bind: Bind) => (sparse ? `${column} is not null and ` : '') + beyondPosition(bind),
    order,
  }
  return backward || !nullable ? [valuesBeyond] : [valuesBeyond, nulls]
}
