import type { FastifyInstance, FastifyReply } from 'fastify'
import { issueOnce } from '../../core/idempotency/issue-once.ts'
import { writeOnce } from '../../core/idempotency/write-once.ts'
import { whileItWorks } from '../../core/keys/asking.ts'
import { nameKey, revokeKey } from '../../core/keys/change.ts'
import { getKey } from '../../core/keys/get.ts'
import { type IssuedKey, issueKeyFor, refuseScopesBeyond } from '../../core/keys/issue.ts'
import { listKeys } from '../../core/keys/list.ts'
import { rotateKey } from '../../core/keys/rotate.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read, readBody } from '../wire.ts'
import { secretOf } from './auth.ts'
import { keyBody, keyChanges, noParameters, rotation } from './key-schemas.ts'
import { onlyPageParameters, sendPage } from './paging.ts'
import { tokenOf } from './preconditions.ts'
import { sendThing } from './thing.ts'

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
    const draft = read(keyBody, request.body)
    const token = tokenOf(request, 'issue key')
    const issued = await issueOnce(contextOf(request), token, secretOf(request), (ctx) =>
      issueKeyFor(ctx, draft),
    )
    return sendIssued(reply, issued)
  })

  app.get<ById>('/keys/:id', administering, async (request) => {
    read(noParameters, request.query)
    const { db, organizationId } = contextOf(request)
    return getKey(db, organizationId, request.params.id)
  })

  app.patch<ById>('/keys/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const { name } = read(keyChanges, request.body)
    const token = tokenOf(request, 'name key')
    const key = await writeOnce(contextOf(request), token, ({ db, organizationId }) =>
      nameKey(db, organizationId, request.params.id, name),
    )
    return sendThing(request, reply, key)
  })

  app.post<ById>('/keys/:id/rotate', administering, async (request, reply) => {
    read(noParameters, request.query)
    const { overlap_seconds: overlapSeconds, expires_at: expiresAt } = readBody(rotation, request)
    const asking = contextOf(request)
    // Whoever rotates a key comes to hold it.
    const mayReplace = ({ scopes }: { scopes: typeof asking.scopes }) => refuseScopesBeyond(asking, scopes)
    const plan = { overlapSeconds, expiresAt }
    const token = tokenOf(request, 'rotate key')
    const issued = await issueOnce(asking, token, secretOf(request), (ctx) =>
      whileItWorks(ctx, ({ db, organizationId, actor }) =>
        rotateKey(db, organizationId, request.params.id, plan, actor, mayReplace),
      ),
    )
    return sendIssued(reply, issued)
  })

  app.delete<ById>('/keys/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const token = tokenOf(request, 'revoke key')
    const key = await writeOnce(contextOf(request), token, ({ db, organizationId }) =>
      revokeKey(db, organizationId, request.params.id),
    )
    return sendThing(request, reply, key)
  })
}

/** Answers with a key and, this once, its secret, which nobody on the way is to keep: also where less is preferred. */
export function sendIssued(reply: FastifyReply, { key, secret }: IssuedKey) {
  return reply
    .status(201)
    .header('cache-control', 'no-store')
    .send({ ...key, secret })
}

interface ById {
  Params: { id: string }
}
