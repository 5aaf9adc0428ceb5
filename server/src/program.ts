import { isMisuse } from './commands/misuse.ts'
import { refusalSentence } from './commands/refusal.ts'
import { MalformedSetting, readConfig } from './config.ts'
import { Refusal } from './core/problem.ts'
import { Obstacle, Unreachable, withoutData } from './db/failure.ts'

type Command = (config: ReturnType<typeof readConfig>, args: string[]) => Promise<void>

/** Each with code of its own, loaded when it is asked for. */
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./commands/serve.ts')).serve,
  migrate: async () => (await import('./commands/migrate.ts')).migrateOnly,
  keys: async () => (await import('./commands/keys.ts')).keys,
  organizations: async () => (await import('./commands/organizations.ts')).organizations,
  erase: async () => (await import('./commands/erase.ts')).erase,
  move: async () => (await import('./commands/move.ts')).move,
  seed: async () => (await import('./commands/seed.ts')).seed,
  'signing-keys': async () => (await import('./commands/signing-keys.ts')).signingKeys,
}

/** Runs what the command line asks for. */
export async function run([name = 'serve', ...args]: string[]): Promise<void> {
  if (/^(-h|(--)?help)$/.test(name)) {
    console.log(`Usage: clientele [${Object.keys(commands).join(' | ')}]; each says more with --help.`)
    return
  }
  const load = Object.hasOwn(commands, name) && commands[name]
  if (!load) {
    console.error(`There is no command ${name}; there are ${Object.keys(commands).join(', ')}.`)
    process.exit(2)
  }
  try {
    const config = readConfig(process.env)
    const command = await load()
    await command(config, args)
  } catch (error) {
    console.error(sentence(error) ?? withoutData(error))
    process.exit(isMisuse(error) ? 2 : 1)
  }
}

/** What the operator can mend; null for the rest, which is a fault of ours and shows where it happened. */
function sentence(error: unknown): string | null {
  if (error instanceof Unreachable) {
    const { message, code } = error.cause as { message: string; code?: string }
    // The driver's own words name an address that it was not given.
    const reason = code === 'CONNECT_TIMEOUT' ? 'it does not answer' : message || code
    return `The database at DATABASE_URL cannot be reached: ${reason}.`
  }
  if (isMisuse(error)) return error.message
  if (error instanceof Refusal) return refusalSentence(error.problem)
  return error instanceof MalformedSetting || error instanceof Obstacle ? error.message : null
}
