import type { FastifyRequest } from 'fastify'
import { bearerOf, unauthenticated } from '../admission.ts'

/** The secret key of `Authorization: Bearer sk_…` (contract sheet §1, A14). Raises unauthenticated. */
export function secretOf(request: FastifyRequest): string {
  const secret = bearerOf(request)
  if (secret?.startsWith('pk_')) throw unauthenticated('not_a_secret_key')
  if (secret) return secret
  throw unauthenticated(request.headers['x-publishable-key'] ? 'not_a_secret_key' : 'nothing_usable')
}
