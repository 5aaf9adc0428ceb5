import { erase } from './commands/erase.ts'
import { keys } from './commands/keys.ts'
import { migrateOnly } from './commands/migrate.ts'
import { isMisuse } from './commands/misuse.ts'
import { organizations } from './commands/organizations.ts'
import { refusalSentence } from './commands/refusal.ts'
import { seed } from './commands/seed.ts'
import { serve } from './commands/serve.ts'
import { signingKeys } from './commands/signing-keys.ts'
import { MalformedSetting, readConfig } from './config.ts'
import { Refusal } from './core/problem.ts'
import { Obstacle, Unreachable } from './db/failure.ts'

const commands: Record<string, (config: ReturnType<typeof readConfig>, args: string[]) => Promise<void>> = {
  serve,
  migrate: migrateOnly,
  keys,
  organizations,
  erase,
  seed,
  'signing-keys': signingKeys,
}

/** Runs what the command line asks for. */
export async function run([name = 'serve', ...args]: string[]): Promise<void> {
  const command = commands[name]
  if (!command) {
    console.error(`There is no command ${name}; there are ${Object.keys(commands).join(', ')}.`)
    process.exit(2)
  }
  try {
    await command(readConfig(process.env), args)
  } catch (error) {
    console.error(sentence(error) ?? error)
    process.exit(isMisuse(error) ? 2 : 1)
  }
}

/** What the operator can mend; null for the rest, which is a fault of ours and shows where it happened. */
function sentence(error: unknown): string | null {
  if (error instanceof Unreachable) {
    const { message, code } = error.cause as { message: string; code?: string }
    return `The database at DATABASE_URL cannot be reached: ${message || code}.`
  }
  if (isMisuse(error)) return error.message
  if (error instanceof Refusal) return refusalSentence(error.problem)
  return error instanceof MalformedSetting || error instanceof Obstacle ? error.message : null
}
