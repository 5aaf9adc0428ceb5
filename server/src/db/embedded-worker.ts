import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { dataDir } from '@electric-sql/pglite-prepopulatedfs'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { wholeBatches } from './embedded-batches.ts'
import { SyncedNodeFS, syncTree } from './embedded-fs.ts'

/** What `startEmbedded` hands to this thread. */
export interface EmbeddedWorkerData {
  pgData: string
  socketPath: string
  firstStart: boolean
}

// PostgreSQL alone in its process has no checkpointer, and the log would grow until the next clean stop.
const checkpointEveryMs = 5_000
const checkpointAfterBytes = 64 * 1024 * 1024
const checkpointIfDue = simpleQuery(`do $$ begin
  if (select pg_current_wal_lsn() - redo_lsn > ${checkpointAfterBytes} from pg_control_checkpoint()) then
    checkpoint;
  end if;
end $$`)

const { pgData, socketPath, firstStart }: EmbeddedWorkerData = workerData
const settings = {
  // Clients cannot set it at start-up, as they do elsewhere: all connections share this one session.
  timezone: 'UTC',
  // Through the file system's own fsync, the only one that reaches the disk.
  wal_sync_method: 'fsync',
  // 128 MB by default: no slower with 32 on 40 k rows. Each start fills it with zeros, and never gives it back.
  shared_buffers: '32MB',
  max_wal_size: '128MB',
}

const fs = new SyncedNodeFS(pgData)
// Nothing is acknowledged before the whole of a new database is put on the disk, once, below.
fs.reachesDisk = !firstStart
const db = await PGlite.create({
  fs,
  // What initdb makes, without the seconds and the 300 MB that it takes.
  ...(firstStart ? { loadDataDir: await dataDir() } : {}),
  extensions: { btree_gin, pg_trgm },
  startParams: [
    ...PGlite.defaultStartParams.filter((param) => param !== '-F'), // -F turns fsync off
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ],
})
if (firstStart) {
  syncTree(pgData)
  fs.reachesDisk = true
}
if (fs.syncs === 0)
  throw new Error('PGlite did not sync its files to disk: embedded-fs.ts does not fit this version')

const shared = wholeBatches(db, (error) => setImmediate(() => die(error)))
const server = new PGLiteSocketServer({
  db: shared as PGlite, // the server uses nothing else of it
  path: socketPath,
  maxConnections: 100,
})
await server.start()
const checkpoints = setInterval(checkpoint, checkpointEveryMs)

parentPort?.once('message', async () => {
  clearInterval(checkpoints)
  await server.stop()
  await db.close() // a shutdown checkpoint, so that the next start has no log to replay
  parentPort?.close()
})
parentPort?.postMessage('ready')

async function checkpoint(): Promise<void> {
  await db.runExclusive(async () => {
    // Within a client's transaction it would be part of that; the next time will do.
    if (!shared.isInTransaction()) await db.execProtocolRawStream(checkpointIfDue, { onRawData() {} })
  })
}

function simpleQuery(sql: string): Uint8Array {
  const text = Buffer.from(`${sql}\0`)
  const head = Buffer.from('Q\0\0\0\0')
  head.writeInt32BE(text.length + 4, 1)
  return Buffer.concat([head, text])
}

// Thrown outside any promise chain the libraries might swallow: it ends this thread, and the parent hears why.
function die(error: unknown): never {
  throw error
}
