import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { migrate } from '../db/migrate.ts'
import { openServices } from '../services.ts'

const usage = `Usage: clientele migrate
Brings the schema up to date and ends.`

/** Brings the schema up to date and ends, for deployments that do so before they start servers. */
export async function migrateOnly(config: Readonly<Config>, args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } })
  if (values.help) return console.log(usage)
  await using services = await openServices(config)
  const applied = await migrate(services.db)
  console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'The schema is up to date.')
}
