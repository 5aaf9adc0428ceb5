import type { Product } from '../cards/product.ts'
import type { Context } from '../context.ts'
import { isId } from '../id.ts'
import { Refusal } from '../problem.ts'
import type { KnownSsn } from '../ssn/hash.ts'
import type { Customer } from './customer.ts'
import { type Asked, mask, refuseMasked } from './mask.ts'
import { selectMatching } from './match-sql.ts'

/** What a customer must be, exactly; absent members ask for nothing. */
export interface Match {
  externalId?: string | undefined
  ssn?: KnownSsn | undefined
  birth?: { year?: number | undefined; month?: number | undefined; day?: number | undefined } | undefined
  /** Customers that are tied to other products alone are left out. */
  product: Product
}

export interface Matches {
  customers: Customer[]
  more: boolean
  /** Of all pages. */
  total: number
}

/**
 * A page of the live customers that match, newest first, and how many there are. Raises invalid where `after` is no
 * customer of the product, forbidden for what asks for masked columns.
 * @param size at most `mostRows` of list-sql.ts.
 * @param after id of the customer that the page follows.
 */
export async function matchCustomers(
  ctx: Context,
  match: Match,
  size: number,
  after?: string | undefined,
): Promise<Matches> {
  refuseMasked(ctx, () => askedOf(match))
  if (after !== undefined && !isId(after)) throw strangePlace()
  const found = await selectMatching(ctx, match, size + 1, after?.toLowerCase() ?? null)
  if (!found) throw strangePlace()
  const customers = found.rows.slice(0, size)
  return {
    customers: ctx.mask ? customers.map((one) => mask(ctx, one)) : customers,
    more: found.rows.length > size,
    total: found.total,
  }
}

const strangePlace = () =>
  new Refusal({ kind: 'invalid', issues: [{ path: ['after'], message: 'must be the id of a customer' }] })

function* askedOf({ externalId, ssn, birth = {} }: Match): Generator<Asked> {
  if (externalId !== undefined) yield [['external_id'], 'external_id']
  if (ssn !== undefined) yield [['ssn'], 'ssn_last4']
  for (const part of ['year', 'month', 'day'] as const)
    if (birth[part] !== undefined) yield [['birth', part], `birth_${part}`]
}
