import type { FastifyInstance, FastifyReply } from 'fastify'
import type { IssuedClient } from '../../core/clients/client.ts'
import {
  createClient,
  getClient,
  listClients,
  rotateClient,
  updateClient,
} from '../../core/clients/clients.ts'
import { issueOnce } from '../../core/idempotency/issue-once.ts'
import { writeOnce } from '../../core/idempotency/write-once.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read, readBody } from '../wire.ts'
import { secretOf } from './auth.ts'
import { noParameters } from './key-schemas.ts'
import { onlyPageParameters, sendPage } from './paging.ts'
import { tokenOf } from './preconditions.ts'
import { clientBody, clientChanges } from './store-schemas.ts'
import { sendThing } from './thing.ts'

/** The programs of the organization that ask for tokens. */
export function oauthClients(app: FastifyInstance, tools: Tools): void {
  const enter = admission(tools, secretOf)
  const reading = enter({ scope: 'settings:read' })
  const administering = enter({ scope: 'settings:admin' })

  app.get('/oauth-clients', reading, async (request, reply) => {
    const parameters = read(onlyPageParameters, request.query)
    const page = await listClients(contextOf(request), { ...parameters, size: parameters.limit })
    const rows = page.rows.map((client) => JSON.stringify(client))
    return sendPage(request, reply, rows, page, parameters)
  })

  app.post('/oauth-clients', administering, async (request, reply) => {
    read(noParameters, request.query)
    const draft = read(clientBody, request.body)
    const token = tokenOf(request, 'createClient')
    const issued = await issueOnce(contextOf(request), token, secretOf(request), (ctx) =>
      createClient(ctx, draft),
    )
    return sendIssued(reply.status(201).header('location', `/v1/oauth-clients/${issued.client.id}`), issued)
  })

  app.get<ById>('/oauth-clients/:id', reading, async (request) => {
    read(noParameters, request.query)
    return getClient(contextOf(request), request.params.id)
  })

  app.patch<ById>('/oauth-clients/:id', administering, async (request, reply) => {
    read(noParameters, request.query)
    const changes = read(clientChanges, request.body)
    const token = tokenOf(request, 'changeClient')
    const { id } = request.params
    const client = await writeOnce(contextOf(request), token, (ctx) => updateClient(ctx, id, changes))
    return sendThing(request, reply, client)
  })

  app.post<ById>('/oauth-clients/:id/rotate', administering, async (request, reply) => {
    read(noParameters, request.query)
    readBody(noParameters, request)
    const token = tokenOf(request, 'rotateClient')
    const { id } = request.params
    const issued = await issueOnce(contextOf(request), token, secretOf(request), (ctx) =>
      rotateClient(ctx, id),
    )
    return sendIssued(reply, issued)
  })
}

/** Answers with a client and, this once, its secret, which nobody on the way is to keep: also where less is preferred. */
function sendIssued(reply: FastifyReply, { client, secret }: IssuedClient) {
  return reply.header('cache-control', 'no-store').send({ ...client, secret })
}

interface ById {
  Params: { id: string }
}
