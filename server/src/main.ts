import { keys } from './commands/keys.ts'
import { migrateOnly } from './commands/migrate.ts'
import { serve } from './commands/serve.ts'
import { MalformedSetting, readConfig } from './config.ts'

const commands: Record<string, (config: ReturnType<typeof readConfig>, args: string[]) => Promise<void>> = {
  serve,
  migrate: migrateOnly,
  keys,
}

const [name = 'serve', ...args] = process.argv.slice(2)
const command = commands[name]
if (!command) {
  console.error(`There is no command ${name}; there are ${Object.keys(commands).join(', ')}.`)
  process.exit(2)
}
try {
  await command(readConfig(process.env), args)
} catch (error) {
  // A sentence for what the operator can mend; the rest is a fault of ours and shows where it happened.
  const mendable = error instanceof MalformedSetting || (error as Error).name !== 'Error'
  console.error(mendable ? (error as Error).message : error)
  process.exit(1)
}
