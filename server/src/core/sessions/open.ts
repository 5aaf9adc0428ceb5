import { randomUUID } from 'node:crypto'
import { violatedConstraint } from '../../db/failure.ts'
import { readEnrolments } from '../cards/enrolment.ts'
import { belongs, type Product } from '../cards/product.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import type { Changes, Customer, Json } from '../customers/customer.ts'
import { lookUp } from '../customers/find.ts'
import { updateCustomer } from '../customers/update.ts'
import { currentCustomer } from '../merges/follow.ts'
import { Refusal } from '../problem.ts'
import type { Session } from './session.ts'
import { insertSession } from './sql.ts'

/** What is said of a new session; null where nothing is. */
export interface SessionDraft {
  customerId: string | null
  /** The id of the customer in the system of the brand. */
  externalId: string | null
  /** What a customer that is made for the session is like. */
  profile: Changes
  /** Patched into the metadata of the customer. */
  customerMetadata: Json | null
  metadata: Json | null
  source: string | null
  transactionAmount: number | null
  transactionCurrency: string | null
  accountHistory: Json | null
}

const mostAttempts = 5

/**
 * Opens a session for the customer that is named by id, else for the one with this external id, else for a new one
 * (contract sheet §6-23). Of concurrent calls for one external id, one adds the customer: the unique index decides.
 * Raises invalid for a customer that is not there, for ids of two customers and for more metadata than a customer may
 * have, taken for an e-mail or a phone that another customer has.
 */
export async function openSession(
  ctx: Context,
  product: Product,
  draft: SessionDraft,
  lifetimeMinutes: number,
): Promise<Session> {
  for (let left = mostAttempts; ; left--) {
    const known = await knownCustomer(ctx, product, draft)
    try {
      return await (known
        ? openFor(ctx, known, draft, lifetimeMinutes)
        : openForNew(ctx, draft, lifetimeMinutes))
    } catch (error) {
      if (left === 1 || !overtaken(error)) throw error
    }
  }
}

/** Null where a customer is to be added. */
async function knownCustomer(
  ctx: Context,
  product: Product,
  { customerId, externalId }: SessionDraft,
): Promise<Customer | null> {
  const holder = externalId === null ? null : await lookUp(ctx, 'external_id', externalId)
  if (customerId === null) return holder
  const customer = await currentCustomer(ctx, customerId).catch(missingAsNull)
  const isHere = customer && customer.archived_at === null
  if (!isHere || !belongs(product, product === null ? [] : await readEnrolments(ctx, customer.id)))
    throw invalid('customer_id', 'must be the id of a customer')
  const isOther = externalId !== null && (customer.external_id ?? externalId) !== externalId
  if (isOther || (holder && holder.id !== customer.id))
    throw invalid('external_id', 'must be of the same customer as the id')
  return customer
}

function missingAsNull(error: unknown): null {
  if (error instanceof Refusal && error.problem.kind === 'missing') return null
  throw error
}

const invalid = (path: string, message: string) =>
  new Refusal({ kind: 'invalid', issues: [{ path: [path], message }] })

/**
 * Changes the customer, if only by nothing, so that it is held: an erasure comes before, or after the session, which it
 * removes then. Raises stale for a customer that another call has given another external id since the look.
 */
function openFor(ctx: Context, { id }: Customer, draft: SessionDraft, minutes: number): Promise<Session> {
  const { externalId: external_id, customerMetadata: metadata } = draft
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    const customer = await updateCustomer(within, id, metadata ? { metadata } : {}, {
      mergeMembers: ['metadata'],
      ...(external_id === null ? {} : { whereEmpty: { external_id } }),
    }).catch(nameAsSent)
    if (external_id !== null && customer.external_id !== external_id)
      throw new Refusal({ kind: 'stale', version: customer.version })
    return insert(within, id, draft, minutes)
  })
}

/** What has become too large is the metadata of the customer: of a session, `metadata` is something else. */
function nameAsSent(error: unknown): never {
  if (!(error instanceof Refusal) || error.problem.kind !== 'invalid') throw error
  const issues = error.problem.issues.map((issue) => ({
    ...issue,
    path: issue.path.map((name) => (name === 'metadata' ? 'customer_metadata' : name)),
  }))
  throw new Refusal({ kind: 'invalid', issues })
}

async function openForNew(ctx: Context, draft: SessionDraft, minutes: number): Promise<Session> {
  const { profile, externalId, customerMetadata } = draft
  return ctx.db.transaction(async (tx) => {
    const within = { ...ctx, db: tx }
    const given = {
      external_id: externalId,
      metadata: customerMetadata,
      account_history: draft.accountHistory,
    }
    const customer = await createCustomer(within, { ...profile, ...given })
    return insert(within, customer.id, draft, minutes)
  })
}

const insert = (ctx: Context, customer_id: string, draft: SessionDraft, lifetime_minutes: number) =>
  insertSession(ctx.db, ctx, {
    id: randomUUID(),
    customer_id,
    source: draft.source,
    transaction_amount: draft.transactionAmount,
    transaction_currency: draft.transactionCurrency,
    metadata: draft.metadata,
    customer_metadata: draft.customerMetadata,
    account_history: draft.accountHistory,
    lifetime_minutes,
  })

/** Another call has added, changed, archived or merged the customer between the look and the write. */
function overtaken(error: unknown): boolean {
  if (violatedConstraint(error) === 'customers_external_id') return true
  if (!(error instanceof Refusal)) return false
  const { problem } = error
  if (['missing', 'merged', 'stale'].includes(problem.kind)) return true
  return problem.kind === 'taken' && problem.conflicts.some(({ field }) => field === 'external_id')
}
