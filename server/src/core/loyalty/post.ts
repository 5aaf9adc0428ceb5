import { violatedConstraint } from '../../db/failure.ts'
import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { isFraudulent } from '../customers/fraud.ts'
import { holdCustomer } from '../customers/hold.ts'
import { knownId } from '../customers/identity.ts'
import { compare } from '../decimal.ts'
import { isId } from '../id.ts'
import type { Token } from '../idempotency/once.ts'
import { writeOnce } from '../idempotency/write-once.ts'
import { Refusal } from '../problem.ts'
import { effectOf, invalid, negative } from './amount.ts'
import { type Book, climb, credit, debit, expireDue, openBook } from './book.ts'
import { selectLots, writeBook } from './book-sql.ts'
import { insertMemberships } from './enrol-sql.ts'
import type { Entry, Wanted } from './entry.ts'
import { readStanding, type Standing, type Sums } from './member.ts'
import type { Membership } from './memberships.ts'
import { changeLocked, figuresOf } from './show.ts'

/** An entry, and what it left of the membership. */
export interface Posted {
  entry: Entry
  membership: Membership
}

/**
 * Posts an entry to a member's ledger; what has expired is posted before it. Lots, sums, tier and, in the default
 * programme, the columns of the customer follow in the same transaction. Raises invalid; missing for an unknown or
 * archived customer or an unknown programme; merged; refused: not_enrolled, insufficient_points, fraud, overflow,
 * reference_used; with a token reused_idempotency_key.
 */
export function postEntry(
  ctx: Context,
  customerId: string,
  wanted: Wanted,
  token: Token | null = null,
): Promise<Posted> {
  const id = knownId(customerId)
  if (wanted.programmeId !== null && !isId(wanted.programmeId))
    throw new Refusal({ kind: 'missing', what: 'programme', row: null })
  return writeOnce(
    ctx,
    token,
    (within) => postOnce(within, id, wanted),
    () => [id],
  )
}

async function postOnce(ctx: Context, id: string, wanted: Wanted): Promise<Posted> {
  try {
    const customer = await holdCustomer(ctx, id)
    refuseFraud(customer, wanted)
    return await post(ctx, customer, wanted)
  } catch (error) {
    throw violatedConstraint(error) === 'points_ledger_reference'
      ? new Refusal({ kind: 'refused', rule: 'reference_used', fields: ['reference'] })
      : error
  }
}

/** As postEntry, for a customer that the transaction of the context has locked. */
export async function post(
  ctx: Context,
  customer: Customer,
  wanted: Wanted,
  { awardsProfile = false } = {},
): Promise<Posted> {
  const at = new Date().toISOString()
  const programmeId = wanted.programmeId?.toLowerCase() ?? null
  const standing = await standingOfMember(ctx, customer, programmeId, at)
  const book = openBook(customer.id, standing, standing.membership, at)
  const entry = await enterWanted(ctx, book, wanted)
  if (awardsProfile) book.membership.profile_awarded_at = at
  climb(book)
  await closeBook(ctx, book)
  const { tier_offset, ...shown } = book.membership
  return { entry, membership: shown }
}

/**
 * Where a customer that is locked stands. Who takes part in loyalty is a member of every programme, also of one that came
 * later. Raises missing for an unknown programme; refused: not_enrolled.
 */
export async function standingOfMember(
  ctx: Context,
  customer: Customer,
  programmeId: string | null,
  at: string,
): Promise<Standing & { membership: Sums }> {
  const notEnrolled = new Refusal({ kind: 'refused', rule: 'not_enrolled', fields: [] })
  const earlier = await readStanding(ctx, customer.id, programmeId, at)
  if (earlier.membership) return { ...earlier, membership: earlier.membership }
  if (customer.loyalty_type !== 'LOYALTY') throw notEnrolled
  await insertMemberships(ctx, customer.id, customer.registered_at ?? customer.created_at)
  // The whole again: another programme may have become the default one, which none can from now on.
  const standing = await readStanding(ctx, customer.id, programmeId, at)
  if (!standing.membership) throw notEnrolled
  return { ...standing, membership: standing.membership }
}

/** Adds what has expired and the entry that is wanted. */
async function enterWanted(ctx: Context, book: Book, wanted: Wanted): Promise<Entry> {
  const { programme, pointsEnd } = book.standing
  const { points, purchase } = effectOf(programme, wanted)
  const isDebit = compare(points, '0') < 0
  const member = { customerId: book.customerId, programmeId: programme.id }
  const order = wanted.kind === 'return' ? 'newest' : 'oldest'
  const lots = await selectLots(ctx, member, book.at, isDebit ? negative(points) : '0', order)
  expireDue(book, lots)
  const { kind, reference, note, expiresAt = pointsEnd } = wanted
  if (isDebit && wanted.expiresAt)
    throw invalid('expires_at', 'Invalid time: Expected none, since a debit does not expire')
  if (!isDebit && expiresAt !== null && expiresAt <= book.at)
    throw invalid('expires_at', 'Invalid time: Expected one to come')
  const line = { kind, points, purchase, reference, note }
  const entry = isDebit
    ? debit(
        book,
        line,
        lots.filter(({ due }) => !due),
      )
    : credit(book, { ...line, expires_at: expiresAt })
  const { actor, requestId: request_id } = ctx
  return { ...entry, programme_id: programme.id, at: book.at, actor, request_id }
}

/** Writes a book, and shows its sums in the columns of the customer where the programme is the default one. */
export async function closeBook(ctx: Context, book: Book): Promise<void> {
  await writeBook(ctx, book)
  if (book.standing.programme.is_default) await changeLocked(ctx, book.customerId, figuresOf(book.membership))
}

/** Contract sheet §3.5: no redemption for somebody whom the fraud desk has found guilty. */
function refuseFraud(customer: Customer, { kind }: Wanted): void {
  if (kind === 'redeem' && isFraudulent(customer))
    throw new Refusal({ kind: 'refused', rule: 'fraud', fields: ['fraud_status'] })
}
