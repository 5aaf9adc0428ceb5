import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { bootstrap } from '../core/organizations/bootstrap.ts'
import { Misuse } from './misuse.ts'
import { openForCommand } from './open.ts'
import { plant, readSeed } from './seed-file.ts'

const usage = `Usage: clientele seed <file>
Sets up what the file says: docs/operate/seed.md. Doing it again changes nothing.`

/** Sets an organization up from a file. */
export async function seed(config: Readonly<Config>, args: string[]): Promise<void> {
  const options = { help: { type: 'boolean', short: 'h' } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const [file, more] = positionals
  if (values.help) return console.log(usage)
  if (!file || more !== undefined) throw new Misuse(usage)
  const read = await readSeed(file)
  await using services = await openForCommand(config, 'stop that one first, or start it with SEED_FILE')
  const generatedKey = await bootstrap(services.db, config.secretKey)
  if (generatedKey) console.log(`Your secret key, shown this once: ${generatedKey}`)
  console.log(await plant(services.db, file, read))
}
