import type { FastifyInstance, FastifyReply } from 'fastify'
import { nameKey, revokeKey } from '../../core/keys/change.ts'
import { getKey } from '../../core/keys/get.ts'
import { type IssuedKey, issueKeyFor, refuseScopesBeyond } from '../../core/keys/issue.ts'
import { listKeys } from '../../core/keys/list.ts'
import { rotateKey } from '../../core/keys/rotate.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { keyBody, keyChanges, noParameters, rotation } from './key-schemas.ts'
import { onlyPageParameters, sendPage } from './paging.ts'

/** The keys of the organization of the key that asks. */
export function keys(app: FastifyInstance, tools: Tools): void {
  const administering = admission(tools, secretOf)({ scope: 'keys:admin' })

  app.get('/keys', administering, async (request, reply) => {
    const parameters = read(onlyPageParameters, request.query)
    const { db, organizationId } = contextOf(request)
    const page = await listKeys(db, organizationId, { ...parameters, size: parameters.limit })
    const rows = page.rows.map((key) => JSON.stringify(key))
    return sendPage(request, reply, rows, page, parameters)
  })

  app.post('/keys', administering, async (request, reply) => {
    read(noParameters, request.query)
    return sendIssued(reply, await issueKeyFor(contextOf(request), read(keyBody, request.body)))
  })

  app.get<ById>('/keys/:id', administering, async (request) => {
    read(noParameters, request.query)
    const { db, organizationId } = contextOf(request)
    return getKey(db, organizationId, request.params.id)
  })

  app.patch<ById>('/keys/:id', administering, async (request) => {
    read(noParameters, request.query)
    const { name } = read(keyChanges, request.body)
    const { db, organizationId } = contextOf(request)
    return nameKey(db, organizationId, request.params.id, name)
  })

  app.post<ById>('/keys/:id/rotate', administering, async (request, reply) => {
    read(noParameters, request.query)
    const { overlap_seconds: overlapSeconds, expires_at: expiresAt } = read(rotation, request.body ?? {})
    const ctx = contextOf(request)
    // Whoever rotates a key comes to hold it.
    const mayReplace = ({ scopes }: { scopes: typeof ctx.scopes }) => refuseScopesBeyond(ctx, scopes)
    const plan = { overlapSeconds, expiresAt }
    const { id } = request.params
    return sendIssued(reply, await rotateKey(ctx.db, ctx.organizationId, id, plan, ctx.actor, mayReplace))
  })

  app.delete<ById>('/keys/:id', administering, async (request) => {
    read(noParameters, request.query)
    const { db, organizationId } = contextOf(request)
    return revokeKey(db, organizationId, request.params.id)
  })
}

/** Answers with a key and, this once, its secret, which nobody on the way is to keep. */
export function sendIssued(reply: FastifyReply, { key, secret }: IssuedKey) {
  return reply
    .status(201)
    .header('cache-control', 'no-store')
    .send({ ...key, secret })
}

interface ById {
  Params: { id: string }
}
