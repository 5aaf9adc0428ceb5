import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../core/context.ts'
import type { Access, Scope } from '../core/keys/sql.ts'
import { type Problem, Refusal } from '../core/problem.ts'
import type { Bucket, Tools } from './dialect.ts'

/** What a route asks of whoever calls it. */
export interface Entry {
  scope: Scope
  bucket?: Bucket
}

/**
 * The hook that lets a request in: its secret is known, not suspended, has the scope, and is within the rate limit.
 * Raises unauthenticated, forbidden, too_many.
 * @param secretOf where the contract carries the secret.
 */
export function admission(tools: Tools, secretOf: (request: FastifyRequest) => string) {
  const { db, keyRing, rateLimit } = tools

  function enter(request: FastifyRequest, access: Access | null, scope: Scope): Access {
    if (!access) throw unauthenticated('nothing_usable')
    if (access.suspended || !access.scopes.includes(scope)) throw new Refusal({ kind: 'forbidden' })
    const { organizationId, country, preconditionRequired, keyId: actor } = access
    const context: Context = {
      db,
      organizationId,
      country,
      actor,
      preconditionRequired,
      requestId: request.id,
    }
    request.setDecorator('context', context)
    return access
  }

  async function slowly(
    request: FastifyRequest,
    reply: FastifyReply,
    secret: string,
    entry: Required<Entry>,
  ) {
    const { organizationId } = enter(request, await keyRing.find(secret), entry.scope)
    await rateLimit?.(reply, organizationId, entry.bucket)
  }

  return ({ scope, bucket = 'general' }: Entry) => ({
    // A key that is fresh in memory costs no promise: most requests take this way.
    onRequest(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
      try {
        const secret = secretOf(request)
        const access = rateLimit ? undefined : keyRing.known(secret)
        if (access === undefined) slowly(request, reply, secret, { scope, bucket }).then(() => done(), done)
        else {
          enter(request, access, scope)
          done()
        }
      } catch (error) {
        done(error as Error)
      }
    },
  })
}

/** Who asks, in a handler behind an admission. */
export const contextOf = (request: FastifyRequest) => request.getDecorator<Context>('context')

export const unauthenticated = (why: Extract<Problem, { kind: 'unauthenticated' }>['why']) =>
  new Refusal({ kind: 'unauthenticated', why })

const bearer = /^Bearer +([!-~]+)$/i

/** The secret of `Authorization: Bearer …` (RFC 6750), or null. */
export function bearerOf({ headers }: FastifyRequest): string | null {
  return bearer.exec(headers.authorization ?? '')?.[1] ?? null
}
