import type { FastifyInstance } from 'fastify'

/** What a route says of its end, in its options: `config: { deprecation: { … } }`. */
interface Deprecation {
  /** ISO 8601: from when it is not to be used for anything new; may lie ahead. */
  since: string
  /** ISO 8601: from when it may answer no more; not before `since`. */
  sunset?: string
  /** Where it says what to use in its place. */
  link?: string
}

/**
 * Gives every answer of a deprecated route its headers: `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a `Link` to
 * what there is to read. Routes that are none pay nothing. Before any route.
 */
export function announceDeprecations(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const { deprecation } = (route.config ?? {}) as { deprecation?: Deprecation }
    if (!deprecation) return
    const headers = headersOf(deprecation)
    const present = [route.onRequest ?? []].flat()
    // First of all, so that refusals carry them, too.
    route.onRequest = [
      (_request, reply, done) => {
        reply.headers(headers)
        done()
      },
      ...present,
    ]
  })
}

function headersOf({ since, sunset, link }: Deprecation): Record<string, string> {
  const [from, until] = [Date.parse(since), Date.parse(sunset ?? since)]
  if (!(until >= from)) throw new RangeError('a sunset is not before its deprecation')
  return {
    deprecation: `@${Math.floor(from / 1000)}`,
    ...(sunset === undefined ? {} : { sunset: new Date(until).toUTCString() }),
    ...(link === undefined ? {} : { link: `<${link}>; rel="deprecation"; type="text/html"` }),
  }
}
