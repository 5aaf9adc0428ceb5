import type { Context } from '../context.ts'
import { applyChange, changeOf, type Terms } from './change.ts'
import { type Changes, type Column, type Customer, columns, defaults, serverOwned } from './customer.ts'
import { normalChanges, wholeName } from './normal.ts'

/** Every column that a caller may write, as it is when nothing was ever written to it. */
const blank = Object.fromEntries(
  (Object.keys(columns) as Column[])
    .filter((name) => !(serverOwned as readonly Column[]).includes(name))
    .map((name) => [name, emptyOf(name)]),
) as Changes

function emptyOf(name: Column): string | number | boolean | null {
  if (name in defaults && columns[name] === 'text')
    return defaults[name as keyof typeof defaults].replaceAll("'", '')
  switch (columns[name]) {
    case 'boolean':
      return false
    case 'integer':
    case 'number':
      return 0
    case 'decimal':
      return '0'
    default:
      return null
  }
}

/**
 * Makes the changes all there is of a customer: what is absent is cleared. Raises missing for an unknown or archived
 * customer, taken, stale.
 */
export async function replaceCustomer(
  ctx: Context,
  id: string,
  changes: Changes,
  terms: Terms = {},
): Promise<Customer> {
  const whole = { ...blank, phone_e164: null, ...wholeName(normalChanges(changes, ctx.country)) }
  return (await applyChange(ctx, changeOf(ctx, 'updated', id, whole, terms))).customer
}
