import { access, constants, type FileHandle, open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { Obstacle } from '../../db/failure.ts'
import { syncFolder } from '../../db/sync-folder.ts'
import type { Erasure } from './erase.ts'

/** The erasures that were asked for, kept outside of the database: a backup from before one does not know of it. */
export interface ErasedList {
  /** Raises an obstacle where nothing could be added. */
  check(): Promise<void>
  /** Returns when the lines are on the disk. */
  add(erasures: Erasure[]): Promise<void>
  read(): Promise<Erasure[]>
}

const line = v.object({
  organization_id: v.pipe(v.string(), v.uuid()),
  customer_id: v.pipe(v.string(), v.uuid()),
  erased_at: v.pipe(v.string(), v.isoTimestamp()),
})

/** A file of JSON lines: two ids and a time each, no personal data. */
export function erasedListIn(file: string): ErasedList {
  return {
    async check() {
      try {
        await using handle = await open(file, 'r+').catch((error) => {
          if (error.code !== 'ENOENT') throw error
          return null
        })
        if (!handle) await access(dirname(file), constants.W_OK)
      } catch (error) {
        const reason = (error as Error).message
        throw new Obstacle(`ERASED_LIST ${file} cannot be written, which erasing needs: ${reason}.`, {
          cause: error,
        })
      }
    },
    async add(erasures) {
      await using handle = await open(file, 'a+', 0o600)
      const lines = erasures.map((erasure) => `${JSON.stringify(erasure)}\n`).join('')
      const { size } = await handle.stat()
      // A process that died while it wrote may have left half a line, of an erasure that was not acknowledged.
      await handle.write((await endsInLine(handle, size)) ? lines : `\n${lines}`)
      await handle.sync()
      // A new file is there for good only when its folder has been written, too.
      if (size === 0) await syncFolder(dirname(file))
    },
    async read() {
      const text = await readFile(file, 'utf8').catch((error) => {
        if (error.code === 'ENOENT') return ''
        throw error
      })
      return text
        .split('\n')
        .flatMap((each, i) => (each === '' ? [] : [erasureIn(each, `Line ${i + 1} of ${file}`)]))
    },
  }
}

async function endsInLine(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return true
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer.toString() === '\n'
}

function erasureIn(text: string, place: string): Erasure {
  try {
    return v.parse(line, JSON.parse(text))
  } catch {
    throw new Obstacle(`${place} is not an erasure: mend it, or take it out if it is the last and cut short.`)
  }
}
