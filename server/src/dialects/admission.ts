import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../core/context.ts'
import type { Scope } from '../core/keys/key.ts'
import type { Access } from '../core/keys/sql.ts'
import { type Problem, Refusal } from '../core/problem.ts'
import type { Bucket, Tools } from './dialect.ts'

/** What a route asks of whoever calls it. */
export interface Entry {
  scope: Scope
  bucket?: Bucket
}

/**
 * The hook that lets a request in: its secret is known, within the rate limit, not suspended, and has the scope. Raises
 * unauthenticated, too_many, forbidden.
 * @param secretOf where the contract carries the secret.
 */
export function admission(tools: Tools, secretOf: (request: FastifyRequest) => string) {
  const { db, keyRing, rateLimit } = tools

  function enter(
    request: FastifyRequest,
    reply: FastifyReply,
    access: Access | null,
    { scope, bucket }: Required<Entry>,
  ): void | Promise<void> {
    if (!access) throw unauthenticated('nothing_usable')
    // Whoever is known is told what is left, and counted, also when refused.
    const counted = rateLimit(reply, access, bucket)
    if (access.suspended || !access.scopes.includes(scope)) return forbid(counted)
    const { organizationId, country, preconditionRequired, keyId: actor, scopes, mask } = access
    const context: Context = {
      db,
      organizationId,
      country,
      actor,
      preconditionRequired,
      requestId: request.id,
      scopes,
      mask,
    }
    request.setDecorator('context', context)
    return counted
  }

  async function slowly(
    request: FastifyRequest,
    reply: FastifyReply,
    secret: string,
    entry: Required<Entry>,
  ) {
    await enter(request, reply, await keyRing.find(secret), entry)
  }

  return ({ scope, bucket = 'general' }: Entry) => ({
    // For whoever asks what a route demands: the tests ask all of them.
    config: { scope },
    // A key that is fresh in memory costs no promise: most requests take this way.
    onRequest(request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void {
      try {
        const secret = secretOf(request)
        const access = keyRing.known(secret, request.raw.socket)
        if (access === undefined) slowly(request, reply, secret, { scope, bucket }).then(() => done(), done)
        else {
          const waiting = enter(request, reply, access, { scope, bucket })
          if (waiting) waiting.then(() => done(), done)
          else done()
        }
      } catch (error) {
        done(error as Error)
      }
    },
  })
}

function forbid(counted: void | Promise<void>): Promise<void> {
  const refusal = new Refusal({ kind: 'forbidden' })
  if (!counted) throw refusal
  return counted.then(() => {
    throw refusal
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
