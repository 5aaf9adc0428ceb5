import type { FastifyInstance } from 'fastify'
import { unauthenticated } from '../admission.ts'
import type { Tools } from '../dialect.ts'
import { read } from '../wire.ts'
import { standingHeaders } from './format.ts'
import { clientSecret } from './schemas.ts'

/** Tokens for clients (contract sheet §1.4): whoever asks is known by what it sends. JSON alone, as all of `/v3` is. */
export function tokens(app: FastifyInstance, { tokens }: Tools): void {
  // It needs nothing but what is in the body.
  app.post('/token/generate', { config: { demand: null } }, async (request, reply) => {
    const { key, secret } = read(clientSecret, request.body)
    const token = await tokens.issue(key, secret)
    if (!token) throw unauthenticated('nothing_usable')
    reply.headers({ ...standingHeaders(request), 'cache-control': 'no-store' })
    return { data: token, errors: null }
  })
}
