import type { Context } from '../context.ts'
import { isId } from '../id.ts'
import { Refusal } from '../problem.ts'
import type { Session } from './session.ts'
import { selectSession } from './sql.ts'

/** A session that is not over. Raises missing. */
export async function getSession(ctx: Context, id: string): Promise<Session> {
  const session = isId(id) ? await selectSession(ctx.db, ctx, id) : null
  if (!session) throw new Refusal({ kind: 'missing', what: 'session', row: null })
  return session
}
