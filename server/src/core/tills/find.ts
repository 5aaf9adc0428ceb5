import type { Context } from '../context.ts'
import type { TillRef } from './entrant.ts'

/** What a till can be found by: its own code, or something of its store. */
export type TillKey =
  | 'code'
  | 'store_code'
  | 'store_name'
  | 'store_external_id'
  | 'store_external_id_1'
  | 'store_external_id_2'

/**
 * The active till with this code, or the first, by code, of the store that is meant; null where there is none. Fresh to
 * half a second (contract sheet §1.4, attribution).
 */
export function findTill(
  _ctx: Pick<Context, 'db' | 'organizationId'>,
  _by: TillKey,
  _value: string,
): Promise<TillRef | null> {
  throw new Error('to come')
}
