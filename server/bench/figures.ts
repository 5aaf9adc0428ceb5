import { setTimeout as sleep } from 'node:timers/promises'
import { type Case, cases } from './cases.ts'
import type { Outcome, Requests } from './generator.ts'
import { generateLoad, sample, startBare } from './measure.ts'
import type { Options } from './options.ts'
import { runPgbench } from './pgbench.ts'
import type { Site } from './site.ts'

/** What was measured of a case. */
export interface Figures {
  name: string
  /** Requests a second; customers a second of a batch. */
  perSecond: number
  p50Ms: number
  p99Ms: number
  /** The most that the server process held while the case ran. */
  peakMemoryMb: number
  /** Of one core. */
  generatorCpu: number
  /** Bare `node:http` answering the same. */
  bare: Limit | null
  /** The consumers contract doing the same. */
  beside: Limit | null
  /** pgbench running the plain statement. */
  plain: Limit | null
}

export interface Limit {
  perSecond: number
  /** Ours by the limit, measured one right after the other; the median, as all figures. */
  ratio: number
}

type Measured = Outcome & { peakMemoryMb: number }

/** One measurement of the server at a case, of so many seconds; each goes on where the one before it ended. */
export type Window = (seconds?: number) => Promise<Measured>

const warmUpSeconds = 1
// Longer at first: the server compiles what it runs, and each process of the database maps each page of the shared
// memory when it first meets it, of which there are 80 times as many at a million customers as at ten thousand.
const settleSeconds = 8
const memoryEveryMs = 100

/** Lets the server run for a while unmeasured, as one that has just been started is slower. */
export async function settle(window: Window): Promise<void> {
  await window(settleSeconds)
}

/** A machine that others use drifts: the time is cut in parts, and the sides take turns. */
export function partsOf(seconds: number): { parts: number; partSeconds: number } {
  const parts = Math.max(1, Math.min(4, Math.floor(seconds / 2)))
  return { parts, partSeconds: Math.max(1, Math.round(seconds / parts)) }
}

/** Measures a case and, in turns with it, its limits: who begins a part ends the next, for what went before is still felt. */
export async function measure(
  one: Case,
  site: Site,
  pgbench: string | null,
  options: Options,
): Promise<Figures> {
  await using cleanup = new AsyncDisposableStack()
  const requests = await one.requests(site)
  const answer = await sample(requests, site.server, one.firstNumber)
  const ours = windowOf(one, site, requests, options)
  const bareServer = one.bare ? cleanup.use(await startBare(answer)) : null
  const sides = {
    bare: bareServer && bareOf(one, site, requests, bareServer.port, options),
    beside: await besideOf(one, site, options),
    plain: plainOf(one, site, pgbench, options),
  } satisfies Record<string, Side | null>
  const names = ['bare', 'beside', 'plain'] as const

  const windows: Measured[] = []
  const found: Record<keyof typeof sides, Limit[]> = { bare: [], beside: [], plain: [] }
  for (let part = 0; part < partsOf(options.seconds).parts; part++) {
    const oursFirst = part % 2 === 0
    const first = oursFirst ? await ours() : null
    const perSecond: Partial<Record<keyof typeof sides, number | undefined>> = {}
    for (const name of oursFirst ? names : names.toReversed()) perSecond[name] = await sides[name]?.(part)
    const window = first ?? (await ours())
    windows.push(window)
    for (const name of names) {
      const limit = perSecond[name]
      if (limit) found[name].push({ perSecond: limit, ratio: window.perSecond / limit })
    }
  }
  return {
    ...figuresOf(one.name, windows),
    bare: middleOf(found.bare),
    beside: middleOf(found.beside),
    plain: middleOf(found.plain),
  }
}

/** Measures a limit in the part of this number: how many a second. */
type Side = (part: number) => Promise<number>

function bareOf(one: Case, { server }: Site, requests: Requests, port: number, options: Options): Side {
  const aim = { ...timeOf(options), port, key: server.key, firstNumber: one.firstNumber }
  return async () => {
    const { perSecond } = await generateLoad(`${one.name} of bare node:http`, requests, aim)
    return perSecond * one.rows
  }
}

async function besideOf(one: Case, site: Site, options: Options): Promise<Side | null> {
  const like = cases.find(({ name }) => name === one.beside)
  if (!like) return null
  const theirs = windowOf(like, site, await like.requests(site), options, 1_000_000)
  return async () => (await theirs()).perSecond
}

/** Runs the plain statement of a case in pgbench: how many a second. Null where there is no statement, or no pgbench. */
export function plainOf(one: Case, site: Site, pgbench: string | null, options: Options): Side | null {
  const { databaseUrl } = site
  const script = one.plain?.(site)
  if (!script || !pgbench || !databaseUrl) return null
  return (part: number) => runPgbench(pgbench, databaseUrl, script, part, timeOf(options))
}

const timeOf = ({ connections, seconds }: Options) => ({
  connections,
  warmUpSeconds,
  seconds: partsOf(seconds).partSeconds,
})

function middleOf(limits: Limit[]): Limit | null {
  const perSecond = median(limits.map((limit) => limit.perSecond))
  const ratio = median(limits.map((limit) => limit.ratio))
  return perSecond === null || ratio === null ? null : { perSecond, ratio }
}

export function windowOf(
  one: Case,
  { server }: Site,
  requests: Requests,
  options: Options,
  offset = 0,
): Window {
  let firstNumber = one.firstNumber + offset + 1 // the first one went into the sample
  const aim = { ...timeOf(options), port: server.port, key: server.key }
  return async (seconds = aim.seconds) => {
    using peak = watchMemory(() => server.residentBytes())
    const outcome = await generateLoad(one.name, requests, { ...aim, seconds, firstNumber })
    firstNumber = outcome.nextNumber
    return { ...outcome, perSecond: outcome.perSecond * one.rows, peakMemoryMb: peak.bytes() / 1e6 }
  }
}

/** The medians of the parts. */
export function figuresOf(name: string, windows: Measured[]): Omit<Figures, 'bare' | 'beside' | 'plain'> {
  const middle = (pick: (window: Measured) => number) => median(windows.map(pick)) ?? 0
  return {
    name,
    perSecond: middle((window) => window.perSecond),
    p50Ms: middle((window) => window.p50Ms),
    p99Ms: middle((window) => window.p99Ms),
    peakMemoryMb: Math.max(...windows.map((window) => window.peakMemoryMb)),
    generatorCpu: middle((window) => window.generatorCpu),
  }
}

export function median(numbers: number[]): number | null {
  const sorted = numbers.toSorted((a, b) => a - b)
  const half = (sorted.length - 1) / 2
  const [low, high] = [sorted[Math.floor(half)], sorted[Math.ceil(half)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}

function watchMemory(residentBytes: () => number): { bytes: () => number } & Disposable {
  const stop = new AbortController()
  let most = residentBytes()
  const watch = async () => {
    while (!stop.signal.aborted) {
      most = Math.max(most, residentBytes())
      await sleep(memoryEveryMs, undefined, { signal: stop.signal }).catch(() => {})
    }
  }
  void watch()
  return { bytes: () => most, [Symbol.dispose]: () => stop.abort() }
}
