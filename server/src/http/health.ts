import type { FastifyInstance } from 'fastify'
import type { Database } from '../db/database.ts'
import { unlogged } from './log.ts'

/**
 * `/healthz`: the process answers. `/readyz`: it can also reach the database, and is not about to stop. Once it is, every
 * answer closes its connection.
 */
export function health(app: FastifyInstance, db: Database, stopping: AbortSignal): void {
  // For what sends an answer that no hook sees.
  app.decorate('stopping', stopping)
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (stopping.aborted) reply.header('connection', 'close')
    done(null, payload)
  })
  app.get('/healthz', unlogged, () => ({ status: 'ok' }))
  app.get('/readyz', unlogged, async (_request, reply) => {
    if (stopping.aborted) return reply.status(503).send({ status: 'stopping' })
    if (await db.answers()) return { status: 'ready' }
    return reply.status(503).send({ status: 'database unreachable' })
  })
}
