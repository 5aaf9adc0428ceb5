import type { IncomingHttpHeaders } from 'node:http'
import type { Context } from '../../core/context.ts'
import { Refusal } from '../../core/problem.ts'
import type { Entrant, TillRef } from '../../core/tills/entrant.ts'
import { findTill, type TillKey } from '../../core/tills/find.ts'
import { textOf } from './header.ts'

const keyOf: Record<string, TillKey> = {
  TILL: 'code',
  STORE_CODE: 'store_code',
  STORE_NAME: 'store_name',
  STORE_EXTERNAL_ID: 'store_external_id',
  STORE_EXTERNAL_ID_1: 'store_external_id_1',
  STORE_EXTERNAL_ID_2: 'store_external_id_2',
}

/**
 * The till that a request is attributed to (contract sheet §1.4): of a till itself, of a client the one that its headers
 * name, else its default. Raises invalid where they name none and the default may not stand in.
 */
export async function attributedTill(
  ctx: Context,
  { kind, till, defaultTillIfUnknown }: Entrant,
  headers: IncomingHttpHeaders,
): Promise<TillRef | null> {
  const code = headers['x-cap-api-attribution-entity-code'] ?? headers['x-cap-api-attribution-till-code']
  if (kind === 'till' || code === undefined || code === '') return till
  const type = String(headers['x-cap-api-attribution-entity-type'] ?? 'TILL').toUpperCase()
  const by = Object.hasOwn(keyOf, type) ? keyOf[type] : undefined
  const found = by && (await findTill(ctx, by, textOf(code)))
  if (found) return found
  if (defaultTillIfUnknown) return till
  const message = 'Invalid attribution: Expected a till or a store that there is'
  throw new Refusal({ kind: 'invalid', issues: [{ path: ['x-cap-api-attribution-entity-code'], message }] })
}
