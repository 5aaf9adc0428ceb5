import type { Position } from '../page.ts'

/**
 * What customers are listed by. Each has an index of (organization, key, id); creation is the order of the ids. Phones
 * and external ids are unique among the live, so that theirs has no id, and one of the ids of those who have none.
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
  /** The column, where its index has no rows without a value: only what names it so is looked up there. */
  sparse?: string
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
  sparse: `c.${column}`,
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
  email: textKey('email'),
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

/**
 * The conditions of the parts of a walk, in the order in which it meets them. Nulls come last in both directions,
 * which no index can give: so values and nulls are two parts, each a plain range of the index read either way.
 */
export function partsOf({ sort, ascending, backward, position }: Walk): ((bind: Bind) => string)[] {
  const { expression, nullable, sparse = expression, of } = keys[sort]
  const beyond = ascending ? '>' : '<'
  const values = () => `${sparse} is not null`
  const nulls = () => `${sparse} is null`
  if (!position) return nullable ? (backward ? [nulls, values] : [values, nulls]) : [values]

  const idsBeyond = (bind: Bind) => `c.id ${beyond} ${bind(position.id)}::text::uuid`
  if (sort === 'created_at') return [idsBeyond]
  if (position.value === null) {
    const nullsBeyond = (bind: Bind) => `${nulls()} and ${idsBeyond(bind)}`
    return backward ? [nullsBeyond, values] : [nullsBeyond]
  }
  const valuesBeyond = (bind: Bind) =>
    `${keys[sort].sparse ? `${values()} and ` : ''}(${expression}, c.id) ${beyond} (${of(bind(position.value))}, ${bind(position.id)}::text::uuid)`
  return backward || !nullable ? [valuesBeyond] : [valuesBeyond, nulls]
}

/** The order of one part, as its index has it: nulls last when ascending, first when descending. */
export function orderOf({ sort, ascending }: Walk): string {
  const direction = ascending ? 'asc' : 'desc'
  return sort === 'created_at'
    ? `c.id ${direction}`
    : `${keys[sort].expression} ${direction}, c.id ${direction}`
}
