import type { FastifyInstance, FastifyReply } from 'fastify'
import * as v from 'valibot'
import { customerAsOf } from '../../core/changes/as-of.ts'
import { archiveCustomer, restoreCustomer } from '../../core/customers/archive.ts'
import { createCustomer } from '../../core/customers/create.ts'
import { findCustomer } from '../../core/customers/find.ts'
import { type Shown, shownBy } from '../../core/customers/get.ts'
import { replaceCustomer } from '../../core/customers/replace.ts'
import { updateCustomer } from '../../core/customers/update.ts'
import { upsertCustomer } from '../../core/customers/upsert.ts'
import { currentAs, refuseMerged } from '../../core/merges/follow.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { time } from '../rules.ts'
import { sendJson } from '../send-json.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { changesOf, view } from './customer.ts'
import { noParameters } from './key-schemas.ts'
import { tellMerged } from './merges.ts'
import { etagOf, sendWritten, termsOf, tokenOf } from './preconditions.ts'
import { customerBody, identifier, newIdentifier } from './schemas.ts'

/** One customer at a time, by id or by identifier. */
export function customers(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools, secretOf)
  const reading = admit({ scope: 'customers:read' })
  const writing = admit({ scope: 'customers:write' })

  app.post('/customers', writing, async (request, reply) => {
    read(noParameters, request.query)
    const changes = changesOf(read(customerBody, request.body))
    const token = tokenOf(request, 'create')
    return sendWritten(request, reply, await createCustomer(contextOf(request), changes, token), true)
  })

  app.get<ById>('/customers/:id', reading, async (request, reply) => {
    const ctx = contextOf(request)
    const { id } = request.params
    const { as_of: moment } = read(getParameters, request.query)
    const shown =
      moment === undefined
        ? await currentAs(ctx, id, view)
        : shownBy(view, await customerAsOf(ctx, id, moment))
    tellMerged(reply, id, shown.id)
    return sendRead(request.headers['if-none-match'], reply, shown)
  })

  app.patch<ById>('/customers/:id', writing, async (request, reply) => {
    read(noParameters, request.query)
    const changes = changesOf(read(customerBody, request.body))
    const terms = { ...termsOf(request, 'patch'), merge: true }
    return sendWritten(
      request,
      reply,
      await updateCustomer(contextOf(request), request.params.id, changes, terms),
      false,
    )
  })

  app.put<ById>('/customers/:id', writing, async (request, reply) => {
    read(noParameters, request.query)
    const changes = changesOf(read(customerBody, request.body))
    const terms = termsOf(request, 'replace')
    return sendWritten(
      request,
      reply,
      await replaceCustomer(contextOf(request), request.params.id, changes, terms),
      false,
    )
  })

  app.delete<ById>('/customers/:id', writing, async (request, reply) => {
    read(noParameters, request.query)
    const ctx = contextOf(request)
    const terms = termsOf(request, 'archive')
    const customer = await refuseMerged(ctx, await archiveCustomer(ctx, request.params.id, terms))
    return sendWritten(request, reply, customer, false)
  })

  app.post<ById>('/customers/:id/restore', writing, async (request, reply) => {
    read(noParameters, request.query)
    const terms = termsOf(request, 'restore')
    return sendWritten(
      request,
      reply,
      await restoreCustomer(contextOf(request), request.params.id, terms),
      false,
    )
  })

  app.get<ByIdentifier>('/customers/by/:field/:value', reading, async (request, reply) => {
    read(noParameters, request.query)
    const { field, value } = read(identifierPath, request.params)
    const customer = await findCustomer(contextOf(request), field, value)
    return sendRead(request.headers['if-none-match'], reply, shownBy(view, customer))
  })

  app.put<ByIdentifier>('/customers/by/:field/:value', writing, async (request, reply) => {
    read(noParameters, request.query)
    const { field, value } = read(newIdentifier, request.params)
    const changes = changesOf(read(customerBody, request.body))
    const { customer, created } = await upsertCustomer(contextOf(request), { field, value }, changes, {
      ...termsOf(request, 'upsert'),
      merge: true,
    })
    return sendWritten(request, reply, customer, created)
  })
}

/** Answers a read, or 304 where the caller has this version already (RFC 9110 §13.1.2). */
function sendRead(known: string | undefined, reply: FastifyReply, { version, json }: Shown) {
  const etag = etagOf({ version })
  reply.header('etag', etag)
  const seen = known?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*')
  return seen ? reply.status(304).send() : sendJson(reply, json)
}

interface ById {
  Params: { id: string }
}

interface ByIdentifier {
  Params: { field: string; value: string }
}

const identifierPath = v.object(identifier)

/** Query parameters of one customer; any other is refused. */
export const getParameters = v.strictObject({ as_of: v.optional(time) })
