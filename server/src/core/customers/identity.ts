import type { Context } from '../context.ts'
import { isId } from '../id.ts'
import { type Conflict, type Identifier, Refusal } from '../problem.ts'
import type { NormalChanges } from './customer.ts'
import { type Claim, selectHolders } from './sql.ts'

/** The id in the form it is kept. Whatever cannot be an id is missing like any unknown one. */
export function knownId(id: string, row: number | null = null): string {
  if (!isId(id)) throw missing(row)
  return id.toLowerCase()
}

export const missing = (row: number | null = null) => new Refusal({ kind: 'missing', what: 'customer', row })

/** The identifiers that changes claim for a customer. */
export function claimOf(changes: NormalChanges, id: string | null, row: number | null): Claim {
  return {
    row,
    id,
    email: changes.email ?? null,
    phone: changes.phone_e164 ?? null,
    external_id: changes.external_id ?? null,
  }
}

const identifiers = ['email', 'phone', 'external_id'] as const

/** Refuses claims of which two are the same, naming the later one, and with them those that somebody else holds. */
export async function refuseTwins(ctx: Context, claims: Claim[]): Promise<void> {
  const same = identifiers.flatMap((field) => twins(claims, field))
  if (same.length === 0) return
  // Another of these customers may be about to let go of what it holds.
  const claiming = new Set(claims.map(({ id }) => id))
  const held = (await selectHolders(ctx.db, ctx.organizationId, claims)).filter(
    (one) =>
      !claiming.has(one.holder) && !same.some(({ row, field }) => row === one.row && field === one.field),
  )
  const conflicts = [...same, ...held].toSorted(
    (a, b) => Number(a.row) - Number(b.row) || identifiers.indexOf(a.field) - identifiers.indexOf(b.field),
  )
  throw new Refusal({ kind: 'taken', conflicts })
}

function twins(claims: Claim[], field: Identifier): Conflict[] {
  const seen = new Map<string, string | null>()
  return claims.flatMap((claim) => {
    const value = field === 'email' ? claim.email?.toLowerCase() : claim[field]
    if (value === undefined || value === null) return []
    // A customer that is changed twice may be given the same value twice.
    const twin = seen.has(value) && (claim.id === null || seen.get(value) !== claim.id)
    seen.set(value, claim.id)
    return twin ? [{ field, row: claim.row, holder: null }] : []
  })
}
