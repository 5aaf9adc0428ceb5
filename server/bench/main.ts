// npm run bench: what the server does at 32 connections, beside what the runtime and the database could do.
import { cases } from './cases.ts'
import { measure, settle, windowOf } from './figures.ts'
import { isAsked, type Options, readOptions } from './options.ts'
import { type Cluster, findProgram, openCluster } from './postgres.ts'
import { casesTable, circumstances, judge, warnWhenBusy, writeJson } from './report.ts'
import { measureScale } from './scale.ts'
import { openSite } from './site.ts'

const memoryMostMb = 250

// Whatever was started ends with us, also when we are interrupted.
const started = new AsyncDisposableStack()
let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    interrupted = true
    void started.disposeAsync().finally(() => process.exit(130))
  })

try {
  await bench(
    readOptions(
      process.argv.slice(2),
      cases.map((one) => one.name),
    ),
  )
} catch (error) {
  if (!interrupted) {
    console.error(error)
    process.exitCode = 1
  }
}
await started.disposeAsync()

async function bench(options: Options): Promise<void> {
  warnWhenBusy()
  const cluster = options.database === 'embedded' ? null : await openCluster()
  if (cluster) started.use(cluster)
  else if (options.database === 'postgres')
    throw new Error('There is no PostgreSQL here, and no DATABASE_URL')
  await (options.scale ? measureScale(started, cluster, options) : measureCases(cluster, options))
}

async function measureCases(cluster: Cluster | null, options: Options): Promise<void> {
  const site = started.use(await openSite(cluster, options.customers))
  const pgbench = cluster && findProgram('pgbench')
  const database = cluster
    ? `PostgreSQL ${site.databaseVersion} (${cluster.about})`
    : `embedded PostgreSQL ${site.databaseVersion}`
  console.log(`${database}; ${options.customers} customers, loaded in ${site.loadSeconds.toFixed(1)} s
${options.connections} connections; server, database and generator share ${circumstances().cpu}`)
  if (!pgbench) console.log('Without pgbench on a PostgreSQL the limits of the database are absent.')

  const [get] = cases
  if (get) await settle(windowOf(get, site, await get.requests(site), options))
  const judged = []
  for (const one of cases.filter(({ name }) => isAsked(name, options))) {
    process.stderr.write(`${one.name} `)
    judged.push(judge(await measure(one, site, pgbench, options), cluster ? one.target : null))
  }
  const peakMemoryMb = Math.max(...judged.map((one) => one.peakMemoryMb))
  console.log(`\n\n${casesTable(judged)}\n\nMost memory of the server: ${peakMemoryMb.toFixed(0)} MB\
${cluster ? ` (target < ${memoryMostMb})` : ''}`)
  writeJson('bench-results.json', { ...circumstances(), database, options, peakMemoryMb, cases: judged })
}
