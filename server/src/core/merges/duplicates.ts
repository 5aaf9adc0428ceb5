import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { knownId, missing } from '../customers/identity.ts'
import { mask } from '../customers/mask.ts'
import { selectLookAlikes } from './duplicates-sql.ts'
import { spellingsOf } from './look-alike.ts'
import { selectSurvivor } from './sql.ts'

/** What two customers have in common. */
export type Reason = 'email' | 'phone' | 'name' | 'birth_date' | 'postal_code'

export interface Candidate {
  customer: Customer
  /** From 0 to 1: how sure it is that the two are one person. */
  score: number
  reasons: Reason[]
}

export interface Duplicates {
  /** Whom they are like: where the one asked about was merged, the customer that it is part of now. */
  of: Customer
  candidates: Candidate[]
  more: boolean
}

/**
 * Live customers that may be the same person as this one, the surest first. They are found by mailbox, digits of the
 * phone, or name; the date of birth and the postal code only make surer of one that was found. Raises missing.
 */
export async function findDuplicates(ctx: Context, id: string, size: number): Promise<Duplicates> {
  const customer = await selectSurvivor(ctx.db, ctx, knownId(id))
  if (!customer) throw missing()
  const known = seenBy(ctx, customer)
  const spellings = known.email?.includes('@') ? spellingsOf(known.email) : { addresses: [], tagged: [] }
  const rows = await selectLookAlikes(ctx, known, spellings, size + 1)
  const candidates = rows.slice(0, size).map(({ score, reasons, ...found }) => ({
    customer: mask(ctx, found),
    score,
    reasons: reasons.split(' ') as Reason[],
  }))
  return { of: mask(ctx, customer), candidates, more: rows.length > size }
}

/** Without what is masked for the key: what it may not see is no reason, since the answer would tell it. */
const seenBy = (ctx: Context, customer: Customer): Customer => ({
  ...customer,
  ...Object.fromEntries([...(ctx.mask ?? [])].map((name) => [name, null])),
})
