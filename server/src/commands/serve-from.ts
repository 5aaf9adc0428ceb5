import { flushCompileCache } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { settleChanges } from '../core/changes/settle.ts'
import { bootstrap } from '../core/organizations/bootstrap.ts'
import type { Seed } from '../core/seed/seed.ts'
import { Obstacle } from '../db/failure.ts'
import { migrate } from '../db/migrate.ts'
import type { Store } from '../db/store.ts'
import { keepSearchSettled } from '../jobs/search-upkeep.ts'
import { startJobs } from '../jobs/work.ts'
import { forServing, openServices } from '../services.ts'
import { plant } from './seed-file.ts'

/**
 * Serves from an open store, which it closes, until the process is asked to stop.
 * @param seed what was read of the file that the configuration names.
 */
export async function serveFrom(store: Store, config: Readonly<Config>, seed: Seed | null): Promise<void> {
  await using opened = await openServices(config, store)
  const { db, logger } = opened
  await opened.erasedList.check()
  const applied = await migrate(db)
  if (applied.length > 0) logger.info({ applied }, 'schema brought up to date')
  const services = await forServing(opened)
  await settleChanges(db)
  const generatedKey = await bootstrap(db, config.secretKey)
  // Before anything else can fail: only its hash is kept.
  if (generatedKey) console.log(`Your secret key, shown this once: ${generatedKey}`)
  if (config.seedFile !== null && seed) console.log(await plant(db, config.seedFile, seed))

  const asked = stopAsked()
  const app = createApp(services)
  // Before it listens: a database lost in the middle of this would end a server that others rely on.
  const [jobs] = await Promise.all([startJobs(services.at, db, logger, config), app.ready()])
  await using _jobs = jobs
  // The embedded database has one session: whatever does it, all wait for that.
  await using _upkeep = config.databaseUrl ? keepSearchSettled(db) : null
  const address = await listen(app, config)
  announce(config, address)
  // A server may be killed, and then writes nothing of it.
  flushCompileCache()

  const failure = await Promise.race([asked, services.failed])
  services.stop()
  endInTime(logger)
  if (!failure) await sleep(drainMs)
  await app.close()
  if (failure) throw failure
}

async function listen(app: FastifyInstance, { port, host }: Config): Promise<string> {
  try {
    return await app.listen({ port, host })
  } catch (error) {
    // A system call's: the port is taken, the host is not of this machine.
    if (!(error as NodeJS.ErrnoException).syscall) throw error
    throw new Obstacle(`HOST ${host} and PORT ${port} cannot be listened on: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}

// Closing resets connections of which nothing has been read yet. Until then requests that are on their way are still
// taken, callers are told to open no more on the same connection, and /readyz sends new ones elsewhere.
const drainMs = 250
// Of the 30 s that an operator grants. Only what waits for somebody's lock, or for a database that is silent, takes so long.
const closeMs = 20_000

function endInTime(logger: Logger): void {
  setTimeout(() => {
    logger.error('what still waits for the database is given up')
    process.exit(1)
  }, closeMs).unref()
}

function stopAsked(): Promise<null> {
  return new Promise((resolve) => {
    // Not once: npm passes on to us what a terminal has sent to both, and a second signal would end the process.
    process.on('SIGTERM', () => resolve(null))
    process.on('SIGINT', () => resolve(null))
  })
}

/** Plain lines for the person who started it. */
function announce(config: Readonly<Config>, address: string): void {
  const store = config.databaseUrl
    ? 'PostgreSQL, which keeps what it acknowledges as it is configured to'
    : `the embedded database in ${config.dataDir}, which syncs each write to the disk and survives a killed process (a power cut has not been tried)`
  if (config.pepper === null)
    console.log(
      'The pepper is in the database, and whoever has that has it: set CLIENTELE_PEPPER to keep it apart.',
    )
  console.log(`Clientele listens at ${address} on ${store}.`)
  console.log(`The reference is at ${address}/docs.`)
}
