import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { addSigningKey } from '../core/clients/signing-keys.ts'
import { openSecrets } from '../core/secrets/open.ts'
import { Misuse } from './misuse.ts'
import { openForCommand } from './open.ts'

const usage = `Usage: clientele signing-keys rotate
Makes a new key that tokens of clients are signed with. Tokens that older ones have signed are good until they expire.`

/** Rotates the key that tokens are signed with. */
export async function signingKeys(config: Readonly<Config>, args: string[]): Promise<void> {
  const options = { help: { type: 'boolean', short: 'h' } } as const
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  if (values.help) return console.log(usage)
  if (positionals.join(' ') !== 'rotate') throw new Misuse(usage)
  await using services = await openForCommand(config, 'stop that one first')
  await addSigningKey(services.db, await openSecrets(services.db, config.pepper))
  console.log('Every running server signs with the new key within a minute.')
}
