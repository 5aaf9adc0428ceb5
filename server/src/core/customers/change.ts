import { isTooLong, violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import { type Outcome, once, type Token } from '../idempotency/once.ts'
import { whyAbsent } from '../merges/follow.ts'
import { Refusal } from '../problem.ts'
import { type Change, type Changed, changeGathered } from './change-sql.ts'
import type { Changes, Customer, FreeColumn } from './customer.ts'
import { claimOf, knownId } from './identity.ts'
import { type Claim, identifierOf, selectCustomers, selectHolders } from './sql.ts'

/** What a caller may ask of a write besides the change itself. */
export interface Terms {
  token?: Token | null
  /** The version that the caller has seen, 0 for none: any other is refused as stale. */
  expectedVersion?: number | null
  /** Change a customer that is there, and add none. */
  mustExist?: boolean
  /** Free members are patched member by member (RFC 7396) in place of being replaced as a whole. */
  merge?: boolean
  /**
   * Of these columns of free members the first level alone is patched: null removes a member, any other takes its place
   * whole. What would grow beyond 16 KiB is refused.
   */
  mergeMembers?: readonly FreeColumn[]
  /** Written where the customer has nothing in the column: what it has stays. */
  whereEmpty?: Changes
}

/** Makes one change. Raises missing, stale, taken, and with a token reused_idempotency_key. */
export async function applyChange(ctx: Context, change: Change): Promise<Outcome> {
  const [outcome] = await once(ctx, change.remember, async () => [
    { customer: await makeChange(ctx, change), created: false },
  ])
  return outcome as Outcome
}

async function makeChange(ctx: Context, change: Change): Promise<Customer> {
  let customer: Changed | null
  try {
    customer = await ctx.db.gather(changeGathered, change)
  } catch (error) {
    if (isTooLong(error)) throw tooManyMembers(change)
    throw await asTaken(ctx, error, () => claimsOf(ctx, change))
  }
  if (!customer) throw await whyAbsent(ctx, change.id)
  if (customer.stale) throw new Refusal({ kind: 'stale', version: customer.version })
  return customer
}

const tooManyMembers = ({ merge_members = [] }: Change) =>
  new Refusal({
    kind: 'invalid',
    issues: merge_members.map((path) => ({ path: [path], message: 'size must be at most 16384 bytes' })),
  })

/** A change of a customer by id, as the statement takes it. Raises missing for what cannot be an id. */
export function changeOf(
  ctx: Context,
  kind: Change['kind'],
  id: string,
  { name_split, ...changes }: Change['changes'],
  { token = null, expectedVersion = null, merge = false, mergeMembers, whereEmpty }: Terms,
  row: number | null = null,
): Change {
  return {
    organization_id: ctx.organizationId,
    id: knownId(id, row),
    kind,
    actor: ctx.actor,
    request_id: ctx.requestId,
    user_context: ctx.userContext,
    at: new Date().toISOString(),
    changes,
    expected_version: expectedVersion,
    merge,
    merge_members: mergeMembers,
    where_empty: whereEmpty,
    name_split,
    remember: token,
  }
}

/** A restored customer claims what it has had, a changed one what it is given. */
async function claimsOf(ctx: Context, { id, kind, changes }: Change): Promise<Claim[]> {
  if (kind !== 'restored') return [claimOf(changes, id, null)]
  const [customer] = await selectCustomers(ctx.db, [{ organization_id: ctx.organizationId, id }])
  return customer ? [claimOf(customer, id, null)] : []
}

/** Puts the customers that hold the claimed identifiers in the place of the database's complaint about one. */
export async function asTaken(
  ctx: Context,
  error: unknown,
  claims: () => Claim[] | Promise<Claim[]>,
): Promise<unknown> {
  const field = identifierOf[violatedConstraint(error) ?? '']
  // A transaction that was refused answers nothing more; whoever began it asks again after it.
  if (!field || ctx.db.isTransaction) return error
  const claimed = await claims()
  const conflicts = await selectHolders(ctx.db, ctx.organizationId, claimed)
  // Whoever held it may have let go of it since; the refusal stands, without a holder.
  const claim = claimed.find((one) => one[field] !== null)
  const anonymous = { field, holder: null, row: claim?.row ?? null }
  return new Refusal({ kind: 'taken', conflicts: conflicts.length > 0 ? conflicts : [anonymous] })
}
