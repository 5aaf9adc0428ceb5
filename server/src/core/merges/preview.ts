import type { Context } from '../context.ts'
import type { Column, Customer } from '../customers/customer.ts'
import { mask } from '../customers/mask.ts'
import { combinedFigures } from '../loyalty/merge.ts'
import type { Origin } from './combine.ts'
import { type Pairing, readPair } from './pair.ts'

export interface Preview {
  /** The survivor as the merge would leave it, but for the time. */
  customer: Customer
  /** Whose value each column would have. */
  from: Record<Column, Origin>
  /** What the two are at now: a merge that names these makes what was previewed. */
  versions: { survivor: number; victim: number }
}

/** What merging would make; writes nothing. Raises as readPair. */
export async function previewMerge(ctx: Context, pairing: Pairing): Promise<Preview> {
  const { survivor, victim, after, from } = await readPair(ctx.db, ctx, pairing, 'as they are')
  const figures = await combinedFigures(ctx, victim.id, survivor.id)
  const { ssn_hash, ...customer } = { ...survivor, ...after, ...figures, version: survivor.version + 1 }
  return {
    customer: mask(ctx, customer),
    from,
    versions: { survivor: survivor.version, victim: victim.version },
  }
}
