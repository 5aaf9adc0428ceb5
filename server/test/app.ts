import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { issueKey } from '../src/core/keys/issue.ts'
import { migrate } from '../src/db/migrate.ts'
import { createLogger } from '../src/http/log.ts'
import { forServing, openServices, type ServerServices } from '../src/services.ts'
import { anOrganization, opened, preparedPlace } from './database.ts'

export interface Answer {
  status: number
  headers: Headers
  /** Parsed JSON, or the text where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies whose shape is what it tests.
  body: any
}

export interface Sent {
  method?: string
  headers?: Record<string, string>
  /** Text and bytes go as they are, all else as JSON. */
  body?: unknown
}

/** Somebody who sends requests. */
export interface Client {
  organizationId: string
  secret: string
  send(path: string, sent?: Sent): Promise<Answer>
  get(path: string): Promise<Answer>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  delete(path: string): Promise<Answer>
}

export interface TestApp {
  services: ServerServices
  url: string
  /** A caller with a key of an organization that nobody else uses. */
  anOwner(): Promise<Client>
  /** A caller with these credentials, or none. */
  withHeaders(headers: Record<string, string>): Client
}

/**
 * The real service over a real database, listening for the tests of one file; settings as in the environment.
 * @param log takes every line that the service logs, down to the smallest.
 */
export async function testApp(
  settings: NodeJS.ProcessEnv = {},
  log?: (line: string) => void,
): Promise<TestApp> {
  const place = await preparedPlace()
  const lists = await mkdtemp(join(tmpdir(), 'clientele-erased-'))
  opened.defer(() => rm(lists, { recursive: true, force: true }))
  const config = readConfig({
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'silent',
    ...('databaseUrl' in place ? { DATABASE_URL: place.databaseUrl } : { DATA_DIR: place.dataDir }),
    ERASED_LIST: join(lists, 'erased.ndjson'),
    ...settings,
  })
  const opening = await openServices(config)
  await migrate(opening.db)
  const services = await forServing(opening)
  const logged = log ? { logger: createLogger('trace', { write: log }) } : {}
  const app = createApp({ ...services, ...logged })
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  opened.use(services)
  opened.defer(() => app.close())
  return {
    services,
    url,
    async anOwner() {
      const organizationId = await anOrganization(services.db)
      const secret = await issueKey(services.db, organizationId, 'test')
      return client(url, { authorization: `Bearer ${secret}` }, { organizationId, secret })
    },
    withHeaders: (headers) => client(url, headers, { organizationId: '', secret: '' }),
  }
}

/** Sends requests to a server, with these headers on each. */
export function client(
  url: string,
  standing: Record<string, string>,
  who: Pick<Client, 'organizationId' | 'secret'>,
): Client {
  async function send(path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
    const asIs = body === undefined || typeof body === 'string' || body instanceof Uint8Array
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...standing,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: asIs ? (body as string) : JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: parsed(await answer.text()) }
  }
  return {
    ...who,
    send,
    get: (path) => send(path),
    post: (path, body, headers = {}) => send(path, { method: 'POST', body, headers }),
    put: (path, body, headers = {}) => send(path, { method: 'PUT', body, headers }),
    delete: (path) => send(path, { method: 'DELETE' }),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
