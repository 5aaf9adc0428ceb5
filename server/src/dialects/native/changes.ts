import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { awaitChanges, type Following } from '../../core/changes/follow.ts'
import { readHistory } from '../../core/changes/history.ts'
import { openNews } from '../../core/changes/news.ts'
import { fromCursor, mostLines } from '../../core/changes/read.ts'
import type { Context } from '../../core/context.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { sendJson } from '../send-json.ts'
import { whole } from '../whole.ts'
import { read, writeList } from '../wire.ts'
import { secretOf } from './auth.ts'
import { writeChange } from './change.ts'
import { sendStream } from './change-stream.ts'

const limit = v.optional(whole(1, mostLines), '100')
const cursor = v.optional(v.pipe(v.string(), v.maxLength(1_000)))

/** Query parameters of the feed; any other is refused. */
export const feedParameters = v.strictObject({
  after: cursor,
  limit,
  wait: v.optional(whole(0, 30), '0'),
})

/** Query parameters of the feed as a stream of events. */
export const streamParameters = v.strictObject({ after: cursor })

/** Query parameters of a customer's history. */
export const historyParameters = v.strictObject({ before: cursor, limit })

/** What has happened: to every customer, in the order of the feed, and to one. */
export function changes(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools, secretOf)
  // Whoever may read a customer may read what it was; the feed shows all of them as they change, to followers.
  const following = { ...admit({ scope: 'changes:read' }), exposeHeadRoute: false }
  const reading = admit({ scope: 'customers:read' })
  const news = openNews(tools.db)
  // Before connections are waited for: followers would keep theirs.
  app.addHook('preClose', async () => news.close())

  app.get('/changes', following, async (request, reply) => {
    if (/\btext\/event-stream\b/.test(request.headers.accept ?? '')) return stream(request, reply)
    const ctx = contextOf(request)
    const { after, limit: size, wait } = read(feedParameters, request.query)
    const from = fromCursor(ctx, after, 'after')
    const page = await awaitChanges(ctx, news, from, {
      ...followingOf(request, reply),
      size,
      ms: wait * 1000,
    })
    if (news.isClosed) reply.header('connection', 'close')
    reply.header('cache-control', 'no-store')
    return sendJson(
      reply,
      `{"data":${writeList(page.lines, writeChange)},"next":"${page.next}","has_more":${page.more}}`,
    )
  })

  app.get('/changes/stream', following, stream)

  app.get<{ Params: { id: string } }>('/customers/:id/history', reading, async (request, reply) => {
    const { before, limit: size } = read(historyParameters, request.query)
    const { lines, next } = await readHistory(contextOf(request), request.params.id, { before, size })
    const rest = JSON.stringify({ next, has_more: next !== null })
    return sendJson(reply, `{"data":${writeList(lines, writeChange)},${rest.slice(1)}`)
  })

  function stream(request: FastifyRequest, reply: FastifyReply) {
    const { after } = read(streamParameters, request.query)
    return sendStream(request, reply, { news, after, following: followingOf(request, reply) })
  }

  /** Until the connection closes, or the key no longer lets its holder in to see the same. */
  function followingOf(request: FastifyRequest, reply: FastifyReply): Following {
    const gone = new AbortController()
    // Who hangs up early may have gone while the key was looked up: no event tells of that any more.
    if (reply.raw.closed) gone.abort()
    else reply.raw.once('close', () => gone.abort())
    const masked = maskedBy(contextOf(request))
    async function isAdmitted() {
      const access = await tools.keyRing.find(secretOf(request))
      return (
        access?.scopes.includes('changes:read') === true && !access.suspended && maskedBy(access) === masked
      )
    }
    return { signal: gone.signal, isAdmitted }
  }
}

const maskedBy = ({ mask }: Pick<Context, 'mask'>) => [...(mask ?? [])].sort().join()
