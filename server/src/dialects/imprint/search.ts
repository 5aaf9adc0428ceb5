import type { FastifyInstance, FastifyReply } from 'fastify'
import { shownBy } from '../../core/customers/get.ts'
import { type Match, matchCustomers } from '../../core/customers/match.ts'
import { knownSsn } from '../../core/ssn/hash.ts'
import { admission } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { sendJson } from '../send-json.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { view } from './customer.ts'
import { shownTo } from './customers.ts'
import { paths } from './routes.ts'
import { searchBody, searchParameters } from './schemas.ts'
import { type Target, targetOf } from './target.ts'

/** Search by a query, or by a body that no log of addresses keeps (contract sheet §2.5, §2.6). Neither creates. */
export function search(app: FastifyInstance, tools: Tools): void {
  const reading = admission(tools, secretOf)({ scope: 'customers:read' })

  app.get(paths.customers, reading, async (request, reply) => {
    const target = await targetOf(tools, request)
    const { partner_customer_id, ...page } = read(searchParameters, request.query)
    return sendMatching(reply, target, { externalId: partner_customer_id }, page)
  })

  app.post(paths.customers, reading, async (request, reply) => {
    const target = await targetOf(tools, request)
    const { partner_customer_id, ssn, date_of_birth: birth, ...page } = read(searchBody, request.body)
    const { organizationId } = target.ctx
    const known = ssn === undefined ? undefined : knownSsn(tools.secrets, organizationId, ssn)
    return sendMatching(reply, target, { externalId: partner_customer_id, ssn: known, birth }, page)
  })
}

interface Page {
  limit: number
  starting_after?: string | undefined
}

async function sendMatching(
  reply: FastifyReply,
  target: Target,
  match: Omit<Match, 'product'>,
  { limit, starting_after }: Page,
) {
  const { ctx, product } = target
  const { customers, more, total } = await matchCustomers(ctx, { ...match, product }, limit, starting_after)
  const rows = await Promise.all(customers.map((customer) => shownTo(target, shownBy(view, customer))))
  return sendJson(reply, `{"data":[${rows.join()}],"has_more":${more},"total":${total}}`)
}
