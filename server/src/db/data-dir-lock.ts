import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Obstacle } from './failure.ts'

/** Another process has the data directory open. */
export class DataDirInUse extends Obstacle {
  override name = 'DataDirInUse'

  constructor(dataDir: string, holder: string | undefined, cause: unknown) {
    super(`The data directory ${dataDir} is in use by ${holder ?? 'another process'}; stop that one first.`, {
      cause,
    })
  }
}

// Two starters in the same instant can both hold SQLite's shared lock for a moment; the one ahead needs a
// little patience to see the other step back, or both would be refused. Also what a refusal takes.
const patienceMs = 250

/**
 * Makes this process the only one in `dataDir` until disposed; throws `DataDirInUse` if there is one already.
 *
 * The lock is the kernel's: SQLite takes a POSIX record lock on an empty file, and the kernel drops it when the
 * process ends, however it ends. So there is no stale lock to detect, no process id to trust (ids come round
 * again, and every container has a process 1), and containers that share the directory see each other's lock.
 * The file stays behind on purpose: deleting a lock file lets two processes lock two different files.
 */
export function lockDataDir(dataDir: string): Disposable {
  const holderFile = join(dataDir, 'lock-holder')
  const lock = new DatabaseSync(join(dataDir, 'lock'), { timeout: patienceMs })
  try {
    lock.exec('pragma journal_mode = memory') // no journal file beside the lock
    lock.exec('begin exclusive')
  } catch (error) {
    lock.close()
    throw isBusy(error) ? new DataDirInUse(dataDir, readHolder(holderFile), error) : error
  }
  // For the refusal's sentence only: nothing is decided by it.
  writeFileSync(holderFile, `process ${process.pid} on ${hostname()}`)
  return {
    [Symbol.dispose]() {
      rmSync(holderFile, { force: true })
      lock.close()
    },
  }
}

function isBusy(error: unknown): boolean {
  const busyOrLocked = [5, 6] // https://www.sqlite.org/rescode.html
  return error instanceof Error && 'errcode' in error && busyOrLocked.includes(Number(error.errcode) & 0xff)
}

function readHolder(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8') || undefined
  } catch {
    return undefined // between taking the lock and writing its name, or none was written
  }
}
