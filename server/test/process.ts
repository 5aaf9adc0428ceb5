import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Database, openDatabase } from '../src/db/database.ts'
import { startEmbedded } from '../src/db/embedded.ts'
import { type Client, client } from './app.ts'
import type { Place } from './database.ts'

const program = fileURLToPath(new URL('../src/main.js', import.meta.url))
const startTimeoutMs = 30_000

/** The program in a process of its own; disposing kills it. */
export interface Run extends AsyncDisposable {
  child: ChildProcess
  /** What it has printed so far, on both streams. */
  output(): string
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>
}

export interface Server extends Run {
  url: string
  /** Asks with the key that the server was given at its start. */
  owner: Client
}

/** Runs a command of the program with these settings and no others. */
export function run(args: string[], settings: NodeJS.ProcessEnv): Run {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env.PATH, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      output += text
    })
  }
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    output: () => output,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

export const secretKey = 'sk_test_of-a-server-in-its-own-process'

/** Starts a server over the place and waits until it listens. */
export async function startServer(place: Place, settings: NodeJS.ProcessEnv = {}): Promise<Server> {
  const server = run(['serve'], {
    PORT: '0',
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'silent',
    CLIENTELE_SECRET_KEY: secretKey,
    ...settingsOf(place),
    ...settings,
  })
  const url = await listening(server)
  const headers = { authorization: `Bearer ${secretKey}` }
  return { ...server, url, owner: client(url, headers, { organizationId: '', secret: secretKey }) }
}

export function settingsOf(place: Place): NodeJS.ProcessEnv {
  return 'databaseUrl' in place ? { DATABASE_URL: place.databaseUrl } : { DATA_DIR: place.dataDir }
}

async function listening({ child, output, ended }: Run): Promise<string> {
  const giveUp = setTimeout(() => child.kill('SIGKILL'), startTimeoutMs)
  try {
    for (;;) {
      const address = /listens at (http:\S+)/.exec(output())?.[1]
      if (address) return address
      const over = await Promise.race([ended.then(() => true), once(child.stdout ?? child, 'data')])
      if (over === true) throw new Error(`the server ended before it listened:\n${output()}`)
    }
  } finally {
    clearTimeout(giveUp)
  }
}

/** The database of a place where no embedded server runs. */
export async function openPlace(place: Place): Promise<Database> {
  if ('databaseUrl' in place) return openDatabase({ at: { url: place.databaseUrl }, connections: 2 })
  const embedded = await startEmbedded(place.dataDir)
  const db = openDatabase({ at: { socketPath: embedded.socketPath }, connections: 1 })
  return {
    ...db,
    async [Symbol.asyncDispose]() {
      await db[Symbol.asyncDispose]()
      await embedded[Symbol.asyncDispose]()
    },
  }
}
