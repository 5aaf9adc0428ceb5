import { isAborted, isDeadlock, violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import { type Outcome, once, type Token } from '../idempotency/once.ts'
import { remember } from '../idempotency/sql.ts'
import { runInTurn } from '../in-turn.ts'
import { refuseMerged } from '../merges/follow.ts'
import { Refusal } from '../problem.ts'
import { archiveCustomer } from './archive.ts'
import { applyChange, changeOf, type Terms } from './change.ts'
import { createOnce } from './create.ts'
import type { Changes } from './customer.ts'
import { claimOf } from './identity.ts'
import { e164, normalChanges } from './normal.ts'
import { identifierOf, selectHolders } from './sql.ts'
import { type By, upsertCustomer } from './upsert.ts'

/** One write of a batch, with terms of its own. */
export type Operation =
  | { op: 'create'; changes: Changes; terms: Terms }
  | { op: 'upsert'; by: By; changes: Changes; terms: Terms }
  | { op: 'patch'; id: string; changes: Changes; terms: Terms }
  | { op: 'archive'; id: string; terms: Terms }

/** Runs every operation on its own; those on one customer in their order. An outcome or a refusal for each. */
export async function runEach(
  ctx: Context,
  operations: Operation[],
): Promise<PromiseSettledResult<Outcome>[]> {
  const settled: PromiseSettledResult<Outcome>[] = []
  for (const section of sectionsOf(operations)) settled.push(...(await runSection(ctx, section)))
  return settled
}

function runSection(ctx: Context, operations: Operation[]): Promise<PromiseSettledResult<Outcome>[]> {
  return runInTurn(
    operations,
    (operation) => targetsOf(ctx, operation),
    (operation) => runOne(ctx, operation),
  )
}

/**
 * Splits operations where the way changes in which they name customers: nobody can tell then whether two mean the same
 * one, so the first part ends before the next begins.
 */
function sectionsOf(operations: Operation[]): Operation[][] {
  const sections: Operation[][] = []
  let namedBy: string | null = null
  for (const operation of operations) {
    const by = operation.op === 'upsert' ? operation.by.field : 'id'
    if (by !== namedBy) sections.push([])
    namedBy = by
    sections.at(-1)?.push(operation)
  }
  return sections
}

/**
 * Runs all operations in one transaction, or none, as if one after the other. Raises operation, with the place of the
 * one that was refused; with a token, reused_idempotency_key.
 */
export function runTogether(ctx: Context, operations: Operation[], token: Token | null): Promise<Outcome[]> {
  const within = (run: (ctx: Context, operations: Operation[]) => Promise<Outcome[]>) =>
    ctx.db.transaction(async (tx) => {
      const outcomes = await run({ ...ctx, db: tx }, operations)
      await remember(tx, ctx, token, outcomes)
      return outcomes
    })
  return once(ctx, token, async () => {
    try {
      return await within(runGathered)
    } catch (error) {
      if (!maybeOutOfOrder(error)) throw error
      return within(runInOrder).catch(async (error) => {
        throw await explained(ctx, error, operations)
      })
    }
  })
}

/** Runs operations together where they can be; throws the first refusal, with its place. */
async function runGathered(ctx: Context, operations: Operation[]): Promise<Outcome[]> {
  const settled = await runEach(ctx, operations)
  const reasons = settled.flatMap((result, row) =>
    result.status === 'rejected' ? [{ reason: result.reason, row }] : [],
  )
  // After these the database answers nothing more to the others.
  const cause = reasons.find(({ reason }) => violatedConstraint(reason) !== null || isDeadlock(reason))
  if (cause) throw cause.reason
  const first = reasons.find(({ reason }) => !isAborted(reason)) ?? reasons[0]
  if (first) throw placed(first.reason, first.row)
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
}

/**
 * Operations that ran together had no order: one may have claimed what the one above it gives up, or have a key that
 * another has used meanwhile.
 */
function maybeOutOfOrder(error: unknown): boolean {
  if (error instanceof Refusal && error.problem.kind === 'operation')
    return error.problem.problem.kind === 'taken'
  const constraint = violatedConstraint(error) ?? ''
  return constraint === 'idempotency_pkey' || identifierOf[constraint] !== undefined
}

async function runInOrder(ctx: Context, operations: Operation[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [row, operation] of operations.entries()) {
    try {
      outcomes.push(await runOne(ctx, operation))
    } catch (error) {
      const field = identifierOf[violatedConstraint(error) ?? '']
      if (!field) throw placed(error, row)
      const conflicts = [{ field, row: null, holder: null }]
      throw placed(new Refusal({ kind: 'taken', conflicts }), row)
    }
  }
  return outcomes
}

function placed(error: unknown, row: number): unknown {
  return error instanceof Refusal ? new Refusal({ kind: 'operation', row, problem: error.problem }) : error
}

/** Says who holds the identifiers, now that nothing of the batch has happened: null for an operation of the batch. */
async function explained(ctx: Context, error: unknown, operations: Operation[]): Promise<unknown> {
  if (!(error instanceof Refusal) || error.problem.kind !== 'operation') return error
  const { row, problem } = error.problem
  const operation = operations[row]
  if (problem.kind !== 'taken' || !operation || operation.op === 'archive') return error
  const claim = claimOf(normalChanges(operation.changes, ctx.country), null, null)
  const holders = new Map(
    (await selectHolders(ctx.db, ctx.organizationId, [claim])).map(({ field, holder }) => [field, holder]),
  )
  const conflicts = problem.conflicts.map(({ field }) => ({
    field,
    row: null,
    holder: holders.get(field) ?? null,
  }))
  return placed(new Refusal({ kind: 'taken', conflicts }), row)
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
      return {
        customer: await refuseMerged(ctx, await archiveCustomer(ctx, operation.id, operation.terms)),
        created: false,
      }
    default:
      return operation satisfies never
  }
}

/** What must happen in order: operations that name the same customer. */
function targetsOf({ country }: Context, operation: Operation): string[] {
  switch (operation.op) {
    case 'create':
      return []
    case 'upsert': {
      const { field, value } = operation.by
      return [`${field} ${(field === 'phone' && e164(value, country)) || value.toLowerCase()}`]
    }
    default:
      return [operation.id.toLowerCase()]
  }
}
