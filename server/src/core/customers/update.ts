import { violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import { type Outcome, once, type Token } from '../idempotency/once.ts'
import { remember } from '../idempotency/sql.ts'
import { applyChange, asTaken, changeOf, type Terms } from './change.ts'
import { type Change, changeCustomers } from './change-sql.ts'
import type { Changes, Customer } from './customer.ts'
import { claimOf, missing, refuseTwins } from './identity.ts'
import { normalChanges } from './normal.ts'
import { identifierOf } from './sql.ts'

/**
 * Changes the members that are there and leaves the others; what changes nothing makes no version.
 * Raises missing for an unknown or archived customer, taken when another live one holds an identifier, stale.
 */
export async function updateCustomer(
  ctx: Context,
  id: string,
  changes: Changes,
  terms: Terms = {},
): Promise<Customer> {
  return (await applyChange(ctx, changeOf(ctx, 'updated', id, normalChanges(changes, ctx.country), terms)))
    .customer
}

/** Changes all customers or none, in order, and answers in that order. Raises as updateCustomer, naming the rows. */
export async function updateCustomers(
  ctx: Context,
  all: { id: string; changes: Changes }[],
  token: Token | null = null,
): Promise<Customer[]> {
  const changes = all.map(({ id, changes }, row) =>
    changeOf(ctx, 'updated', id, normalChanges(changes, ctx.country), {}, row),
  )
  const claims = changes.map(({ changes, id }, row) => claimOf(changes, id, row))
  await refuseTwins(ctx, claims)
  try {
    const outcomes = await once(ctx, token, () => changeInOrder(ctx, changes, token))
    return outcomes.map(({ customer }) => customer)
  } catch (error) {
    throw await asTaken(ctx, error, () => claims)
  }
}

async function changeInOrder(ctx: Context, changes: Change[], token: Token | null): Promise<Outcome[]> {
  try {
    return await changeTogether(ctx, waves(changes), token)
  } catch (error) {
    if (!identifierOf[violatedConstraint(error) ?? ''] || ctx.db.isTransaction) throw error
    // Within a statement PostgreSQL chooses the order: a row may have claimed what the one above it gives up.
    const eachAlone = changes.map((change, row) => [{ row, change }])
    return changeTogether(ctx, eachAlone, token)
  }
}

function changeTogether(ctx: Context, steps: Placed[][], token: Token | null): Promise<Outcome[]> {
  return ctx.db.transaction(async (tx) => {
    const outcomes: Outcome[] = []
    for (const step of steps) {
      const changed = await changeCustomers(
        tx,
        step.map(({ change }) => change),
      )
      step.forEach(({ row }, i) => {
        const customer = changed[i]
        if (!customer) throw missing(row)
        outcomes[row] = { customer, created: false }
      })
    }
    await remember(tx, ctx, token, outcomes)
    return outcomes
  })
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
