import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../core/problem.ts'

/**
 * Refuses bodies that would be read for something else than they are: compressed ones, and text in another encoding than
 * UTF-8 (RFC 8259 §8.1). Raises unreadable: media_type, encoding.
 */
export function refuseForeignEncodings(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _reply, payload) => {
    if (hasBody(request)) refuseForeign(request)
    // Some clients name a type whatever they send: of nothing it says nothing.
    else delete request.headers['content-type']
    return payload
  })
}

const hasBody = ({ headers }: FastifyRequest) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0

function refuseForeign({ headers }: FastifyRequest): void {
  const { 'content-encoding': coding = 'identity', 'content-type': type = '' } = headers
  if (coding.toLowerCase() !== 'identity') throw new Refusal({ kind: 'unreadable', reason: 'media_type' })
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(type) ?? []
  if (!/^(utf-?8|us-ascii)$/i.test(charset)) throw new Refusal({ kind: 'unreadable', reason: 'encoding' })
}
