import type { Context } from '../context.ts'
import { type Issue, Refusal } from '../problem.ts'
import type { Column, Customer } from './customer.ts'
import { companions, covers } from './personal.ts'

/** The columns that a key is shown in masked form alone. */
export type Mask = ReadonlySet<Column>

/** A column that can be masked: personal data. */
export type Maskable = { [Name in Column]: (typeof covers)[Name] extends null ? never : Name }[Column]
export const maskable = (Object.keys(covers) as Column[]).filter(
  (name): name is Maskable => covers[name] !== null,
)

/** The mask of these columns and their companions; null of none. */
export function maskOf(fields: readonly Column[]): Mask | null {
  return fields.length === 0 ? null : new Set(fields.flatMap((name) => [name, ...(companions[name] ?? [])]))
}

/** The customer as the key that asks may see it: every customer that leaves the core for a reader passes here. */
export function mask(ctx: Context, customer: Customer): Customer {
  return ctx.mask ? maskMembers(ctx, customer) : customer
}

/** As mask, for a record that has some of a customer's columns, such as the changed ones. */
export function maskMembers<Members extends object>(ctx: Context, members: Members): Members {
  if (!ctx.mask) return members
  const masked = { ...members } as Record<string, unknown>
  for (const name of ctx.mask) {
    const value = masked[name]
    if (value !== null && value !== undefined) masked[name] = covers[name]?.(String(value)) ?? null
  }
  // Whatever can be masked is text or may be null, so what it is replaced by is in its type.
  return masked as Members
}

/** What of a request asks about which column. */
export type Asked = readonly [path: Issue['path'], column: Column]

/**
 * Refuses to choose, order or find customers by what the key may not see, since the answer would tell it.
 * Raises forbidden, naming what asks.
 */
export function refuseMasked(ctx: Context, asked: () => Iterable<Asked>): void {
  if (!ctx.mask) return
  const issues: Issue[] = []
  for (const [path, column] of asked())
    if (ctx.mask.has(column)) issues.push({ path, message: `${column} is masked for this key` })
  if (issues.length > 0) throw new Refusal({ kind: 'forbidden', issues })
}
