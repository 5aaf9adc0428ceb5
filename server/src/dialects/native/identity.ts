import type { FastifyInstance } from 'fastify'
import { writeOnce } from '../../core/idempotency/write-once.ts'
import { endLink } from '../../core/links/end.ts'
import { knownSsn } from '../../core/ssn/hash.ts'
import { setSsn } from '../../core/ssn/set.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { ssnBody } from './card-schemas.ts'
import { noParameters } from './key-schemas.ts'
import { guardedToken, sendWritten, termsOf } from './preconditions.ts'
import { sendThing } from './thing.ts'

/** What ties a customer to who it is elsewhere: its social security number, and the link to an account of the brand. */
export function identity(app: FastifyInstance, tools: Tools): void {
  const writing = admission(tools, secretOf)({ scope: 'customers:write' })

  app.put<ById>('/customers/:id/ssn', writing, async (request, reply) => {
    read(noParameters, request.query)
    const { ssn } = read(ssnBody, request.body)
    const ctx = contextOf(request)
    const known = knownSsn(tools.secrets, ctx.organizationId, ssn)
    const terms = { ...termsOf(request, 'setSsn'), token: guardedToken(tools, request, 'setSsn') }
    const customer = await setSsn(ctx, request.params.id, known, terms)
    return sendWritten(request, reply, customer, false)
  })

  app.delete<ById>('/customers/:id/ssn', writing, async (request, reply) => {
    read(noParameters, request.query)
    const customer = await setSsn(contextOf(request), request.params.id, null, termsOf(request, 'clearSsn'))
    return sendWritten(request, reply, customer, false)
  })

  app.delete<ById>('/customers/:id/link', writing, async (request, reply) => {
    read(noParameters, request.query)
    const { token = null, expectedVersion = null } = termsOf(request, 'endLink')
    const { id } = request.params
    const link = await writeOnce(
      contextOf(request),
      token,
      (ctx) => endLink(ctx, id, expectedVersion),
      ({ customer_id }) => [customer_id],
    )
    return sendThing(request, reply, link)
  })
}

interface ById {
  Params: { id: string }
}
