import { setTimeout as sleep } from 'node:timers/promises'
import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { bootstrap } from '../core/organizations/bootstrap.ts'
import { migrate } from '../db/migrate.ts'
import { startJobs } from '../jobs/work.ts'
import { openServices } from '../services.ts'

/** Runs the service until SIGTERM or SIGINT: then requests in flight finish, and what was acknowledged is kept. */
export async function serve(config: Readonly<Config>): Promise<void> {
  await using services = await openServices(config)
  const { db, logger } = services
  const applied = await migrate(db)
  if (applied.length > 0) logger.info({ applied }, 'schema brought up to date')
  const generatedKey = await bootstrap(db, config.secretKey)

  const asked = stopAsked()
  const app = createApp(services)
  const address = await app.listen({ port: config.port, host: config.host })
  announce(config, address, generatedKey)
  await using _jobs = await startJobs(services.at, db, logger)

  const failure = await Promise.race([asked, services.failed])
  services.stop()
  if (!failure) await sleep(drainMs)
  await app.close()
  if (failure) throw failure
}

// Closing resets connections of which nothing has been read yet. Until then requests that are on their way are still
// taken, callers are told to open no more on the same connection, and /readyz sends new ones elsewhere.
const drainMs = 250

function stopAsked(): Promise<null> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve(null))
    process.once('SIGINT', () => resolve(null))
  })
}

/** Plain lines for the person who started it; a generated key is shown this once, and only its hash is kept. */
function announce(config: Readonly<Config>, address: string, generatedKey: string | null): void {
  const store = config.databaseUrl
    ? 'PostgreSQL, which keeps what it acknowledges as it is configured to'
    : `the embedded database in ${config.dataDir}, which survives a killed process but not a power cut (use DATABASE_URL for that)`
  console.log(`Clientele listens at ${address} on ${store}.`)
  console.log(`The reference is at ${address}/docs.`)
  if (generatedKey) console.log(`Your secret key, shown this once: ${generatedKey}`)
}
