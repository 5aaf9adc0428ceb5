import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync } from 'node:fs'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir, totalmem } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import postgres from 'postgres'

/** A PostgreSQL that databases can be made on. */
export interface Cluster extends AsyncDisposable {
  /** Connection string; its database may be replaced. */
  url: string
  /** For the report: where it comes from and what is set apart from the defaults. */
  about: string
}

const startTimeoutMs = 20_000

// A quarter of the memory, as PostgreSQL's manual has it: https://www.postgresql.org/docs/current/runtime-config-resource.html
const sharedBuffers = `${Math.floor(totalmem() / 4 / 2 ** 20)}MB`
// All else is PostgreSQL's default, durability above all: fsync and synchronous_commit are on.
const settings = { shared_buffers: sharedBuffers, max_wal_size: '4GB' }

/** The path of a program of PostgreSQL: from PATH, or the newest of Debian's; null where there is none. */
export function findProgram(name: string): string | null {
  const inPath = (process.env.PATH ?? '').split(delimiter).map((dir) => join(dir, name))
  const installed = globSync(`/usr/lib/postgresql/*/bin/${name}`)
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .reverse()
  return [...inPath, ...installed].find((path) => existsSync(path)) ?? null
}

/** The PostgreSQL of DATABASE_URL, else a throw-away one of the programs installed here, else null. */
export async function openCluster(): Promise<Cluster | null> {
  const url = process.env.DATABASE_URL
  if (url) return { url, about: 'of DATABASE_URL', async [Symbol.asyncDispose]() {} }
  const initdb = findProgram('initdb')
  const server = findProgram('postgres')
  return initdb && server ? startCluster(initdb, server) : null
}

async function startCluster(initdb: string, server: string): Promise<Cluster> {
  await using cleanup = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'clientele-bench-pg-'))
  cleanup.defer(() => rm(dir, { recursive: true, force: true }))
  const as = await unprivileged(dir)

  const data = join(dir, 'data')
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'C'
  const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale', locale]
  await promisify(execFile)(initdb, init, { ...as, cwd: dir })

  const port = await freePort()
  const set = Object.entries({
    ...settings,
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: dir,
  })
  const process_ = spawn(
    server,
    ['-D', data, ...set.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...as,
      cwd: dir,
      stdio: 'ignore',
      detached: true, // an interrupt at the terminal is for us: the cluster ends last
    },
  )
  const exited = once(process_, 'exit')
  cleanup.defer(async () => {
    process_.kill('SIGINT')
    await exited
  })
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  await answers(url)
  const running = cleanup.move()
  const about = `throw-away cluster, fsync on; set: ${Object.entries(settings)
    .map((pair) => pair.join(' '))
    .join(', ')}`
  return { url, about, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** PostgreSQL refuses to run as root: hands `dir` to another user and says who. */
async function unprivileged(dir: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  const [uid, gid] = [idOf('-u'), idOf('-g')]
  await chown(dir, uid, gid)
  return { uid, gid }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  if (address === null || typeof address === 'string') throw new Error('No free port')
  return address.port
}

async function answers(url: string): Promise<void> {
  const giveUpAt = performance.now() + startTimeoutMs
  for (;;) {
    await using cleanup = new AsyncDisposableStack()
    const sql = cleanup.adopt(postgres(url, { max: 1, backoff: () => 0.1 }), (open) => open.end())
    try {
      await sql`select 1`
      return
    } catch (error) {
      if (performance.now() > giveUpAt) throw new Error('PostgreSQL does not start', { cause: error })
      await sleep(100)
    }
  }
}

/** A database of its own on the cluster, dropped when disposed. */
export async function scratchDatabase(
  cluster: Cluster,
  name: string,
): Promise<{ url: string } & AsyncDisposable> {
  const admin = postgres(cluster.url, { max: 1, onnotice: () => {} })
  const drop = () => admin.unsafe(`drop database if exists ${name} with (force)`)
  await drop()
  await admin.unsafe(`create database ${name} template template0`)
  const url = new URL(cluster.url)
  url.pathname = `/${name}`
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      await drop()
      await admin.end()
    },
  }
}
