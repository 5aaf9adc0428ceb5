import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { unattended } from '../core/context.ts'
import { eraseAgain } from '../core/privacy/erase.ts'
import { erasedListIn } from '../core/privacy/erased-list.ts'
import { Misuse } from './misuse.ts'
import { openForCommand } from './open.ts'

const usage = `Usage: clientele erase --replay
Erases again whoever a restored backup has brought back.`

/** Applies the list of erasures to a database that was restored from a backup older than some of them. */
export async function erase(config: Readonly<Config>, args: string[]): Promise<void> {
  const options = { replay: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const
  const { values } = parseArgs({ args, options })
  if (values.help) return console.log(usage)
  if (!values.replay) throw new Misuse(usage)
  await using services = await openForCommand(config, 'stop that one first')
  const erasures = await erasedListIn(config.erasedList).read()
  let again = 0
  for (const { organization_id, customer_id, erased_at } of erasures) {
    const request = `erased ${erased_at}`
    const ctx = unattended(services.db, organization_id, 'erase --replay', request)
    if (await eraseAgain(ctx, customer_id, erased_at)) again++
  }
  console.log(`${erasures.length} on the list of ${config.erasedList}, ${again} erased again.`)
}
