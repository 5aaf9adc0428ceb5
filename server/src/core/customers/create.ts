import { v7 as uuidv7 } from 'uuid'
import type { Context } from '../context.ts'
import { type Outcome, once, type Token } from '../idempotency/once.ts'
import { remember } from '../idempotency/sql.ts'
import { Refusal } from '../problem.ts'
import type { Changes, Customer } from './customer.ts'
import { claimOf, conflictsOf, refuseTwins } from './identity.ts'
import { normalChanges, wholeName } from './normal.ts'
import { type Creation, insertCustomers, insertGathered } from './sql.ts'

const mostAttempts = 5

/**
 * Adds a customer. Raises taken when another live one holds its e-mail, phone or external id;
 * with a token, reused_idempotency_key when the token stood for something else.
 */
export async function createCustomer(
  ctx: Context,
  changes: Changes,
  token: Token | null = null,
): Promise<Customer> {
  return (await createOnce(ctx, changes, token)).customer
}

/** As createCustomer, with whether the customer is new: a token may answer with a customer that was changed. */
export async function createOnce(ctx: Context, changes: Changes, token: Token | null): Promise<Outcome> {
  const creation = creationOf(ctx, changes, token)
  const [outcome] = await once(ctx, token, async () => [
    { customer: await insertOne(ctx, creation), created: true },
  ])
  return outcome as Outcome
}

async function insertOne(ctx: Context, creation: Creation): Promise<Customer> {
  for (let left = mostAttempts; left > 0; left--) {
    const customer = await ctx.db.gather(insertGathered, creation)
    if (customer) return customer
    const conflicts = await conflictsOf(ctx.db, ctx, [claimOf(creation.changes, null, 0)])
    if (conflicts.length > 0)
      throw new Refusal({
        kind: 'taken',
        conflicts: conflicts.map((conflict) => ({ ...conflict, row: null })),
      })
    // Whoever held it has let go of it between the two statements.
  }
  throw new Error('an identifier kept being taken and freed')
}

/** Adds all customers or none, and answers in their order. Raises as createCustomer, naming the rows. */
export async function createCustomers(
  ctx: Context,
  all: Changes[],
  token: Token | null = null,
): Promise<Customer[]> {
  const creations = all.map((changes) => creationOf(ctx, changes, null))
  refuseTwins(creations.map((creation, row) => claimOf(creation.changes, null, row)))
  const outcomes = await once(ctx, token, () => insertTogether(ctx, creations, token))
  return outcomes.map(({ customer }) => customer)
}

function insertTogether(ctx: Context, creations: Creation[], token: Token | null): Promise<Outcome[]> {
  return ctx.db.transaction(async (tx) => {
    for (let left = mostAttempts; left > 0; left--) {
      const customers = await insertCustomers(tx, creations)
      const outcomes = customers.flatMap((customer) => (customer ? [{ customer, created: true }] : []))
      if (outcomes.length === creations.length) {
        await remember(tx, ctx, token, outcomes)
        return outcomes
      }
      const claims = creations.map((creation, row) => claimOf(creation.changes, null, row))
      const conflicts = await conflictsOf(
        tx,
        ctx,
        claims.filter((_, row) => !customers[row]),
      )
      if (conflicts.length > 0) throw new Refusal({ kind: 'taken', conflicts })
    }
    throw new Error('an identifier kept being taken and freed')
  })
}

function creationOf(ctx: Context, changes: Changes, token: Token | null): Creation {
  // Each id of a process is greater than the one before it, so that the rows of a batch are listed in their order.
  const id = uuidv7()
  return {
    organization_id: ctx.organizationId,
    id,
    actor: ctx.actor,
    request_id: ctx.requestId,
    at: new Date(millisecondsOf(id)).toISOString(),
    changes: wholeName(normalChanges(changes, ctx.country)),
    remember: token,
  }
}

/** The time that a UUIDv7 begins with: the order of creation times is the order of ids. */
const millisecondsOf = (id: string) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
