import { Readable } from 'node:stream'
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify'
import { type Following, followChanges, streamedLines } from '../../core/changes/follow.ts'
import type { News } from '../../core/changes/news.ts'
import { type FeedPage, fromCursor, type Line, readChanges } from '../../core/changes/read.ts'
import { Refusal } from '../../core/problem.ts'
import { contextOf } from '../admission.ts'
import { writeChange } from './change.ts'
import { documentOf } from './errors.ts'

// Proxies and clients take a connection for dead that shows nothing for half a minute or more.
const heartbeatMs = 15_000
// A follower that has stopped reading, or has gone without a word, keeps its place no longer.
const stuckMs = 60_000

/**
 * Answers with the feed as server-sent events, for as long as somebody reads. What `Last-Event-ID` names goes before
 * `after`: it is how a browser comes back. Raises forgotten, and too_many, while it still can.
 */
export async function sendStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { news, after, following }: { news: News; after: string | undefined; following: Following },
) {
  const ctx = contextOf(request)
  const lastSeen = request.headers['last-event-id']
  const from = lastSeen ? fromCursor(ctx, String(lastSeen), 'last-event-id') : fromCursor(ctx, after, 'after')
  const place = news.place(ctx.organizationId)
  if (following.signal.aborted) place[Symbol.dispose]()
  else following.signal.addEventListener('abort', () => place[Symbol.dispose]())
  const first = await readChanges(ctx, from, streamedLines)
  request.raw.socket.setTimeout(stuckMs)
  reply.headers({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    connection: 'close',
  })
  return reply.send(Readable.from(events(request, first, followChanges(ctx, news, first, following))))
}

async function* events(request: FastifyRequest, first: FeedPage, pages: AsyncIterable<FeedPage>) {
  let lastSent = performance.now()
  // Without lines yet, it tells where to come back to: else what happens in between would be missed by `latest`.
  yield first.lines.length > 0 ? 'retry: 1000\n\n' : `retry: 1000\nid: ${first.next}\n\n`
  try {
    for await (const { lines } of pages) {
      const isDue = performance.now() - lastSent > heartbeatMs
      if (lines.length === 0 && !isDue) continue
      lastSent = performance.now()
      yield lines.length > 0 ? lines.map(eventOf).join('') : ': still here\n\n'
    }
  } catch (error) {
    // The head has gone out, so this is an event too. After anything else the follower comes back by itself.
    if (error instanceof Refusal)
      yield `event: problem\ndata: ${JSON.stringify({ ...documentOf(error.problem), request_id: request.id })}\n\n`
    else request.getDecorator<FastifyBaseLogger>('logger').warn({ err: error }, 'a follower was let go')
  }
}

const eventOf = (line: Line) => `id: ${line.cursor}\nevent: change\ndata: ${writeChange(line)}\n\n`
