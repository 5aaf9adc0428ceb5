import { violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import { asTaken } from '../customers/change.ts'
import type { Customer } from '../customers/customer.ts'
import { claimOf, knownId, missing } from '../customers/identity.ts'
import type { Person } from '../customers/person.ts'
import { patchPerson, selectPeople } from '../customers/person-sql.ts'
import { type Claim, selectCustomers } from '../customers/sql.ts'
import { once, type Token } from '../idempotency/once.ts'
import { remember } from '../idempotency/sql.ts'
import { movePointsBack } from '../loyalty/unmerge.ts'
import { Refusal } from '../problem.ts'
import { moveBelongingsBack } from './belongings.ts'
import { survivorOf } from './follow.ts'
import { separate } from './separate.ts'
import { deleteMerge, type Merge, selectMerge } from './sql.ts'

export interface UnmergeTerms {
  token?: Token | null
  /** The version of the survivor that the caller has seen. */
  survivorVersion?: number | null
  /** Columns of the survivor that stay as they are now. */
  keep?: readonly string[]
}

/**
 * Takes a merge back: the victim is live again as it was, the survivor is without what it got from it. Answers both,
 * the victim first. Raises missing; not_merged; merged and archived for a survivor that is so; changed_since for columns
 * that the merge filled and somebody has written since, unless they are to be kept, and for points spent since; stale;
 * taken when another customer holds an identifier of the victim by now; with a token reused_idempotency_key.
 */
export async function unmergeCustomer(
  ctx: Context,
  victimId: string,
  terms: UnmergeTerms = {},
): Promise<{ victim: Customer; survivor: Customer }> {
  const id = knownId(victimId)
  const { token = null } = terms
  const attempt = () =>
    once(ctx, token, () =>
      ctx.db.transaction(async (tx) => {
        const outcomes = await becomeTwo({ ...ctx, db: tx }, id, terms)
        await remember(tx, ctx, token, outcomes)
        return outcomes
      }),
    )
  try {
    const [victim, survivor] = await attempt().catch((error) => {
      // Somebody was linked to the account meanwhile, as is seen now, and the victim's link rests.
      if (violatedConstraint(error) === 'customer_links_external_id') return attempt()
      throw error
    })
    return { victim: victim?.customer as Customer, survivor: survivor?.customer as Customer }
  } catch (error) {
    throw await asTaken(ctx, error, () => claimsOf(ctx, id, terms.keep ?? []))
  }
}

async function becomeTwo(ctx: Context, id: string, terms: UnmergeTerms) {
  const { merge, survivor } = await holdMerge(ctx, id)
  await refuseSurvivor(ctx, survivor, terms.survivorVersion ?? null)
  const points = await movePointsBack(ctx, id, survivor.id)
  // What the ledger says is not in doubt.
  const keep = [...(terms.keep ?? []), ...Object.keys(points.survivor)]
  const patch = { ...patchOf(survivor, merge, keep), ...points.survivor }

  const at = new Date().toISOString()
  const origin = {
    organization_id: ctx.organizationId,
    actor: ctx.actor,
    request_id: ctx.requestId,
    user_context: ctx.userContext,
    at,
  }
  // First, for it to let go of the identifiers that are the victim's.
  const kept = await patchPerson(ctx.db, { ...origin, id: survivor.id, kind: 'unmerged', patch })
  const back = { archived_at: null, merged_into: null, ...points.victim }
  const restored = await patchPerson(ctx.db, { ...origin, id, kind: 'unmerged', patch: back })
  await moveBelongingsBack(ctx.db, ctx.organizationId, id, survivor.id)
  await deleteMerge(ctx.db, ctx, id)
  return [restored, kept].map((customer) => ({ customer, created: false }))
}

/**
 * The merge, and its survivor, as they are until the transaction ends. Whoever merges, unmerges or erases holds the rows
 * of both customers, and these come first.
 */
async function holdMerge(ctx: Context, id: string): Promise<{ merge: Merge; survivor: Person }> {
  for (;;) {
    const seen = await selectMerge(ctx.db, ctx, id)
    if (!seen) throw await notMerged(ctx, id)
    const people = await selectPeople(ctx.db, ctx, [id, seen.survivor_id], 'locked')
    const merge = await selectMerge(ctx.db, ctx, id)
    // Part of somebody else by now, or of nobody: another look.
    if (merge?.survivor_id === seen.survivor_id)
      return { merge, survivor: people.get(merge.survivor_id) as Person }
  }
}

async function notMerged(ctx: Context, id: string): Promise<Refusal> {
  const [customer] = await selectCustomers(ctx.db, [{ organization_id: ctx.organizationId, id }])
  return customer ? new Refusal({ kind: 'refused', rule: 'not_merged', fields: [] }) : missing()
}

async function refuseSurvivor(ctx: Context, survivor: Person, expected: number | null): Promise<void> {
  const { id, merged_into, archived_at, version } = survivor
  if (merged_into !== null) throw new Refusal({ kind: 'merged', id, into: await survivorOf(ctx.db, ctx, id) })
  if (archived_at !== null) throw new Refusal({ kind: 'refused', rule: 'archived', fields: ['survivor'] })
  if (expected !== null && expected !== version) throw new Refusal({ kind: 'stale', version, id })
}

function patchOf(survivor: Person, merge: Merge, keep: readonly string[]): Partial<Person> {
  const { patch, unclear } = separate(survivor, merge, new Set(keep))
  if (unclear.length > 0) throw new Refusal({ kind: 'refused', rule: 'changed_since', fields: unclear })
  return patch
}

/** What the victim would have back, but for what the survivor would let go of. */
async function claimsOf(ctx: Context, id: string, keep: readonly string[]): Promise<Claim[]> {
  const key = (each: string) => ({ organization_id: ctx.organizationId, id: each })
  const [victim] = await selectCustomers(ctx.db, [key(id)])
  if (!victim?.merged_into) return []
  const [survivor] = await selectCustomers(ctx.db, [key(victim.merged_into)])
  const claim = claimOf(victim, id, null)
  const held = survivor && claimOf(survivor, null, null)
  for (const field of ['email', 'phone', 'external_id'] as const)
    if (held?.[field] === claim[field] && !keep.includes(field)) claim[field] = null
  return [claim]
}
