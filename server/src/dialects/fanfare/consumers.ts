import { hash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { archiveCustomer } from '../../core/customers/archive.ts'
import { createAs, createCustomer } from '../../core/customers/create.ts'
import { getAs } from '../../core/customers/get.ts'
import { listAs } from '../../core/customers/list.ts'
import { updateCustomer, updateCustomers } from '../../core/customers/update.ts'
import type { Token } from '../../core/idempotency/once.ts'
import { admission, contextOf as context } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { idempotencyKey } from '../rules.ts'
import { sendJson } from '../send-json.ts'
import { sendList } from '../send-list.ts'
import { read, readBody, writeList } from '../wire.ts'
import { secretOf } from './auth.ts'
import { changesOf, type Generation, views } from './consumer.ts'
import {
  getParameters,
  listParameters,
  listQuery,
  searchParameters,
  searchQuery,
  sendPage,
} from './paging.ts'
import { batchCreateBody, batchUpdateBody, createBody, type Rows, updateBody } from './schemas.ts'

/** The operations on consumers (contract sheet §2), in one of the two generations. */
export function consumers(app: FastifyInstance, tools: Tools, generation: Generation): void {
  const { plain, withSource, including } = views[generation]
  const batchRows = batchCreateBody[generation]
  const admit = admission(tools, secretOf)
  const reading = admit({ scope: 'customers:read' })
  const writing = admit({ scope: 'customers:write' })
  const writingMany = admit({ scope: 'customers:write', bucket: 'batch' })
  app.decorateRequest('context')

  app.get('/consumers', reading, async (request, reply) => {
    const query = read(listParameters, request.query)
    const view = including(query.include)
    return sendPage(reply, await listAs(context(request), listQuery(query), view))
  })

  app.post('/consumers', writing, async (request, reply) => {
    const body = read(createBody, request.body)
    const customer = await createCustomer(context(request), changesOf(body), token(request, 'create'))
    return sendJson(reply.status(generation === 'older' ? 201 : 200), plain.write(customer))
  })

  app.get('/consumers/search', reading, async (request, reply) => {
    const query = read(searchParameters, request.query)
    return sendPage(reply, await listAs(context(request), searchQuery(query), withSource))
  })

  app.post('/consumers/batch', writingMany, async (request, reply) => {
    const rows = readRows(batchRows, request.body, generation).map(changesOf)
    const customers = await createAs(context(request), rows, token(request, 'batch create'), plain)
    return sendList(reply, '', customers, '')
  })

  app.put('/consumers/batch', writingMany, async (request, reply) => {
    const rows = readRows(batchUpdateBody, request.body, 'older').map((row) => ({
      id: row.id,
      changes: changesOf(row),
    }))
    const customers = await updateCustomers(context(request), rows, token(request, 'batch update'))
    return sendJson(reply, writeList(customers, plain.write))
  })

  app.get<Id>('/consumers/:id', reading, async (request, reply) => {
    const query = read(getParameters, request.query)
    const shown = await getAs(context(request), request.params.id, including(query.include))
    return sendJson(reply, shown.json)
  })

  app.put<Id>('/consumers/:id', writing, async (request, reply) => {
    const body = readBody(updateBody, request)
    return sendJson(
      reply,
      plain.write(await updateCustomer(context(request), request.params.id, changesOf(body))),
    )
  })

  app.delete<Id>('/consumers/:id', writing, async (request, reply) => {
    return sendJson(reply, plain.write(await archiveCustomer(context(request), request.params.id)))
  })
}

interface Id {
  Params: { id: string }
}

function readRows<Row>(schemas: Rows<Row>, body: unknown, generation: Generation): Row[] {
  if (generation === 'older' && Array.isArray(body)) return read(schemas.bare, body)
  return read(schemas.wrapped, body).consumers
}

const idempotencyHeaders = v.object({ 'x-idempotency-key': v.optional(idempotencyKey) })

/** A30: what came with an `X-Idempotency-Key`; null without one. */
function token(request: FastifyRequest, operation: string): Token | null {
  // This header alone: an issue echoes what it was found in, and the other headers hold the secret.
  const sent = { 'x-idempotency-key': request.headers['x-idempotency-key'] }
  const { 'x-idempotency-key': key } = read(idempotencyHeaders, sent)
  return key === undefined
    ? null
    : { key, fingerprint: hash('sha256', `${operation}\n${JSON.stringify(request.body)}`) }
}
