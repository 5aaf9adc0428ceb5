import type { Context } from '../context.ts'
import { knownId, present } from '../set-up.ts'
import type { Session } from './session.ts'
import { selectSession } from './sql.ts'

/** A session that is not over. Raises missing. */
export async function getSession(ctx: Context, id: string): Promise<Session> {
  return present('session', await selectSession(ctx.db, ctx, knownId('session', id)))
}
