import type { FastifyRequest } from 'fastify'
import { bearerOf, unauthenticated } from '../admission.ts'

/**
 * The key of `Authorization: Bearer <key>`, or of Basic as the user name with an empty password (contract sheet §1 and
 * §6-17): never a password. Raises unauthenticated.
 */
export function secretOf(request: FastifyRequest): string {
  const secret = bearerOf(request) ?? userNameOf(request)
  if (!secret) throw unauthenticated('nothing_usable')
  return secret
}

const basic = /^Basic +([\w+/-]+={0,2})$/i

/** The user name of Basic (RFC 7617) where the password is empty; null of anything else. */
function userNameOf({ headers }: FastifyRequest): string | null {
  const [, credentials] = basic.exec(headers.authorization ?? '') ?? []
  if (credentials === undefined) return null
  const text = Buffer.from(credentials, 'base64').toString()
  return text.indexOf(':') === text.length - 1 ? text.slice(0, -1) : null
}
