import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cases } from './cases.ts'
import { contractCases } from './contract-cases.ts'
import { figuresOf, median, partsOf, plainOf, settle, windowOf } from './figures.ts'
import { isAsked, type Options } from './options.ts'
import { type Cluster, findProgram } from './postgres.ts'
import { circumstances, rate, table, writeJson, yesOrNo } from './report.ts'
import { startServer } from './server.ts'
import { openSite } from './site.ts'

const fewCustomers = 10_000
const manyCustomers = 1_000_000
const mostTimesSlower = 1.25
const mostSearchMs = 50
const firstStartMostMs = 6000
const laterStartMostMs = 1500

/**
 * Whether the same work costs the same with a hundred times the customers, and how much more the plain statement costs
 * then; and how long the server takes to start.
 */
export async function measureScale(
  started: AsyncDisposableStack,
  cluster: Cluster | null,
  options: Options,
): Promise<void> {
  const starts = await measureStarts()
  console.log(`Ready on the embedded database after ${starts.firstMs.toFixed(0)} ms at the first start \
(target < ${firstStartMostMs}) and ${starts.laterMs.toFixed(0)} ms at later ones (target < ${laterStartMostMs}).\n`)

  const few = started.use(await openSite(cluster, fewCustomers))
  const many = started.use(await openSite(cluster, manyCustomers))
  console.log(`Loaded ${manyCustomers} customers in ${many.loadSeconds.toFixed(0)} s.\n`)

  const pgbench = cluster && findProgram('pgbench')
  const results = []
  // The further contracts are measured by phones in turn, of which the few have too few.
  const asked = cases.filter((one) => !contractCases.includes(one) && isAsked(one.name, options))
  for (const one of asked) {
    process.stderr.write(`${one.name} `)
    const atFew = windowOf(one, few, await one.requests(few), options)
    const atMany = windowOf(one, many, await one.requests(many), options)
    const plainAtFew = plainOf(one, few, pgbench, options)
    const plainAtMany = plainOf(one, many, pgbench, options)
    await settle(atFew)
    await settle(atMany)
    const pairs = []
    const plain = []
    for (let part = 0; part < partsOf(options.seconds).parts; part++) {
      pairs.push(await inTurns(part, { few: atFew, many: atMany }))
      if (plainAtFew && plainAtMany) {
        const { few, many } = await inTurns(part, {
          few: () => plainAtFew(part),
          many: () => plainAtMany(part),
        })
        plain.push(few / many)
      }
    }
    const fewer = figuresOf(
      one.name,
      pairs.map((pair) => pair.few),
    )
    const more = figuresOf(
      one.name,
      pairs.map((pair) => pair.many),
    )
    const timesSlower = median(pairs.map((pair) => pair.few.perSecond / pair.many.perSecond)) ?? Infinity
    const searches = one.target !== null && 'p99Ms' in one.target
    const met = searches ? more.p99Ms < mostSearchMs : timesSlower <= mostTimesSlower
    results.push({
      name: one.name,
      few: fewer,
      many: more,
      timesSlower,
      plainTimesSlower: median(plain),
      searches,
      met,
    })
  }

  const counts = [fewCustomers, manyCustomers].map((count) => `at ${count}`)
  const head = [
    'case',
    `per s ${counts[0]}`,
    `${counts[1]}`,
    'times slower',
    'plain statement',
    `p99 ms ${counts[0]}`,
    `${counts[1]}`,
    'target',
    'met',
  ]
  const rows = results.map(({ name, few, many, timesSlower, plainTimesSlower, searches, met }) => [
    name,
    rate(few.perSecond),
    rate(many.perSecond),
    timesSlower.toFixed(2),
    plainTimesSlower?.toFixed(2) ?? '',
    few.p99Ms.toFixed(2),
    many.p99Ms.toFixed(2),
    searches ? `p99 < ${mostSearchMs} ms` : `≤ ${mostTimesSlower}`,
    yesOrNo(met),
  ])
  console.log(`\n${table([head, ...rows])}`)
  writeJson('bench-results-scale.json', { ...circumstances(), options, starts, cases: results })
}

/** Measures both: who begins a part ends the next, for what went before is still felt. */
async function inTurns<T>(
  part: number,
  sides: { few: () => Promise<T>; many: () => Promise<T> },
): Promise<{ few: T; many: T }> {
  if (part % 2 === 1) {
    const many = await sides.many()
    return { few: await sides.few(), many }
  }
  return { few: await sides.few(), many: await sides.many() }
}

/** Starts the server on an embedded database that it has to make, and on the same one again. */
async function measureStarts(): Promise<{ firstMs: number; laterMs: number }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'clientele-bench-'))
  const start = async () => {
    await using server = await startServer({ dataDir })
    return server.readyAfterMs
  }
  try {
    const firstMs = await start()
    const laterMs = [await start(), await start(), await start()]
    return { firstMs, laterMs: median(laterMs) ?? 0 }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}
