import type { Context } from '../context.ts'
import type { News } from './news.ts'
import { type FeedPage, type From, readChanges } from './read.ts'

/** How long to follow, and for whom. */
export interface Following {
  /** Aborted when whoever follows has gone. */
  signal: AbortSignal
  /** Asked before anything is handed out after a wait: a key may be revoked or masked while its holder follows. */
  isAdmitted(): Promise<boolean>
}

// A revoked key is refused within a second: it may be fresh in memory for half of one.
const turnMs = 400

/**
 * A page of the feed; where it is empty, after waiting for the first line to come. Empty when none came in time, or the
 * follower is no longer admitted: the next request is told why. Raises as readChanges, and too_many when too many wait.
 */
export async function awaitChanges(
  ctx: Context,
  news: News,
  from: From,
  { size, ms, signal, isAdmitted }: Following & { size: number; ms: number },
): Promise<FeedPage> {
  const page = await readChanges(ctx, from, size)
  if (page.lines.length > 0 || ms === 0) return page
  using _place = news.place(ctx.organizationId)
  const hasCome = await news.wait(ctx.organizationId, page.position, { ms, signal })
  return hasCome && (await isAdmitted()) ? readChanges(ctx, page.position, size) : page
}

/**
 * Goes on from a page for as long as somebody reads: the pages that follow it, and an empty one whenever nothing came
 * for a turn, so that the reader can show it is alive. Ends when the follower has gone or is no longer admitted, or the
 * process stops. Raises as readChanges.
 */
export async function* followChanges(
  ctx: Context,
  news: News,
  first: FeedPage,
  { signal, isAdmitted }: Following,
): AsyncGenerator<FeedPage> {
  let page = first
  while (!signal.aborted && !news.isClosed && (await isAdmitted())) {
    yield page
    const { position, more } = page
    if (more || (await news.wait(ctx.organizationId, position, { ms: turnMs, signal })))
      page = await readChanges(ctx, position, streamedLines)
    else page = { ...page, lines: [] }
  }
}

/** Enough to be fast, and few enough that a follower who reads slowly holds little. */
export const streamedLines = 200
