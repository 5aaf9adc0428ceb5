import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres, { type Sql } from 'postgres'
import { addTill } from './contract-cases.ts'
import { loadCustomers } from './load.ts'
import { type Cluster, scratchDatabase } from './postgres.ts'
import { type Server, startServer } from './server.ts'

/** A server, its database and the customers in it. */
export interface Site extends AsyncDisposable {
  server: Server
  /** For pgbench; null where the database is embedded. */
  databaseUrl: string | null
  /** Of PostgreSQL. */
  databaseVersion: string
  organizationId: string
  customers: number
  loadSeconds: number
}

/** Starts a server on a new database of the cluster, or on an embedded one, with customers loaded. */
export async function openSite(cluster: Cluster | null, customers: number): Promise<Site> {
  await using cleanup = new AsyncDisposableStack()
  const place = cluster
    ? {
        databaseUrl: cleanup.use(
          await scratchDatabase(cluster, `clientele_bench_${process.pid}_${customers}`),
        ).url,
      }
    : { dataDir: await temporaryDir(cleanup) }
  // The first server makes the tables and the organization. It is another one that is measured, since what the load
  // took of memory an embedded database keeps.
  const loaded = await load(place, customers)
  const server = cleanup.use(await startServer(place))
  const open = cleanup.move()
  const databaseUrl = place.databaseUrl ?? null
  return { ...loaded, server, databaseUrl, customers, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

type Place = { databaseUrl: string; dataDir?: never } | { dataDir: string; databaseUrl?: never }

async function load(place: Place, customers: number) {
  await using cleanup = new AsyncDisposableStack()
  await addTill(cleanup.use(await startServer(place)))
  const sql = cleanup.adopt(await connect(place), (open) => open.end())
  const [organization] = await sql<{ id: string }[]>`select id from organizations order by id limit 1`
  const [version] = await sql<{ server_version: string }[]>`show server_version`
  if (!organization || !version) throw new Error('The server has made no organization')
  const startedAt = performance.now()
  await loadCustomers(sql, organization.id, customers)
  const loadSeconds = (performance.now() - startedAt) / 1000
  return { organizationId: organization.id, databaseVersion: version.server_version, loadSeconds }
}

async function connect({ databaseUrl, dataDir }: Place): Promise<Sql> {
  const settings = { max: 1, onnotice: () => {} }
  if (databaseUrl !== undefined) return postgres(databaseUrl, settings)
  const entries = await readdir(dataDir, { withFileTypes: true })
  const socket = entries.find((entry) => entry.isSocket())
  if (!socket) throw new Error(`The embedded database has no socket in ${dataDir}`)
  return postgres({ ...settings, path: join(dataDir, socket.name), user: 'postgres', database: 'postgres' })
}

async function temporaryDir(cleanup: AsyncDisposableStack): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'clientele-bench-'))
  cleanup.defer(() => rm(dir, { recursive: true, force: true }))
  return dir
}
