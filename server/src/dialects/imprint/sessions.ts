import type { FastifyInstance } from 'fastify'
import type * as v from 'valibot'
import type { Json } from '../../core/customers/customer.ts'
import { getSession } from '../../core/sessions/get.ts'
import { openSession, type SessionDraft } from '../../core/sessions/open.ts'
import { clientSecretOf, type Session } from '../../core/sessions/session.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { readBody } from '../wire.ts'
import { secretOf } from './auth.ts'
import { profileOf, snapshotOf } from './change.ts'
import { paths } from './routes.ts'
import { sessionBody } from './schemas.ts'
import { targetOf } from './target.ts'

/** Sessions of customers; the one way in which this contract adds a customer (contract sheet §2.8, §2.9, §6-23). */
export function sessions(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools, secretOf)

  app.post(paths.sessions, admit({ scope: 'customers:write' }), async (request, reply) => {
    const { ctx, product } = await targetOf(tools, request)
    const body = readBody(sessionBody, request)
    const session = await openSession(ctx, product, draftOf(body), tools.sessionMinutes)
    return reply.status(201).send(shown(tools, ctx.organizationId, session))
  })

  app.get<ById>(paths.session, admit({ scope: 'customers:read' }), async (request) => {
    await targetOf(tools, request)
    const ctx = contextOf(request)
    return shown(tools, ctx.organizationId, await getSession(ctx, request.params.session_id))
  })
}

interface ById {
  Params: { session_id: string }
}

function draftOf(body: v.InferOutput<typeof sessionBody>): SessionDraft {
  const { customer_history: history, transaction_amount = null } = body
  const { transaction_currency = transaction_amount === null ? null : 'USD' } = body
  const profile = history ? profileOf(history) : {}
  const hasAddress = Object.values({ ...history?.address, country: undefined }).some(Boolean)
  return {
    customerId: body.customer_id ?? null,
    externalId: body.partner_customer_id ?? null,
    profile: hasAddress ? { ...profile, country: profile.country ?? 'USA' } : profile,
    // Checked to be free members, which is what the columns take.
    customerMetadata: (body.customer_metadata as Json | undefined) ?? null,
    metadata: (body.metadata as Json | undefined) ?? null,
    source: body.source || null,
    transactionAmount: transaction_amount,
    transactionCurrency: transaction_currency,
    accountHistory: history ? snapshotOf(history) : null,
  }
}

/** Without the id of the customer, which the contract does not tell. */
function shown({ secrets }: Tools, organizationId: string, session: Session) {
  const { id, expires_at, metadata, customer_metadata, source } = session
  return {
    id: id.toUpperCase(),
    client_secret: clientSecretOf(secrets, organizationId, session),
    expires_at,
    ...(metadata ? { metadata } : {}),
    ...(customer_metadata ? { customer_metadata } : {}),
    ...(source === null ? {} : { source }),
  }
}
