import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import type { Terms } from '../../core/customers/change.ts'
import type { Customer } from '../../core/customers/customer.ts'
import type { Token } from '../../core/idempotency/once.ts'
import { Refusal } from '../../core/problem.ts'
import { contextOf } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { idempotencyKey } from '../rules.ts'
import { sendJson } from '../send-json.ts'
import { read } from '../wire.ts'
import { writeCustomer } from './customer.ts'

/** Headers of writes, as far as they are checked. */
export const headers = v.object({
  'idempotency-key': v.optional(idempotencyKey),
  'if-match': v.optional(v.pipe(v.string(), v.regex(/^(\*|(W\/)?"[^"]*")$/))),
  'if-none-match': v.optional(v.literal('*')),
})

/** The terms of a write: its idempotency key, and the version that `If-Match` names (RFC 9110 §13.1.1). */
export function termsOf(request: FastifyRequest, operation: string): Terms {
  return { token: tokenOf(request, operation), ...expectationOf(request) }
}

/** What came with an `Idempotency-Key`; null without one. The fingerprint is of the operation and the body. */
export function tokenOf(request: FastifyRequest, operation: string): Token | null {
  const { 'idempotency-key': key } = read(headers, request.headers)
  if (key === undefined) return null
  const { params, body } = request
  return { key, fingerprint: hash('sha256', JSON.stringify([operation, params, body])) }
}

/**
 * As `tokenOf`, of a body that nobody may learn by trying: the fingerprint, which lies in the database for a day, can be
 * told with the server's key alone.
 */
export function guardedToken({ secrets }: Tools, request: FastifyRequest, operation: string): Token | null {
  const token = tokenOf(request, operation)
  if (!token) return null
  return { ...token, fingerprint: secrets.keyed('idempotency', token.fingerprint).toString('hex') }
}

// No customer has this version, so whatever names it is stale: a tag that is weak or none of ours matches nothing.
const noVersion = -1

function expectationOf(request: FastifyRequest): Pick<Terms, 'expectedVersion' | 'mustExist'> {
  const { 'if-match': tag, 'if-none-match': none } = read(headers, request.headers)
  // Nothing has been seen because there is nothing, says RFC 9110 §13.1.2.
  if (none !== undefined) return { expectedVersion: 0 }
  if (tag === undefined && contextOf(request).preconditionRequired)
    throw new Refusal({ kind: 'precondition_required' })
  if (tag === undefined) return {}
  if (tag === '*') return { mustExist: true }
  return { expectedVersion: Number(/^"([1-9]\d{0,8})"$/.exec(tag)?.[1] ?? noVersion) }
}

export const etagOf = ({ version }: Pick<Customer, 'version'>) => `"${version}"`

export const wantsMinimal = ({ headers }: FastifyRequest) =>
  /(^|,)\s*return=minimal\s*(,|;|$)/.test(String(headers.prefer ?? ''))

/** Answers a write: the customer, or with `Prefer: return=minimal` (RFC 7240) only its place and version. */
export function sendWritten(
  request: FastifyRequest,
  reply: FastifyReply,
  customer: Customer,
  created: boolean,
) {
  reply.header('etag', etagOf(customer))
  if (created) reply.header('location', `/v1/customers/${customer.id}`)
  if (wantsMinimal(request)) {
    return reply
      .status(created ? 201 : 204)
      .header('preference-applied', 'return=minimal')
      .send()
  }
  return sendJson(reply.status(created ? 201 : 200), writeCustomer(customer))
}
