import type { Context } from '../context.ts'
import { type Outcome, once, type Token } from '../idempotency/once.ts'
import { remember } from '../idempotency/sql.ts'
import { Refusal } from '../problem.ts'
import type { Changes, Customer } from './customer.ts'
import { claimOf, refuseTwins } from './identity.ts'
import { millisecondsOf, newId } from './new-id.ts'
import { normalChanges, wholeName } from './normal.ts'
import { takeNumbers } from './numbers.ts'
import { joined, type Reading, showing, whole } from './reading.ts'
import { type Creation, insertGathered, insertReading, type Named, selectHolders } from './sql.ts'
import type { View } from './view.ts'

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

/**
 * As createCustomer, with whether the customer is new: a token may answer with a customer that was changed.
 * @param statement what inserts it, and what belongs to it.
 */
export async function createOnce(
  ctx: Context,
  changes: Changes,
  token: Token | null,
  statement = insertGathered,
): Promise<Outcome> {
  const [outcome] = await once(ctx, token, async () => {
    const creation = creationOf(ctx, changes, await takeNumbers(ctx, 1), token)
    return [{ customer: await insertOne(ctx, creation, statement), created: true }]
  })
  return outcome as Outcome
}

async function insertOne(
  ctx: Context,
  creation: Creation,
  statement: typeof insertGathered,
): Promise<Customer> {
  for (let left = mostAttempts; left > 0; left--) {
    const customer = await ctx.db.gather(statement, creation)
    if (customer) return customer
    const conflicts = await selectHolders(ctx.db, ctx.organizationId, [
      claimOf(creation.changes, creation.id, null),
    ])
    if (conflicts.length > 0) throw new Refusal({ kind: 'taken', conflicts })
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
  const creations = await creationsOf(ctx, all)
  const outcomes = await once(ctx, token, () =>
    ctx.db.transaction(async (tx) => {
      const customers = await insertTogether({ ...ctx, db: tx }, creations, whole)
      const created = customers.map((customer) => ({ customer, created: true }))
      await remember(tx, ctx, token, created)
      return created
    }),
  )
  return outcomes.map(({ customer }) => customer)
}

/** As createCustomers: the customers as JSON in UTF-8, with commas between. */
export async function createAs(
  ctx: Context,
  all: Changes[],
  token: Token | null,
  view: View,
): Promise<Buffer> {
  // What is remembered under a token is the customer itself.
  if (token) return Buffer.from((await createCustomers(ctx, all, token)).map(view.write).join())
  const reading = showing(ctx, view, ['organization_id', 'id'])
  const creations = await creationsOf(ctx, all)
  const rows = await ctx.db.transaction((tx) => insertTogether({ ...ctx, db: tx }, creations, reading))
  return joined(rows.map(reading.show))
}

async function creationsOf(ctx: Context, all: Changes[]): Promise<Creation[]> {
  const numbers = await takeNumbers(ctx, all.length)
  const creations = all.map((changes) => creationOf(ctx, changes, numbers, null))
  await refuseTwins(
    ctx,
    creations.map((creation, row) => claimOf(creation.changes, null, row)),
  )
  return creations
}

/** Within a transaction. */
async function insertTogether<Row extends Named>(
  ctx: Context,
  creations: Creation[],
  reading: Reading<Row>,
): Promise<Row[]> {
  const inserted: Row[] = []
  let due = creations.map((creation, row) => ({ creation, row }))
  for (let left = mostAttempts; left > 0 && due.length > 0; left--) {
    const answers = await insertReading(
      ctx.db,
      due.map(({ creation }) => creation),
      reading,
    )
    due = due.filter(({ row }, i) => {
      const answer = answers[i]
      if (answer) inserted[row] = answer
      return !answer
    })
    const claims = due.map(({ creation, row }) => claimOf(creation.changes, creation.id, row))
    const conflicts = due.length === 0 ? [] : await selectHolders(ctx.db, ctx.organizationId, claims)
    if (conflicts.length > 0) throw new Refusal({ kind: 'taken', conflicts })
    // Whoever held the others has let go of them between the two statements.
  }
  if (due.length > 0) throw new Error('an identifier kept being taken and freed')
  return inserted
}

/** @param numbers taken for the customers of this call: the first is the customer's, and is taken away. */
function creationOf(ctx: Context, changes: Changes, numbers: number[], token: Token | null): Creation {
  // Each id of a process is greater than the one before it, so that the rows of a batch are listed in their order.
  const id = newId()
  return {
    organization_id: ctx.organizationId,
    id,
    number: numbers.shift() as number,
    actor: ctx.actor,
    request_id: ctx.requestId,
    user_context: ctx.userContext,
    at: new Date(millisecondsOf(id)).toISOString(),
    changes: wholeName(normalChanges(changes, ctx.country)),
    remember: token,
  }
}
