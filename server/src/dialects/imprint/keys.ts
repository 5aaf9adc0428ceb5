import type { FastifyInstance } from 'fastify'
import { revokeKey } from '../../core/keys/change.ts'
import { issueTwin } from '../../core/keys/issue-twin.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { secretOf } from './auth.ts'
import { paths } from './routes.ts'

/** Rotation of the key that asks: make another, change over, delete the old one (contract sheet §1, §6-19). */
export function keys(app: FastifyInstance, tools: Tools): void {
  const administering = admission(tools, secretOf)({ scope: 'keys:admin' })

  app.post(paths.keys, administering, async (request, reply) => {
    const { key, secret } = await issueTwin(contextOf(request))
    reply.header('cache-control', 'no-store')
    return { key: secret, created_at: key.created_at }
  })

  app.delete(paths.keys, administering, async (request) => {
    const { db, organizationId, actor } = contextOf(request)
    const { hint, created_at, revoked_at } = await revokeKey(db, organizationId, actor)
    tools.keyRing.forget(secretOf(request))
    return { key: hint, created_at, deleted_at: revoked_at }
  })
}
