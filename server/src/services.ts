import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { openTokens, type Tokens } from './core/clients/tokens.ts'
import { type KeyRing, openKeyRing } from './core/keys/authenticate.ts'
import { type ErasedList, erasedListIn } from './core/privacy/erased-list.ts'
import { openSecrets } from './core/secrets/open.ts'
import type { Secrets } from './core/secrets/secrets.ts'
import { openSetups, type Setups } from './core/setup/setup.ts'
import { openTillRing, type TillRing } from './core/tills/sign-in.ts'
import { type Database, openDatabase } from './db/database.ts'
import type { At } from './db/driver.ts'
import { openStore, type Store } from './db/store.ts'
import type { RateLimit } from './dialects/dialect.ts'
import { createLogger } from './http/log.ts'
import { openRateLimit } from './http/rate-limit.ts'

/** Everything with a lifetime. */
export interface Services extends AsyncDisposable {
  config: Readonly<Config>
  logger: Logger
  db: Database
  /** Where that is, for connections of other libraries. */
  at: At
  keyRing: KeyRing
  erasedList: ErasedList
  setups: Setups
  rateLimit: RateLimit
  /** Resolves if the embedded database dies; the process cannot go on then. */
  failed: Promise<Error>
  /** Aborted when the process has been asked to stop. */
  stopping: AbortSignal
  /** Says that the process is stopping: `/readyz` answers 503, and answers close their connections. */
  stop(): void
}

// With gathered statements and pipelines a few connections carry everything.
const poolConnections = 16

/** What a server has, too, once the schema is up to date. */
export interface ServerServices extends Services {
  secrets: Secrets
  tillRing: TillRing
  tokens: Tokens
}

/** Raises an obstacle for a pepper that is not the one of this database. */
export async function forServing(services: Services): Promise<ServerServices> {
  const { db, config } = services
  const secrets = await openSecrets(db, config.pepper)
  return { ...services, secrets, tillRing: openTillRing(db), tokens: openTokens(db, secrets) }
}

/**
 * Opens what the server works with; disposing closes it in reverse.
 * @param store where the database is, if that is open already.
 */
export async function openServices(config: Readonly<Config>, store?: Store): Promise<Services> {
  await using opened = new AsyncDisposableStack()
  const logger = createLogger(config.logLevel)
  const stopping = new AbortController()
  const { at, failed } = opened.use(store ?? (await openStore(config)))
  const db = opened.use(openDatabase({ at, connections: 'url' in at ? poolConnections : 1 }))
  const services = {
    config,
    logger,
    db,
    at,
    failed,
    keyRing: openKeyRing(db, config.adminKeyHash),
    erasedList: erasedListIn(config.erasedList),
    setups: openSetups(db),
    rateLimit: openRateLimit(config.rateLimit, config.databaseUrl ? db : null),
    stopping: stopping.signal,
    stop: () => stopping.abort(),
  }
  const running = opened.move()
  return { ...services, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
