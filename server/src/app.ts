import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { capillary } from './dialects/capillary/index.ts'
import type { Dialect, Mount, Tools } from './dialects/dialect.ts'
import { fanfare } from './dialects/fanfare/index.ts'
import { imprint } from './dialects/imprint/index.ts'
import { native } from './dialects/native/index.ts'
import { answerClientError } from './http/client-error.ts'
import { announceDeprecations } from './http/deprecation.ts'
import { docs } from './http/docs.ts'
import { refuseForeignEncodings } from './http/encoding.ts'
import { health } from './http/health.ts'
import { parseJson } from './http/json.ts'
import { largeBodiesInTurn } from './http/large-bodies.ts'
import { logRequests, report } from './http/log.ts'
import { bodyLimitBytes, problemOf } from './http/problem-of.ts'
import { requestId } from './http/request-id.ts'
import { endSilentConnections } from './http/silent-connections.ts'
import type { ServerServices } from './services.ts'

// An import of it costs every start 0.1 s, as test/boundaries.test.ts says.
const { maxHeaderSize } = process.getBuiltinModule('node:http')

/** Every contract that is served. */
export const dialects: Dialect[] = [native, fanfare, imprint, capillary]

/** The whole service: what it listens to, in order. */
export function createApp(services: ServerServices): FastifyInstance {
  const { db, keyRing, tillRing, tokens, secrets, rateLimit, erasedList, setups } = services
  const { config, stopping, logger } = services
  const app = Fastify({
    genReqId: requestId,
    bodyLimit: bodyLimitBytes,
    // A request without a body is no stream that has to end: 3 % more gets.
    http: { optimizeEmptyRequests: true },
    // Node bounds the whole head of a request; an id of any length is missing like any other.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: maxHeaderSize },
    requestTimeout: 60_000,
    forceCloseConnections: 'idle',
    // A request that came before the connection closed is answered like any other.
    return503OnClosing: false,
    // Without these two Fastify loads ajv to build them.
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
    clientErrorHandler: answerClientError,
    // No hook runs for these.
    frameworkErrors: (error, request, reply) =>
      answer(mountAt(request.url), tools, error, request, reply.header('x-request-id', request.id)),
  })
  app.setErrorHandler((error, request, reply) => answer(mountAt(request.url), tools, error, request, reply))
  logRequests(app, logger)
  endSilentConnections(app)
  announceDeprecations(app)
  refuseForeignEncodings(app)
  const inTurn = largeBodiesInTurn(app)
  const tools: Tools = {
    db,
    keyRing,
    tillRing,
    tokens,
    secrets,
    rateLimit,
    erasedList,
    setups,
    inTurn,
    redactErrors: config.redactErrors,
    sessionMinutes: config.sessionMinutes,
  }
  app.removeAllContentTypeParsers()
  takeJson(app, 'application/json', tools)

  health(app, db, stopping)
  docs(app, dialects)
  for (const { mounts } of dialects) for (const mount of mounts) register(app, mount, tools)
  return app
}

function takeJson(app: FastifyInstance, type: string, { inTurn }: Tools): void {
  app.addContentTypeParser(type, { parseAs: 'buffer' }, async (request: FastifyRequest, body: Buffer) => {
    await inTurn(request, body)
    return parseJson(body)
  })
}

/** Valibot validates, and each dialect writes its own JSON. */
const noSchemas = (): never => {
  throw new Error('No route has a schema of Fastify')
}

const mounts = dialects.flatMap((dialect) => dialect.mounts)
const longestFirst = mounts.toSorted((a, b) => b.prefix.length - a.prefix.length)

/** In whose words a path is answered that no route takes: those of the contract at the root, unless it is another's. */
const mountAt = (path: string) =>
  // The one at the root fits every path.
  longestFirst.find(({ prefix }) => prefix === '' || path.startsWith(`${prefix}/`)) as Mount

function register(app: FastifyInstance, mount: Mount, tools: Tools): void {
  app.register(
    async (scope) => {
      scope.setErrorHandler((error: FastifyError, request, reply) =>
        answer(mount, tools, error, request, reply),
      )
      scope.setNotFoundHandler((request, reply) => {
        const { status, headers, body } = mount.say(
          { kind: 'missing', what: 'route', row: null },
          request,
          tools,
        )
        return reply
          .status(status)
          .headers(headers ?? {})
          .send(body)
      })
      if (mount.mergePatches) takeJson(scope, 'application/merge-patch+json', tools)
      mount.routes(scope, tools)
    },
    { prefix: mount.prefix },
  )
}

function answer(mount: Mount, tools: Tools, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const problem = problemOf(error)
  report(request, error, problem)
  // Whoever is still sending would find the connection closed and never read why; what still comes is thrown away.
  if (problem.kind === 'too_large') {
    reply.removeHeader('connection')
    request.raw.resume()
  }
  const { status, headers, body } = mount.say(problem, request, tools)
  return reply
    .status(status)
    .headers(headers ?? {})
    .send(body)
}
