import type { FastifyRequest } from 'fastify'
import { unauthenticated } from '../admission.ts'

/** What a request signs in with (contract sheet §1.4). */
export type Credentials =
  | { kind: 'token'; token: string }
  | { kind: 'password'; username: string; password: string }

const basic = /^Basic +([A-Za-z0-9+/=_-]+)$/i

/** A token goes before a password. Raises unauthenticated. */
export function credentialsOf({ headers }: FastifyRequest): Credentials {
  // The overview of the contract calls it by the second name (§7-20).
  const token = headers['x-cap-api-oauth-token'] ?? headers['cap-api-access-token']
  if (typeof token === 'string' && token !== '') return { kind: 'token', token }
  const encoded = basic.exec(headers.authorization ?? '')?.[1]
  if (!encoded) throw unauthenticated('nothing_usable')
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.lastIndexOf(':')
  if (colon < 1) throw unauthenticated('nothing_usable')
  return { kind: 'password', username: pair.slice(0, colon), password: pair.slice(colon + 1) }
}
