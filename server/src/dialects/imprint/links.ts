import type { FastifyInstance } from 'fastify'
import { readEnrolments } from '../../core/cards/enrolment.ts'
import { belongs } from '../../core/cards/product.ts'
import type { Json } from '../../core/customers/customer.ts'
import type { Link } from '../../core/links/link.ts'
import { linkCustomer } from '../../core/links/make.ts'
import { admission } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { onSurvivor, refuseOther } from './customers.ts'
import { paths } from './routes.ts'
import { linkBody } from './schemas.ts'
import { type Target, targetOf } from './target.ts'

/** Ties a customer to its account in the system of the partner (contract sheet §2.7). */
export function links(app: FastifyInstance, tools: Tools): void {
  const writing = admission(tools, secretOf)({ scope: 'customers:write' })

  app.post<ById>(paths.link, writing, async (request, reply) => {
    const target = await targetOf(tools, request)
    const { partner_customer_id: externalId, metadata = null } = read(linkBody, request.body)
    const { ctx } = target
    const linking = await onSurvivor(request.params.customer_id, async (id) => {
      await refuseOther(target, id)
      return linkCustomer(ctx, id, { externalId, metadata: metadata as Json | null })
    })
    if ('link' in linking) return shown(ctx.organizationId, linking.link)
    const existing = await visible(target, linking.existing)
    return reply.status(409).send(alreadyLinked(ctx.organizationId, existing))
  })
}

interface ById {
  Params: { customer_id: string }
}

/** Null for the link of a customer that the product does not have: nothing is told of it (§6-18). */
async function visible({ ctx, product }: Target, link: Link | null): Promise<Link | null> {
  if (!link || product === null) return link
  return belongs(product, await readEnrolments(ctx, link.customer_id)) ? link : null
}

/** With the member that older clients require: the partner is the organization of the key (§6-26). */
const shown = (organizationId: string, link: Link) => ({
  customer_id: link.customer_id.toUpperCase(),
  partner_customer_id: link.external_id,
  partner_identifier: organizationId.toUpperCase(),
  status: link.status,
  created_at: link.created_at,
  updated_at: link.updated_at,
  ...(link.metadata ? { metadata: link.metadata } : {}),
})

const alreadyLinked = (organizationId: string, existing: Link | null) => ({
  error: {
    type: 'CUSTOMER_ALREADY_LINKED',
    message: 'Customer already linked to a partner account',
    ...(existing ? { existing_link: shown(organizationId, existing) } : {}),
  },
})
