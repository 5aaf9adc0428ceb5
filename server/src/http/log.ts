import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type DestinationStream, type Logger, pino } from 'pino'
import type { Problem } from '../core/problem.ts'
import { Unreachable, withoutData } from '../db/failure.ts'

/** What a route says of its lines, in its options. */
interface Logging {
  isLogged?: boolean
}

/** The options of a route whose requests have no lines: machines make one every few seconds, and the log would be of them. */
export const unlogged: { config: Logging } = { config: { isLogged: false } }

/** Structured lines on standard output. Errors are logged by what they are, not by what they were about. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: withoutData } },
    destination,
  )
}

/**
 * One line per request, but to routes that are unlogged: the route's pattern, never the path or the query, which may hold
 * e-mails and phones. Fastify itself is given no logger: some of its lines quote the path, and its bookkeeping for them is
 * a twentieth of a get.
 */
export function logRequests(app: FastifyInstance, logger: Logger): void {
  app.decorateRequest('logger', {
    getter(this: FastifyRequest) {
      return logger.child({ reqId: this.id })
    },
  })
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
  if (!logger.isLevelEnabled('info')) return
  app.addHook('onResponse', (request, reply, done) => {
    const { url = 'none', config } = request.routeOptions
    // The other things that routes say in theirs are none of ours.
    if ((config as Logging).isLogged === false) return done()
    loggerOf(request).info({
      method: request.method,
      route: url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      trace: traceOf(request.headers.traceparent),
    })
    done()
  })
}

const traceparent = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(-[!-~]*)?$/

/** The trace that a caller's request belongs to (https://www.w3.org/TR/trace-context/), if it says so in due form. */
function traceOf(header: unknown): string | undefined {
  const [, version, trace = '', parent = '', more] = traceparent.exec(String(header)) ?? []
  const isVersion = version !== 'ff' && !(version === '00' && more !== undefined)
  return isVersion && /[^0]/.test(trace) && /[^0]/.test(parent) ? trace : undefined
}

/** The logger of a request, whose lines carry its id. */
const loggerOf = (request: FastifyRequest) => request.getDecorator<Logger>('logger')

/** Tells the operator of what the caller cannot help. */
export function report(request: FastifyRequest, error: unknown, problem: Problem): void {
  if (problem.kind === 'internal') loggerOf(request).error({ err: error }, 'request failed')
  if (error instanceof Unreachable)
    loggerOf(request).warn({ code: error.code }, 'the database cannot be reached')
}
