import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import type { Person, PersonColumn } from '../customers/person.ts'
import { patchPerson } from '../customers/person-sql.ts'
import { once, type Token } from '../idempotency/once.ts'
import { remember } from '../idempotency/sql.ts'
import { movePoints } from '../loyalty/merge.ts'
import { moveBelongings } from './belongings.ts'
import { type Pair, type Pairing, readPair } from './pair.ts'
import { insertMerge } from './sql.ts'

/**
 * Makes the victim part of the survivor by the rules, archives it, and answers the survivor. Both get a version and a
 * line of the change feed, the victim first. Raises as readPair, and with a token reused_idempotency_key.
 */
export async function mergeCustomers(
  ctx: Context,
  pairing: Pairing,
  token: Token | null = null,
): Promise<Customer> {
  const [outcome] = await once(ctx, token, () =>
    ctx.db.transaction(async (tx) => {
      const within = { ...ctx, db: tx }
      const customer = await becomeOne(within, await readPair(tx, ctx, pairing, 'locked'))
      const outcomes = [{ customer, created: false }]
      await remember(tx, ctx, token, outcomes)
      return outcomes
    }),
  )
  return outcome?.customer as Customer
}

async function becomeOne(ctx: Context, { survivor, victim, after: combined }: Pair): Promise<Customer> {
  const after = { ...combined, ...(await movePoints(ctx, victim.id, survivor.id)) }
  const at = new Date().toISOString()
  const origin = {
    organization_id: ctx.organizationId,
    actor: ctx.actor,
    request_id: ctx.requestId,
    user_context: ctx.userContext,
    at,
  }
  // First, for it to let go of the identifiers that the survivor takes over.
  await patchPerson(ctx.db, {
    ...origin,
    id: victim.id,
    kind: 'merged',
    patch: { archived_at: at, merged_into: survivor.id },
  })
  const customer = await patchPerson(ctx.db, { ...origin, id: survivor.id, kind: 'merged', patch: after })
  await moveBelongings(ctx.db, ctx.organizationId, victim.id, survivor.id)
  await insertMerge(ctx.db, ctx, at, {
    victim_id: victim.id,
    survivor_id: survivor.id,
    survivor_version: customer.version,
    before: only(survivor, Object.keys(after) as PersonColumn[]),
    after,
  })
  return customer
}

const only = (person: Person, columns: PersonColumn[]) =>
  Object.fromEntries(columns.map((column) => [column, person[column]])) as Partial<Person>
