import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Customer } from '../customers/customer.ts'
import { columnsOf } from '../customers/sql.ts'
import type { Outcome, Token } from './once.ts'

const forgetText = `
delete from idempotency
where organization_id = $1::text::uuid and key = $2 and created_at < now() - interval '24 hours'`

/** Frees a key whose day is over. */
export async function forgetExpired(ctx: Context, key: string): Promise<void> {
  await ctx.db.query(forgetText, [ctx.organizationId, key])
}

/** Removes every key whose day is over. */
export async function forgetAllExpired(db: Queryable): Promise<void> {
  // Of all organizations at once: nothing is read, and nobody can tell the difference.
  await db.query("delete from idempotency where created_at < now() - interval '24 hours'")
}

const recallText = `
select i.fingerprint, (e.outcome->>'created')::boolean as created, ${columnsOf('c')}
from idempotency i
left join lateral jsonb_array_elements(i.result) as e(outcome) on true
left join lateral jsonb_populate_record(null::customers, e.outcome->'customer') as c on true
where i.organization_id = $1::text::uuid and i.key = $2`

type RecalledRow = Customer & { fingerprint: string; created: boolean }

/** What was answered under a key, or null when it was never used. */
export async function recall(ctx: Context, key: string): Promise<Recalled | null> {
  const rows = await ctx.db.query<RecalledRow>(recallText, [ctx.organizationId, key])
  if (!rows[0]) return null
  const outcomes = rows.flatMap(({ fingerprint, created, ...customer }) =>
    customer.id ? [{ customer, created }] : [],
  )
  return { fingerprint: rows[0].fingerprint, outcomes }
}

export interface Recalled {
  fingerprint: string
  outcomes: Outcome[]
}

const rememberText = `
insert into idempotency (organization_id, key, fingerprint, result)
values ($1::text::uuid, $2, $3, $4::text::jsonb)`

/**
 * Stores what a transaction answers with: not the rows as it leaves them, of which one may have been changed twice.
 * Raises a violation of `idempotency_pkey` for a used key.
 */
export async function remember(
  tx: Queryable,
  ctx: Context,
  token: Token | null,
  outcomes: Outcome[],
): Promise<void> {
  if (!token) return
  const { key, fingerprint } = token
  await tx.query(rememberText, [ctx.organizationId, key, fingerprint, JSON.stringify(outcomes)])
}

const recallAnswerText = `
select fingerprint, answer::text as answer from idempotency where organization_id = $1::text::uuid and key = $2`

/** What a write of something else than customers answered under a key, or null when it was never used. */
export async function recallAnswer(ctx: Context, key: string): Promise<RecalledAnswer | null> {
  const [row] = await ctx.db.query<{ fingerprint: string; answer: string | null }>(recallAnswerText, [
    ctx.organizationId,
    key,
  ])
  return row ? { fingerprint: row.fingerprint, answer: JSON.parse(row.answer ?? 'null') } : null
}

export interface RecalledAnswer {
  fingerprint: string
  answer: unknown
}

const rememberAnswerText = `
insert into idempotency (organization_id, key, fingerprint, answer, about)
values ($1::text::uuid, $2, $3, $4::text::json, $5::text::uuid[])`

/** Stores the answer, JSON, of a write of something else than customers. Raises as remember. */
export async function rememberAnswer(
  tx: Queryable,
  ctx: Context,
  { key, fingerprint }: Token,
  answer: string,
  about: string[],
): Promise<void> {
  await tx.query(rememberAnswerText, [ctx.organizationId, key, fingerprint, answer, `{${about.join()}}`])
}

const insertTokenText = `
insert into idempotency (organization_id, key, fingerprint) values ($1::text::uuid, $2, $3)
on conflict (organization_id, key) do nothing`

/** Takes a key that nobody has used, without an answer. */
export async function insertToken(ctx: Context, { key, fingerprint }: Token): Promise<void> {
  await ctx.db.query(insertTokenText, [ctx.organizationId, key, fingerprint])
}
