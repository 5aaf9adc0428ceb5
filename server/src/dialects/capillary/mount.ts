import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { Tools } from '../dialect.ts'
import type { Admit } from './admission.ts'
import { parseBody } from './xml.ts'

/** The paths of an operation: without a suffix, and with the one of a format (contract sheet §7-18). */
export const suffixes = ['', '.json', '.xml'] as const

/** Serves an operation by these methods, at its path with every suffix. */
export function serve(
  app: FastifyInstance,
  method: 'GET' | 'POST' | ('PUT' | 'POST')[],
  path: string,
  admitted: ReturnType<Admit>,
  handler: RouteHandlerMethod,
): void {
  for (const one of [method].flat())
    for (const suffix of suffixes) app.route({ method: one, url: path + suffix, ...admitted, handler })
}

/** What bodies may come in, in this scope alone: JSON, which the service reads, and XML. */
export function takeXml(app: FastifyInstance, { inTurn }: Tools): void {
  app.addContentTypeParser(
    ['application/xml', 'text/xml'],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      await inTurn(request, body)
      return parseBody(body)
    },
  )
}
