import type { Config } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openServices } from '../services.ts'

/** Brings the schema up to date and ends, for deployments that do so before they start servers. */
export async function migrateOnly(config: Readonly<Config>): Promise<void> {
  await using services = await openServices(config)
  const applied = await migrate(services.db)
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The schema is up to date.')
}
