import type { Context } from '../../core/context.ts'
import type { Customer } from '../../core/customers/customer.ts'
import type { TillRef } from '../../core/tills/entrant.ts'
import { findTill } from '../../core/tills/find.ts'

/** The tills where customers registered, by code; those that are gone are not there. */
export async function tillsOf(ctx: Context, customers: readonly Customer[]): Promise<Map<string, TillRef>> {
  const codes = [...new Set(customers.flatMap(({ registered_till }) => registered_till ?? []))]
  const found = await Promise.all(codes.map((code) => findTill(ctx, 'code', code)))
  return new Map(found.flatMap((till) => (till ? [[till.code, till] as const] : [])))
}
