import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Context } from '../../core/context.ts'
import type { Access } from '../../core/keys/sql.ts'
import { type Problem, Refusal } from '../../core/problem.ts'
import type { Bucket, Tools } from '../dialect.ts'

const bearer = /^Bearer +([!-~]+)$/i

/**
 * Who asks, by `Authorization: Bearer sk_…` (contract sheet §1, A14), counted against the rate limit of the bucket.
 * Raises unauthenticated, forbidden, too_many.
 */
export function authenticate(tools: Tools, bucket: Bucket) {
  const { db, keyRing, rateLimit } = tools

  async function slowly(request: FastifyRequest, reply: FastifyReply, secret: string): Promise<void> {
    const access = admitted(await keyRing.find(secret))
    await rateLimit?.(reply, access.organizationId, bucket)
    setContext(request, access)
  }

  function setContext(request: FastifyRequest, { organizationId, country, keyId }: Access): void {
    const context: Context = { db, organizationId, country, actor: keyId, requestId: request.id }
    request.setDecorator('context', context)
  }

  // A key that is fresh in memory costs no promise: most requests take this way.
  return (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void): void => {
    try {
      const secret = secretOf(request)
      const access = rateLimit ? undefined : keyRing.known(secret)
      if (access === undefined) {
        slowly(request, reply, secret).then(() => done(), done)
        return
      }
      setContext(request, admitted(access))
      done()
    } catch (error) {
      done(error as Error)
    }
  }
}

function secretOf({ headers }: FastifyRequest): string {
  const secret = bearer.exec(headers.authorization ?? '')?.[1]
  if (secret?.startsWith('pk_')) throw unauthenticated('not_a_secret_key')
  if (secret) return secret
  throw unauthenticated(headers['x-publishable-key'] ? 'not_a_secret_key' : 'nothing_usable')
}

function admitted(access: Access | null): Access {
  if (!access) throw unauthenticated('nothing_usable')
  if (access.suspended) throw new Refusal({ kind: 'forbidden' })
  return access
}

const unauthenticated = (why: Extract<Problem, { kind: 'unauthenticated' }>['why']) =>
  new Refusal({ kind: 'unauthenticated', why })
