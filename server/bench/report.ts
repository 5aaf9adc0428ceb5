import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import type { Target } from './cases.ts'
import type { Figures, Limit } from './figures.ts'

/** What was measured, beside what it was to reach. */
export interface Judged extends Figures {
  target: Target | null
  /** Null where there is no target, or no limit to hold it against. */
  met: boolean | null
}

/** Holds figures against a target. */
export function judge(figures: Figures, target: Target | null): Judged {
  return { ...figures, target, met: isMet() }

  function isMet(): boolean | null {
    if (target === null) return null
    if ('p99Ms' in target) return figures.p99Ms < target.p99Ms
    if ('perSecond' in target) return figures.perSecond >= target.perSecond
    const limit = figures[target.of]
    return limit === null ? null : limit.ratio >= target.atLeast
  }
}

/** Columns of text, the first one to the left and all others to the right. */
export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)
  return rows.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}

/** The table of the cases. */
export function casesTable(judged: Judged[]): string {
  const head = [
    'case',
    'per s',
    'p50 ms',
    'p99 ms',
    'memory MB',
    'node:http',
    'ratio',
    'pgbench',
    'ratio',
    'consumers',
    'ratio',
    'target',
    'met',
  ]
  return table([
    head,
    ...judged.map((one) => [
      one.name,
      rate(one.perSecond),
      one.p50Ms.toFixed(2),
      one.p99Ms.toFixed(2),
      one.peakMemoryMb.toFixed(0),
      ...limit(one.bare),
      ...limit(one.plain),
      ...limit(one.beside),
      targetText(one.target),
      yesOrNo(one.met),
    ]),
  ])
}

export const rate = (perSecond: number) => perSecond.toFixed(perSecond < 100 ? 1 : 0)
const limit = (limit: Limit | null) => (limit ? [rate(limit.perSecond), limit.ratio.toFixed(2)] : ['-', '-'])
export const yesOrNo = (met: boolean | null) => (met === null ? '-' : met ? 'yes' : 'NO')

const limitNames = { bare: 'node:http', plain: 'pgbench', beside: 'consumers' }

function targetText(target: Target | null): string {
  if (target === null) return '-'
  if ('p99Ms' in target) return `p99 < ${target.p99Ms} ms`
  if ('perSecond' in target) return `${target.perSecond} a second`
  return `${target.atLeast} of ${limitNames[target.of]}`
}

/** The machine and the revision that figures are of. */
export function circumstances() {
  return {
    at: new Date().toISOString(),
    revision: revision(),
    node: process.version,
    cpu: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${process.arch}`,
  }
}

function revision(): string | null {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  } catch {
    return null // not a clone, or nothing committed yet
  }
}

/** Says so when the machine has other work: figures are low then, and ratios uncertain. */
export function warnWhenBusy(): void {
  const [load = 0] = loadavg()
  if (load > cpus().length / 2)
    console.log(
      `The machine is busy with something else (load ${load.toFixed(1)}): do not trust these figures.`,
    )
}

/** Writes the figures for other programs, and says where. */
export function writeJson(file: string, results: object): void {
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`)
  console.log(`\nAlso in ${file}`)
}
