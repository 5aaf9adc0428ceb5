import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import * as v from 'valibot'
import type { Context } from '../../core/context.ts'
import { type Operation, runEach, runTogether } from '../../core/customers/batch.ts'
import type { Terms } from '../../core/customers/change.ts'
import type { Outcome, Token } from '../../core/idempotency/once.ts'
import { reserveKey } from '../../core/idempotency/reserve.ts'
import { problemIn, Refusal } from '../../core/problem.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { idempotencyKey, longestKey } from '../rules.ts'
import { sendJson } from '../send-json.ts'
import { isLarge, read, writeList } from '../wire.ts'
import { secretOf } from './auth.ts'
import { changesOf, writeCustomer } from './customer.ts'
import { documentOf } from './errors.ts'
import { noParameters } from './key-schemas.ts'
import { tokenOf, wantsMinimal } from './preconditions.ts'
import { customerBody, newIdentifier } from './schemas.ts'

const terms = {
  idempotency_key: v.optional(idempotencyKey),
  version: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
}

/** One write of a batch; `version` is the one that the caller has seen, as in If-Match. */
export const operationBody = v.variant('op', [
  v.strictObject({ op: v.literal('create'), body: customerBody, idempotency_key: terms.idempotency_key }),
  v.strictObject({
    op: v.literal('upsert'),
    by: newIdentifier,
    body: customerBody,
    ...terms,
    // 0: there is none yet.
    version: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  v.strictObject({ op: v.literal('patch'), id: v.string(), body: customerBody, ...terms }),
  v.strictObject({ op: v.literal('archive'), id: v.string(), ...terms }),
])

export const mostOperations = 500

export const batchBody = v.strictObject({
  mode: v.optional(v.picklist(['atomic', 'each']), 'atomic'),
  operations: v.pipe(v.array(v.unknown()), v.maxLength(mostOperations)),
})

/** POST /v1/customers/batch: all or nothing, or each on its own with an outcome for each. */
export function batch(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools, secretOf)

  app.post(
    '/customers/batch',
    admit({ scope: 'customers:write', bucket: 'batch' }),
    async (request, reply) => {
      read(noParameters, request.query)
      const { mode, operations } = read(batchBody, request.body)
      const ctx = contextOf(request)
      const token = tokenOf(request, 'batch')
      const isMinimal = wantsMinimal(request)
      const write = isMinimal ? writePlace : writeWhole
      if (isMinimal) reply.header('preference-applied', 'return=minimal')
      const run = mode === 'atomic' ? together : each
      const results = writeList(await run(ctx, operations, token), (one) =>
        one instanceof Refusal ? writeRefusal(one) : write(one),
      )
      return sendJson(reply, `{"mode":"${mode}","results":${results}}`)
    },
  )
}

function together(ctx: Context, operations: unknown[], token: Token | null): Promise<Outcome[]> {
  const all = operations.map((operation, row) =>
    within(row, () => operationOf(read(operationBody, operation), ctx.preconditionRequired)),
  )
  return runTogether(ctx, all, token)
}

/** Each operation answers for itself, so the key of the call stands for a key of each; others are refused under it. */
async function each(
  ctx: Context,
  operations: unknown[],
  token: Token | null,
): Promise<(Outcome | Refusal)[]> {
  if (token) await reserveKey(ctx, token)
  // One answer tells what is wrong with all of them, so they are measured together; once, and where one is wrong.
  let isLargeBatch: boolean | undefined
  const isOfLarge = () => (isLargeBatch ??= isLarge(operations))
  const asked = operations.map((operation, row) =>
    attempt(() => {
      const body = read(operationBody, operation, isOfLarge)
      return keyed(operationOf(body, ctx.preconditionRequired), token?.key, row)
    }),
  )
  const settled = await runEach(
    ctx,
    asked.filter((one): one is Operation => !(one instanceof Refusal)),
  )
  return asked.map((one) => {
    const result = one instanceof Refusal ? ({ status: 'rejected', reason: one } as const) : settled.shift()
    if (result?.status === 'fulfilled') return result.value
    const problem = problemIn(result?.reason)
    if (!problem || problem.kind === 'unavailable') throw result?.reason
    return new Refusal(problem)
  })
}

function operationOf(
  operation: v.InferOutput<typeof operationBody>,
  preconditionRequired: boolean,
): Operation {
  const fingerprint = hash('sha256', JSON.stringify(operation))
  const { idempotency_key: key } = operation
  const expectedVersion = 'version' in operation ? (operation.version ?? null) : null
  if (preconditionRequired && operation.op !== 'create' && expectedVersion === null)
    throw new Refusal({ kind: 'precondition_required' })
  const terms: Terms = {
    token: key === undefined ? null : { key, fingerprint },
    expectedVersion,
    merge: true,
  }
  switch (operation.op) {
    case 'create':
      return { op: 'create', changes: changesOf(operation.body), terms }
    case 'upsert':
      return { op: 'upsert', by: operation.by, changes: changesOf(operation.body), terms }
    case 'patch':
      return { op: 'patch', id: operation.id, changes: changesOf(operation.body), terms }
    case 'archive':
      return { op: 'archive', id: operation.id, terms }
    default:
      return operation satisfies never
  }
}

function keyed(operation: Operation, key: string | undefined, row: number): Operation {
  if (key === undefined || operation.terms.token) return operation
  const { terms, ...rest } = operation
  // Longer than any that a caller may send, and so none of theirs.
  const ownKey = `${key}#${row}`.padEnd(longestKey + 1, '#')
  const token = { key: ownKey, fingerprint: hash('sha256', JSON.stringify(rest)) }
  return { ...operation, terms: { ...terms, token } }
}

/** Runs `act`, naming the place of the operation in what it refuses. */
function within<T>(row: number, act: () => T): T {
  const result = attempt(act)
  if (!(result instanceof Refusal)) return result
  if (result.problem.kind !== 'invalid')
    throw new Refusal({ kind: 'operation', row, problem: result.problem })
  const issues = result.problem.issues.map((issue) => ({
    ...issue,
    path: ['operations', row, ...issue.path],
  }))
  throw new Refusal({ kind: 'invalid', issues })
}

function attempt<T>(act: () => T): T | Refusal {
  try {
    return act()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

const statusOf = ({ created }: Outcome) => (created ? 201 : 200)
const writeWhole = (outcome: Outcome) =>
  `{"status":${statusOf(outcome)},"customer":${writeCustomer(outcome.customer)}}`
const writePlace = (outcome: Outcome) =>
  JSON.stringify({ status: statusOf(outcome), id: outcome.customer.id, version: outcome.customer.version })

function writeRefusal({ problem }: Refusal): string {
  const document = documentOf(problem)
  return JSON.stringify({ status: document.status, problem: document })
}
