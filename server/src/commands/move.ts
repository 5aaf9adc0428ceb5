import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { isEmbedded } from '../db/embedded.ts'
import { Obstacle } from '../db/failure.ts'
import { moveAll } from '../db/move.ts'
import { Misuse } from './misuse.ts'
import { openForCommand } from './open.ts'

const usage = `Usage: clientele move
Copies all that is in the embedded database in DATA_DIR to the empty PostgreSQL database at DATABASE_URL.`

/** Moves from the embedded database to PostgreSQL, all or nothing; the directory stays as it is. */
export async function move(config: Readonly<Config>, args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } })
  if (values.help) return console.log(usage)
  if (!config.databaseUrl) throw new Misuse(`DATABASE_URL is not set.\n${usage}`)
  const dir = resolve(config.dataDir)
  if (!isEmbedded(dir)) throw new Obstacle(`There is no embedded database in ${dir}, the DATA_DIR.`)
  await using source = await openForCommand({ ...config, databaseUrl: null }, 'stop that one first')
  await using target = await openForCommand(config)
  const { tables, rows } = await moveAll(source.db, target.db)
  console.log(`Moved ${rows} rows of ${tables} tables from ${dir}, and compared them.`)
}
