import type { Queryable } from '../../db/database.ts'
import type { Context } from '../context.ts'
import type { Session } from './session.ts'

const shown = 'id, customer_id, source, metadata, customer_metadata, created_at, expires_at'

export interface NewSession {
  id: string
  customer_id: string
  source: string | null
  transaction_amount: number | null
  transaction_currency: string | null
  metadata: object | null
  customer_metadata: object | null
  account_history: object | null
  lifetime_minutes: number
}

const insertText = `
insert into customer_sessions (organization_id, id, made_for, customer_id, source, transaction_amount, transaction_currency,
  metadata, customer_metadata, account_history, created_by, expires_at)
select $1::text::uuid, i.id, i.customer_id, i.customer_id, i.source, i.transaction_amount, i.transaction_currency,
  i.metadata, i.customer_metadata, i.account_history, $3, now() + make_interval(mins => i.lifetime_minutes)
from jsonb_to_record($2::text::jsonb) as i(id uuid, customer_id uuid, source text, transaction_amount bigint,
  transaction_currency text, metadata jsonb, customer_metadata jsonb, account_history jsonb, lifetime_minutes integer)
returning ${shown}`

/** Keeps a session that was opened. */
export async function insertSession(db: Queryable, ctx: Context, session: NewSession): Promise<Session> {
  const parameters = [ctx.organizationId, JSON.stringify(session), ctx.actor]
  return (await db.query<Session>(insertText, parameters))[0] as Session
}

const selectText = `
select ${shown} from customer_sessions
where organization_id = $1::text::uuid and id = $2::text::uuid and expires_at > now()`

/** Null for one that is not there, or is over. */
export async function selectSession(db: Queryable, ctx: Context, id: string): Promise<Session | null> {
  return (await db.query<Session>(selectText, [ctx.organizationId, id]))[0] ?? null
}

/** Removes all sessions that are over. */
export async function forgetExpiredSessions(db: Queryable): Promise<void> {
  // Of all organizations at once: nothing is read, and nobody can tell the difference.
  await db.query('delete from customer_sessions where expires_at < now()')
}
