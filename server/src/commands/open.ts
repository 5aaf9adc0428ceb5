import { resolve } from 'node:path'
import type { Config } from '../config.ts'
import { DataDirInUse } from '../db/data-dir-lock.ts'
import { Obstacle } from '../db/failure.ts'
import { migrate } from '../db/migrate.ts'
import { openServices, type Services } from '../services.ts'

/**
 * Opens the database for a command. The embedded one admits one process.
 * @param instead what to do while a server has it.
 */
export async function openForCommand(
  config: Readonly<Config>,
  instead = 'ask that one through the HTTP API (/v1/keys, /v1/organizations) instead',
): Promise<Services> {
  const services = await open(config, instead)
  await migrate(services.db)
  return services
}

async function open(config: Readonly<Config>, instead: string): Promise<Services> {
  try {
    return await openServices(config)
  } catch (error) {
    if (!(error instanceof DataDirInUse)) throw error
    throw new Obstacle(
      `The data directory ${resolve(config.dataDir)} is in use by a running server: ${instead}.`,
      { cause: error },
    )
  }
}
