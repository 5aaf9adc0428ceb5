import type { FastifyInstance } from 'fastify'
import type * as v from 'valibot'
import { enrolCustomer } from '../../core/loyalty/enrol.ts'
import type { Wanted } from '../../core/loyalty/entry.ts'
import { getMemberships, type Standing } from '../../core/loyalty/get.ts'
import { listEntries, listTierChanges } from '../../core/loyalty/list.ts'
import { postEntry } from '../../core/loyalty/post.ts'
import { admission, contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { secretOf } from './auth.ts'
import { noParameters } from './key-schemas.ts'
import { tellMerged } from './merges.ts'
import { sendPage } from './paging.ts'
import { enrolment, ofProgramme, pointsBody } from './point-schemas.ts'
import { tokenOf } from './preconditions.ts'
import { sendThing } from './thing.ts'

/** Points of a customer, its memberships and its tiers. */
export function points(app: FastifyInstance, tools: Tools): void {
  const admit = admission(tools, secretOf)
  const reading = admit({ scope: 'customers:read' })

  app.post<ById>('/customers/:id/points', admit({ scope: 'points:write' }), async (request, reply) => {
    read(noParameters, request.query)
    const wanted = wantedOf(read(pointsBody, request.body))
    const { id } = request.params
    const posted = await postEntry(contextOf(request), id, wanted, tokenOf(request, 'points'))
    return sendThing(request, reply, posted, `/v1/customers/${id.toLowerCase()}/points`)
  })

  for (const [path, list] of [
    ['points', listEntries],
    ['tiers', listTierChanges],
  ] as const)
    app.get<ById>(`/customers/:id/${path}`, reading, async (request, reply) => {
      const { programme_id = null, ...parameters } = read(ofProgramme, request.query)
      const query = { ...parameters, size: parameters.limit }
      const page = await list(contextOf(request), request.params.id, query, programme_id)
      tellMerged(reply, request.params.id, page.customerId)
      return sendPage(
        request,
        reply,
        page.rows.map((row) => JSON.stringify(row)),
        page,
        parameters,
      )
    })

  app.get<ById>('/customers/:id/memberships', reading, async (request, reply) => {
    read(noParameters, request.query)
    const { customerId, standings } = await getMemberships(contextOf(request), request.params.id)
    tellMerged(reply, request.params.id, customerId)
    return { data: standings.map(shown) }
  })

  app.post<ById>(
    '/customers/:id/memberships',
    admit({ scope: 'customers:write' }),
    async (request, reply) => {
      read(noParameters, request.query)
      const { registered_at = null } = read(enrolment, request.body)
      const standings = await enrolCustomer(
        contextOf(request),
        request.params.id,
        registered_at,
        tokenOf(request, 'enrol'),
      )
      return sendThing(request, reply, { data: standings.map(shown) })
    },
  )
}

function wantedOf(body: v.InferOutput<typeof pointsBody>): Wanted {
  const { kind, points = null, programme_id: programmeId = null, reference = null, note = null } = body
  const purchase = 'purchase' in body ? (body.purchase ?? null) : null
  const expiresAt = 'expires_at' in body ? body.expires_at : undefined
  return { programmeId, kind, points, purchase, expiresAt, reference, note }
}

function shown({ programme, membership, tier, next }: Standing) {
  const { programme_id, tier: serial, tier_since, tier_expires_at, ...figures } = membership
  const { id, number, name, is_default } = programme
  return {
    programme: { id, number, name, is_default },
    tier: tier && { ...nameOf(tier), since: tier_since, expires_at: tier_expires_at },
    next_tier: next && { ...nameOf(next.tier), threshold: next.tier.threshold, missing: next.missing },
    ...figures,
  }
}

const nameOf = ({ serial, name, description }: NonNullable<Standing['tier']>) => ({
  serial,
  name,
  description,
})

interface ById {
  Params: { id: string }
}
