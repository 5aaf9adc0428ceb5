import type { Context } from '../context.ts'
import { applyChange, changeOf, type Terms } from './change.ts'
import type { Customer } from './customer.ts'

/** Archives a customer and frees its identifiers; one that is archived already stays as it is. Raises missing, stale. */
export async function archiveCustomer(ctx: Context, id: string, terms: Terms = {}): Promise<Customer> {
  return (
    await applyChange(ctx, changeOf(ctx, 'archived', id, { archived_at: new Date().toISOString() }, terms))
  ).customer
}

/** Brings an archived customer back; a live one stays as it is. Raises missing, stale, and taken where its identifiers are. */
export async function restoreCustomer(ctx: Context, id: string, terms: Terms = {}): Promise<Customer> {
  return (await applyChange(ctx, changeOf(ctx, 'restored', id, { archived_at: null }, terms))).customer
}
