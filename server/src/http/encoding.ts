import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../core/problem.ts'

/**
 * Refuses bodies that would be read for something else than they are: compressed ones, and text in another encoding than
 * UTF-8 (RFC 8259 §8.1). Raises unreadable: media_type, encoding.
 */
export function refuseForeignEncodings(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (hasBody(request)) return done(refusalOf(request), payload)
    // Some clients name a type whatever they send: of nothing it says nothing.
    delete request.headers['content-type']
    done(null, payload)
  })
}

const hasBody = ({ headers }: FastifyRequest) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0

function refusalOf({ headers }: FastifyRequest): Refusal | null {
  const { 'content-encoding': coding = 'identity', 'content-type': type = '' } = headers
  if (coding.toLowerCase() !== 'identity') return new Refusal({ kind: 'unreadable', reason: 'media_type' })
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type) ?? []
  const isUtf8 = /^(utf-?8|us-ascii)$/i.test(charset)
  return isUtf8 ? null : new Refusal({ kind: 'unreadable', reason: 'encoding' })
}
