import type { Context } from '../context.ts'
import type { TillRef } from '../tills/entrant.ts'
import { findTill } from '../tills/find.ts'
import type { Proposal } from './proposal.ts'

/** The tills that a proposal names; null where it names none. */
export interface Tills {
  registered: TillRef | 'unknown' | null
  associated: TillRef | 'unknown' | null
}

const none: Tills = { registered: null, associated: null }

/** Looks up the tills that a proposal names. */
export async function tillsOf(
  ctx: Context,
  { registeredTill, associatedTill }: Pick<Proposal, 'registeredTill' | 'associatedTill'>,
): Promise<Tills> {
  if (registeredTill === null && associatedTill === null) return none
  const [registered, associated] = await Promise.all([till(ctx, registeredTill), till(ctx, associatedTill)])
  return { registered, associated }
}

async function till(ctx: Context, code: string | null): Promise<TillRef | 'unknown' | null> {
  return code === null ? null : ((await findTill(ctx, 'code', code)) ?? 'unknown')
}
