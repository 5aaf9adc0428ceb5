import type { FastifyInstance, FastifyReply } from 'fastify'
import * as v from 'valibot'
import { columns } from '../../core/customers/customer.ts'
import { findDuplicates } from '../../core/merges/duplicates.ts'
import { mergeCustomers } from '../../core/merges/merge.ts'
import { previewMerge } from '../../core/merges/preview.ts'
import { unmergeCustomer } from '../../core/merges/unmerge.ts'
import { Refusal } from '../../core/problem.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { sendJson } from '../send-json.ts'
import { whole } from '../whole.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { writeCustomer } from './customer.ts'
import { noParameters } from './key-schemas.ts'
import { sendWritten, termsOf } from './preconditions.ts'

const version = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)))

/** Who is to become part of the customer of the path, and the versions that the caller has seen of both. */
export const mergeBody = v.strictObject({
  victim: v.pipe(v.string(), v.minLength(1)),
  versions: v.optional(v.strictObject({ survivor: version, victim: version })),
})

/** What of the survivor is to stay as it is now. */
export const unmergeBody = v.optional(
  v.strictObject({ keep: v.optional(v.array(v.picklist(Object.keys(columns)))) }),
  {},
)

export const duplicatesParameters = v.strictObject({ limit: v.optional(whole(1, 50), '10') })

/** Two records of one person: found, made one, and made two again. */
export function merges(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools, secretOf)
  const reading = admit({ scope: 'customers:read' })
  const writing = admit({ scope: 'customers:write' })

  app.post<ById>('/customers/:id/merge', writing, async (request, reply) => {
    read(noParameters, request.query)
    const body = read(mergeBody, request.body)
    const { token = null, expectedVersion = null } = termsOf(request, 'merge')
    const pairing = pairingOf(request.params.id, body)
    const seen = pairing.survivorVersion
    if (expectedVersion !== null && seen !== null && expectedVersion !== seen)
      throw new Refusal({ kind: 'invalid', issues: [contradiction] })
    const survivor = await mergeCustomers(
      contextOf(request),
      { ...pairing, survivorVersion: expectedVersion ?? seen },
      token,
    )
    return sendWritten(request, reply, survivor, false)
  })

  app.post<ById>('/customers/:id/merge/preview', reading, async (request, reply) => {
    read(noParameters, request.query)
    const pairing = pairingOf(request.params.id, read(mergeBody, request.body))
    const { customer, from, versions } = await previewMerge(contextOf(request), pairing)
    // The tag of the survivor as it is: for If-Match of the merge.
    reply.header('etag', `"${versions.survivor}"`)
    const rest = JSON.stringify({ from, versions })
    return sendJson(reply, `{"customer":${writeCustomer(customer)},${rest.slice(1)}`)
  })

  app.post<ById>('/customers/:id/unmerge', writing, async (request, reply) => {
    read(noParameters, request.query)
    const { keep = [] } = read(unmergeBody, request.body)
    // GET of a merged customer answers the survivor, so its tag is the one that a caller has.
    const { token = null, expectedVersion: survivorVersion = null } = termsOf(request, 'unmerge')
    const terms = { token, survivorVersion, keep }
    const { victim, survivor } = await unmergeCustomer(contextOf(request), request.params.id, terms)
    reply.header('unmerged-from', survivor.id)
    return sendWritten(request, reply, victim, false)
  })

  app.get<ById>('/customers/:id/duplicates', reading, async (request, reply) => {
    const { limit } = read(duplicatesParameters, request.query)
    const { of, candidates, more } = await findDuplicates(contextOf(request), request.params.id, limit)
    tellMerged(reply, request.params.id, of.id)
    const data = candidates.map(
      ({ customer, score, reasons }) =>
        `{"score":${score},"reasons":${JSON.stringify(reasons)},"customer":${writeCustomer(customer)}}`,
    )
    return sendJson(reply, `{"data":[${data.join()}],"has_more":${more}}`)
  })
}

/** Says in the headers that another customer is answered than the one asked for, which was merged into it. */
export function tellMerged(reply: FastifyReply, asked: string, answered: string): void {
  if (asked.toLowerCase() === answered) return
  reply.header('content-location', `/v1/customers/${answered}`).header('merged-into', answered)
}

const pairingOf = (id: string, { victim, versions }: v.InferOutput<typeof mergeBody>) => ({
  survivorId: id,
  victimId: victim,
  survivorVersion: versions?.survivor ?? null,
  victimVersion: versions?.victim ?? null,
})

const contradiction = {
  path: ['versions', 'survivor'],
  message: 'Invalid version: Expected the one that If-Match names',
}

interface ById {
  Params: { id: string }
}
