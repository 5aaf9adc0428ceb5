import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from './postgres.ts'

/** A server in a process of its own. */
export interface Server extends AsyncDisposable {
  port: number
  key: string
  /** From the start of the process until it says that it is ready. */
  readyAfterMs: number
  /** Memory that the process holds now. */
  residentBytes(): number
}

const startTimeoutMs = 60_000
const pollEveryMs = 20
const mainFile = fileURLToPath(new URL('../src/main.js', import.meta.url))

/** Starts the server on a database (or on the embedded one in a directory) and waits until it is ready. */
export async function startServer(on: { databaseUrl: string } | { dataDir: string }): Promise<Server> {
  const port = await freePort()
  const key = 'sk_test_benchmark0benchmark0benchmark0'
  const { DATABASE_URL: _, ...inherited } = process.env
  const env = {
    ...inherited,
    ...('databaseUrl' in on ? { DATABASE_URL: on.databaseUrl } : { DATA_DIR: on.dataDir }),
    ...{
      PORT: String(port),
      HOST: '127.0.0.1',
      CLIENTELE_SECRET_KEY: key,
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
    },
  }
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...serverFlags(), mainFile, 'serve'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })

  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    await answer?.body?.cancel()
    return answer?.status === 200
  }
  while (!(await ready())) {
    if (child.exitCode !== null) throw new Error(`The server stopped:\n${said}`)
    if (performance.now() - startedAt > startTimeoutMs) {
      child.kill('SIGKILL')
      throw new Error(`The server is not ready after ${startTimeoutMs} ms:\n${said}`)
    }
    await sleep(pollEveryMs)
  }
  const readyAfterMs = performance.now() - startedAt

  return {
    port,
    key,
    readyAfterMs,
    residentBytes: () => residentBytes(child.pid),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
      if (child.exitCode !== 0) process.stderr.write(`The server did not stop well:\n${said}\n`)
    },
  }
}

/** As `npm start` has them, and more: `SERVER_FLAGS="--cpu-prof --cpu-prof-dir=/tmp/prof" npm run bench` profiles the server. */
function serverFlags(): string[] {
  return [
    '--max-semi-space-size=4',
    '--heap-growing-percent=50',
    '--no-parallel-scavenge',
    ...(process.env.SERVER_FLAGS ?? '').split(' ').filter(Boolean),
  ]
}

function residentBytes(pid: number | undefined): number {
  if (process.platform !== 'linux')
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024
  const [, kilobytes] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1024
}
