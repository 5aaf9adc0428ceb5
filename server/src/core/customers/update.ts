import { violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import { once, type Token } from '../idempotency/once.ts'
import { remember } from '../idempotency/sql.ts'
import { Refusal } from '../problem.ts'
import type { Changes, Customer } from './customer.ts'
import { claimOf, conflictsOf, knownId, missing, refuseTwins } from './identity.ts'
import { normalChanges } from './normal.ts'
import { type Change, changeCustomers, changeGathered, identifierOf } from './sql.ts'

/**
 * Changes the members that are there and leaves the others; what changes nothing makes no version.
 * Raises missing for an unknown or archived customer, taken when another live one holds an identifier.
 */
export async function updateCustomer(ctx: Context, id: string, changes: Changes): Promise<Customer> {
  const change = changeOf(ctx, id, changes, null)
  try {
    const customer = await ctx.db.gather(changeGathered, change)
    if (customer) return customer
  } catch (error) {
    throw await asTaken(ctx, error, [change], null)
  }
  throw missing()
}

/** Changes all customers or none, in order, and answers in that order. Raises as updateCustomer, naming the rows. */
export async function updateCustomers(
  ctx: Context,
  all: { id: string; changes: Changes }[],
  token: Token | null = null,
): Promise<Customer[]> {
  const changes = all.map(({ id, changes }, row) => changeOf(ctx, id, changes, row))
  refuseTwins(changes.map(({ changes, id }, row) => claimOf(changes, id, row)))
  try {
    return await once(ctx, token, () =>
      ctx.db.transaction(async (tx) => {
        const customers: Customer[] = []
        for (const wave of waves(changes)) {
          const changed = await changeCustomers(
            tx,
            wave.map(({ change }) => change),
          )
          wave.forEach(({ row }, i) => {
            const customer = changed[i]
            if (!customer) throw missing(row)
            customers[row] = customer
          })
        }
        await remember(tx, ctx, token, customers)
        return customers
      }),
    )
  } catch (error) {
    throw await asTaken(ctx, error, changes, 0)
  }
}

function changeOf(ctx: Context, id: string, changes: Changes, row: number | null): Change {
  return {
    organization_id: ctx.organizationId,
    id: knownId(id, row),
    kind: 'updated',
    actor: ctx.actor,
    request_id: ctx.requestId,
    at: new Date().toISOString(),
    changes: normalChanges(changes, ctx.country),
  }
}

interface Placed {
  row: number
  change: Change
}

/** Splits changes so that a customer named more than once has one of them in each wave, in order. */
function waves(changes: Change[]): Placed[][] {
  const all: Placed[][] = []
  const times = new Map<string, number>()
  changes.forEach((change, row) => {
    const wave = times.get(change.id) ?? 0
    times.set(change.id, wave + 1)
    all[wave] ??= []
    all[wave].push({ row, change })
  })
  return all
}

/** Puts the customers that hold the claimed identifiers in the place of the database's complaint about one. */
async function asTaken(
  ctx: Context,
  error: unknown,
  changes: Change[],
  firstRow: number | null,
): Promise<unknown> {
  const field = identifierOf[violatedConstraint(error) ?? '']
  if (!field) return error
  const claims = changes.map(({ changes, id }, row) => claimOf(changes, id, row))
  const conflicts = (await conflictsOf(ctx.db, ctx, claims)).map(({ field, holder, row }) => ({
    field,
    holder,
    row: firstRow === null ? null : row,
  }))
  // Whoever held it may have let go of it since; the refusal stands, without a holder.
  return new Refusal({
    kind: 'taken',
    conflicts: conflicts.length > 0 ? conflicts : [{ field, holder: null, row: firstRow }],
  })
}
