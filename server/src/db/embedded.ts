import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Worker } from 'node:worker_threads'
import { lockDataDir } from './data-dir-lock.ts'
import type { EmbeddedWorkerData } from './embedded-worker.ts'
import { Obstacle } from './failure.ts'
import { syncFolder } from './sync-folder.ts'

/** A running embedded database; disposing it closes the database cleanly. */
export interface Embedded extends AsyncDisposable {
  /** For postgres.js: `postgres({ path: socketPath, … })`. */
  socketPath: string
  /** Whether this start made the database. */
  firstStart: boolean
  /** Resolves, with the reason, if the database dies before it is disposed. */
  failed: Promise<Error>
}

// sockaddr_un holds 108 bytes on Linux and 104 on macOS, a closing zero included.
const socketPathMaxBytes = 103
// PostgreSQL's own name for it: clients that only take the directory of a socket look for this one.
const socketName = '.s.PGSQL.5432'
const pgFolder = 'postgres'
const versionFile = 'PG_VERSION'
// A statement in progress cannot be interrupted; what was acknowledged is in the log already.
const closeTimeoutMs = 10_000

/**
 * Starts PostgreSQL inside this process, in a thread of its own, with its data under `dataDir`.
 * Throws `DataDirInUse` if another process has the directory.
 * The thread runs before this is first awaited, so that whoever has more to load may do so meanwhile.
 */
export async function startEmbedded(dataDir: string): Promise<Embedded> {
  await using cleanup = new AsyncDisposableStack()
  const dir = resolve(dataDir)
  cleanup.use(ownDir(dir))

  const pgData = join(dir, pgFolder)
  const initializing = join(dir, 'initializing')
  const firstStart = prepare(pgData, initializing)
  const socketPath = placeSocket(dir, cleanup)

  const { ready, failed } = startWorker({ pgData, socketPath, firstStart }, cleanup)
  await Promise.race([ready, failed.then((error) => Promise.reject(error))])
  if (firstStart) {
    // In this order also after a power cut: with the marker there the next start would take the database for unfinished.
    await syncFolder(dir)
    await rm(initializing)
    await syncFolder(dir)
  }

  const running = cleanup.move()
  return { socketPath, firstStart, failed, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Whether there is a database in the directory. */
export function isEmbedded(dataDir: string): boolean {
  return existsSync(join(resolve(dataDir), pgFolder, versionFile))
}

/** Makes the directory and locks it. */
function ownDir(dir: string): Disposable {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    return lockDataDir(dir)
  } catch (error) {
    if (error instanceof Obstacle) throw error
    throw new Obstacle(`The data directory ${dir} cannot be used: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}

/**
 * Makes room for the database, and says whether it is still to be made. A first start cut short leaves files
 * that look like a database: the marker tells, and nothing was acknowledged yet, so it begins again.
 */
function prepare(pgData: string, initializing: string): boolean {
  if (existsSync(initializing)) rmSync(pgData, { recursive: true, force: true })
  if (existsSync(join(pgData, versionFile))) return false
  writeFileSync(initializing, '')
  mkdirSync(pgData, { recursive: true, mode: 0o700 })
  return true
}

function placeSocket(dir: string, cleanup: AsyncDisposableStack): string {
  let socketPath = join(dir, socketName)
  if (Buffer.byteLength(socketPath) > socketPathMaxBytes) {
    const privateDir = mkdtempSync(join(tmpdir(), 'clientele-'))
    cleanup.defer(() => rm(privateDir, { recursive: true, force: true }))
    socketPath = join(privateDir, socketName)
  }
  // Left there by a process that was killed; nobody listens, since the lock is ours.
  rmSync(socketPath, { force: true })
  cleanup.defer(() => rm(socketPath, { force: true }))
  return socketPath
}

function startWorker(workerData: EmbeddedWorkerData, cleanup: AsyncDisposableStack) {
  const worker = new Worker(new URL('./embedded-worker.js', import.meta.url), { workerData })
  const ready = new Promise<void>((resolve) => worker.once('message', () => resolve()))
  const exited = once(worker, 'exit').catch(() => undefined) // 'error' rejects it; the thread is gone then, too
  let closing = false
  const failed = new Promise<Error>((resolve) => {
    worker.once('error', (cause) => resolve(new Error('The embedded database failed', { cause })))
    worker.once('exit', () => {
      if (!closing) resolve(new Error('The embedded database stopped by itself'))
    })
  })
  cleanup.defer(async () => {
    closing = true
    worker.postMessage('close')
    const timer = setTimeout(() => worker.terminate(), closeTimeoutMs)
    await exited
    clearTimeout(timer)
  })
  return { ready, failed }
}
