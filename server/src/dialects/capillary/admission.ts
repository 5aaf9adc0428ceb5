import type { FastifyReply, FastifyRequest } from 'fastify'
import { permits, type Resource } from '../../core/access-groups/permission.ts'
import type { Context } from '../../core/context.ts'
import { Refusal } from '../../core/problem.ts'
import type { Setup } from '../../core/setup/setup.ts'
import type { Entrant, TillRef } from '../../core/tills/entrant.ts'
import { unauthenticated } from '../admission.ts'
import type { Bucket, Tools } from '../dialect.ts'
import { attributedTill } from './attribution.ts'
import { credentialsOf } from './auth.ts'
import { userContextOf } from './user-context.ts'

/** What a route asks of the access group of whoever calls it (contract sheet §6). */
export interface Demand {
  resource: Resource
  level: 'READ' | 'WRITE'
}

/** Who asks, as far as handlers want to know. */
export interface Caller {
  ctx: Context
  setup: Setup
  /** Where the request is attributed to; null of a client without a till. */
  till: TillRef | null
}

/**
 * The hook that lets a request in: its till or client is known, it is within the rate limit, its organization not
 * suspended, and its access group permits the route. Raises unauthenticated, too_many, forbidden, and invalid for an
 * attribution to a till that is not there and a user context that is too long.
 */
export function admission(tools: Tools) {
  async function enter(
    request: FastifyRequest,
    reply: FastifyReply,
    entrant: Entrant | null,
    demand: Demand,
    bucket: Bucket,
  ): Promise<void> {
    if (!entrant) throw unauthenticated('nothing_usable')
    const { id, organizationId, country } = entrant
    const setup = tools.setups.known(organizationId) ?? (await tools.setups.of(organizationId))
    if (entrant.kind === 'till' && !setup.rules.password_sign_in) throw unauthenticated('nothing_usable')
    // Whoever is known is told what is left, and counted, also when refused.
    await tools.rateLimit(reply, { organizationId, keyId: id, requestsPerMinute: null }, bucket)
    if (entrant.suspended || !permits(entrant.permissions, demand.resource, demand.level))
      throw new Refusal({ kind: 'forbidden' })
    const ctx: Context = {
      db: tools.db,
      organizationId,
      country,
      actor: id,
      requestId: request.id,
      userContext: userContextOf(request.headers),
      // Versions are not shown in this contract.
      preconditionRequired: false,
      scopes: [],
      mask: null,
    }
    const till = await attributedTill(ctx, entrant, request.headers)
    request.setDecorator('caller', { ctx, setup, till } satisfies Caller)
  }

  async function entrantOf(request: FastifyRequest): Promise<Entrant | null> {
    const credentials = credentialsOf(request)
    if (credentials.kind === 'token') {
      const { token } = credentials
      const known = tools.tokens.known(token)
      return known === undefined ? tools.tokens.find(token) : known
    }
    const { username, password } = credentials
    const known = tools.tillRing.known(username, password)
    return known === undefined ? tools.tillRing.find(username, password) : known
  }

  return (demand: Demand, bucket: Bucket = 'general') => ({
    // For whoever asks what a route demands: the tests ask all of them.
    config: { demand },
    async onRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      await enter(request, reply, await entrantOf(request), demand, bucket)
    },
  })
}

/** Who asks, in a handler behind an admission. */
export const callerOf = (request: FastifyRequest) => request.getDecorator<Caller>('caller')

export type Admit = ReturnType<typeof admission>
