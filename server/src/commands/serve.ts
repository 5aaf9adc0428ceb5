import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { openStore } from '../db/store.ts'

const usage = `Usage: clientele serve
Runs the server, which is told by its environment what it needs to know: README.md.`

/** Runs the service until SIGTERM or SIGINT: then requests in flight finish, and what was acknowledged is kept. */
export async function serve(config: Readonly<Config>, args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { help: { type: 'boolean', short: 'h' } } })
  if (values.help) return console.log(usage)
  const { seedFile } = config
  // Before anything is touched: a file that cannot be applied is to change nothing.
  const seed = seedFile === null ? null : await (await import('./seed-file.ts')).readSeed(seedFile)
  // The embedded database starts in a thread of its own while this one loads all the rest, which takes as long.
  const [store, { serveFrom }] = await Promise.all([openStore(config), import('./serve-from.ts')])
  await serveFrom(store, config, seed)
}
