import type { FastifyRequest } from 'fastify'
import { bearerOf, unauthenticated } from '../admission.ts'

/** The secret key of `Authorization: Bearer sk_…`. Raises unauthenticated. */
export function secretOf(request: FastifyRequest): string {
  const secret = bearerOf(request)
  if (!secret) throw unauthenticated('nothing_usable')
  return secret
}
