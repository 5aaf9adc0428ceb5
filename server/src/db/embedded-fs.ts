import { closeSync, fsyncSync, openSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { NodeFS } from '@electric-sql/pglite/nodefs'

/** The part of Emscripten's NODEFS used here: https://github.com/emscripten-core/emscripten/blob/main/src/lib/libnodefs.js */
interface NodeFsDriver {
  realPath(node: unknown): string
  stream_ops: { fsync?: (stream: { nfd?: number; node: unknown }) => number }
}

/**
 * PGlite's files on disk, with the one thing left out there: an fsync that reaches the disk.
 * As it comes, PGlite 0.5 runs with `-F`, and its file system answers fsync without doing it.
 */
export class SyncedNodeFS extends NodeFS {
  /** How often PostgreSQL had something put on the disk. */
  syncs = 0
  /** Whether it is put there: where it is not, syncTree has it to do. */
  reachesDisk = true

  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...args)
    const addFsync = (mod: { FS: unknown }) => {
      // PGlite types its file systems without their operations.
      const driver = (mod.FS as { filesystems: { NODEFS: NodeFsDriver } }).filesystems.NODEFS
      driver.stream_ops.fsync = ({ nfd, node }) => {
        this.syncs++
        if (!this.reachesDisk) return 0
        if (nfd === undefined)
          syncPath(driver.realPath(node)) // a directory: NODEFS opens no descriptor
        else fsyncSync(nfd)
        return 0
      }
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addFsync] } }
  }
}

/** Puts a new directory and all that is in it on the disk, as initdb does at its end. */
export function syncTree(dir: string): void {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    syncPath(join(entry.parentPath, entry.name))
  }
  syncPath(dir)
}

function syncPath(path: string): void {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
