import { violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import { type Outcome, once, type Token } from '../idempotency/once.ts'
import { remember } from '../idempotency/sql.ts'
import { type Problem, Refusal } from '../problem.ts'
import { archiveCustomer } from './archive.ts'
import { applyChange, changeOf, type Terms } from './change.ts'
import { createOnce } from './create.ts'
import type { Changes } from './customer.ts'
import { claimOf, conflictsOf } from './identity.ts'
import { normalChanges } from './normal.ts'
import { identifierOf } from './sql.ts'
import { type By, upsertCustomer } from './upsert.ts'

/** One write of a batch, with terms of its own. */
export type Operation =
  | { op: 'create'; changes: Changes; terms: Terms }
  | { op: 'upsert'; by: By; changes: Changes; terms: Terms }
  | { op: 'patch'; id: string; changes: Changes; terms: Terms }
  | { op: 'archive'; id: string; terms: Terms }

/** Runs every operation on its own; those on one customer in their order. An outcome or a refusal for each. */
export function runEach(ctx: Context, operations: Operation[]): Promise<PromiseSettledResult<Outcome>[]> {
  const last = new Map<string, Promise<unknown>>()
  return Promise.allSettled(
    operations.map((operation) => {
      const target = targetOf(operation)
      const before = target === null ? undefined : last.get(target)
      const outcome = before ? before.then(() => runOne(ctx, operation)) : runOne(ctx, operation)
      if (target !== null)
        last.set(
          target,
          outcome.catch(() => undefined),
        )
      return outcome
    }),
  )
}

/**
 * Runs all operations in one transaction, or none. Raises operation, with the place of the one that was refused;
 * with a token, reused_idempotency_key.
 */
export function runTogether(ctx: Context, operations: Operation[], token: Token | null): Promise<Outcome[]> {
  return once(ctx, token, async () => {
    try {
      return await ctx.db.transaction(async (tx) => {
        const outcomes = allOf(await runEach({ ...ctx, db: tx }, operations))
        await remember(tx, ctx, token, outcomes)
        return outcomes
      })
    } catch (error) {
      throw await explained(ctx, error, operations)
    }
  })
}

/** The outcomes, or the first refusal, with its place. After a refusal the database answers nothing more to the others. */
function allOf(settled: PromiseSettledResult<Outcome>[]): Outcome[] {
  const reasons = settled.flatMap((result, row) =>
    result.status === 'rejected' ? [{ reason: result.reason, row }] : [],
  )
  const violation = reasons.find(({ reason }) => violatedConstraint(reason) !== null)
  if (violation) throw violation.reason
  const [first] = reasons
  if (first) throw first.reason instanceof Refusal ? at(first.row, first.reason.problem) : first.reason
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

const at = (row: number, problem: Problem) => new Refusal({ kind: 'operation', row, problem })

/** Says whose identifiers are taken, in the place of the database's complaint about one of a statement. */
async function explained(ctx: Context, error: unknown, operations: Operation[]): Promise<unknown> {
  const field = identifierOf[violatedConstraint(error) ?? '']
  if (!field) return error
  const claims = operations.flatMap((operation, row) =>
    operation.op === 'patch'
      ? [claimOf(normalChanges(operation.changes, ctx.country), operation.id, row)]
      : [],
  )
  const [conflict] = await conflictsOf(ctx.db, ctx, claims)
  const conflicts = [{ field, holder: null, ...conflict, row: null }]
  return at(conflict?.row ?? 0, { kind: 'taken', conflicts })
}

async function runOne(ctx: Context, operation: Operation): Promise<Outcome> {
  switch (operation.op) {
    case 'create':
      return createOnce(ctx, operation.changes, operation.terms.token ?? null)
    case 'upsert':
      return upsertCustomer(ctx, operation.by, operation.changes, operation.terms)
    case 'patch': {
      const changes = normalChanges(operation.changes, ctx.country)
      return applyChange(ctx, changeOf(ctx, 'updated', operation.id, changes, operation.terms))
    }
    case 'archive':
      return { customer: await archiveCustomer(ctx, operation.id, operation.terms), created: false }
    default:
      return operation satisfies never
  }
}

/** What must happen in order: operations that name the same customer. */
function targetOf(operation: Operation): string | null {
  switch (operation.op) {
    case 'create':
      return null
    case 'upsert':
      return `${operation.by.field} ${operation.by.value.toLowerCase()}`
    default:
      return operation.id.toLowerCase()
  }
}
