import type { Context } from '../../core/context.ts'
import type { Handle } from '../../core/customers/find.ts'
import { missing } from '../../core/customers/identity.ts'
import { type Found, findRegistered } from '../../core/registration/find.ts'
import type { Setup } from '../../core/setup/setup.ts'
import type { SoughtBy } from './parameters.ts'

// There are no loyalty cards here: whoever is sought by one is not found.
const handleOf = {
  id: 'number',
  mobile: 'phone',
  email: 'email',
  external_id: 'external_id',
  card_number: null,
  card_external_id: null,
} satisfies Record<SoughtBy, Handle | null>

/** The live customer that is named so. Raises missing, registration (erased). */
export async function findBy(ctx: Context, setup: Setup, by: SoughtBy, value: string): Promise<Found> {
  const handle = handleOf[by]
  const found = handle && (await findRegistered(ctx, setup, handle, value))
  if (!found) throw missing()
  return found
}

/** What names a customer in an item of a request: the first that was passed, as the contract looks them up (§7-7). */
export function namedIn(
  item: { [Name in 'id' | 'mobile' | 'email' | 'external_id']?: string | null | undefined },
  primary: Handle,
): { by: SoughtBy; value: string } | null {
  const order = ['id', 'mobile', 'email', 'external_id'] as const
  const first = order.find((by) => by !== 'id' && handleOf[by] === primary && item[by])
  const by = item.id ? 'id' : (first ?? order.find((by) => item[by]))
  const value = by && item[by]
  return value ? { by, value } : null
}
