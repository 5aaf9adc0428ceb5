import { createApp } from '../app.ts'
import type { Config } from '../config.ts'
import { bootstrap } from '../core/organizations/bootstrap.ts'
import { migrate } from '../db/migrate.ts'
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

  await Promise.race([asked, services.failed])
  services.stop()
  await app.close()
}

function stopAsked(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve())
    process.once('SIGINT', () => resolve())
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
