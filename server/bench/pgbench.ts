import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Time {
  connections: number
  warmUpSeconds: number
  seconds: number
}

// Scripts that write unique values count from :first on, each client of 32 in a range of its own: two million numbers
// a run are enough for a minute of 30 000 statements a second.
const numbersOfRun = 2_000_000

/**
 * Runs one statement over and over, prepared, from as many clients: the limit of the database. Gives statements a
 * second, the warm-up not counted.
 */
export async function runPgbench(
  program: string,
  databaseUrl: string,
  script: string,
  run: number,
  { connections, warmUpSeconds, seconds }: Time,
): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), 'clientele-bench-script-'))
  try {
    const file = join(dir, 'script.sql')
    await writeFile(file, script)
    const load = [
      '-c',
      `${connections}`,
      '-j',
      '1',
      '-T',
      `${warmUpSeconds + seconds}`,
      '-P',
      `${warmUpSeconds}`,
    ]
    const variables = { count: 0, first: run * numbersOfRun, spacing: Math.floor(numbersOfRun / connections) }
    const defined = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`])
    const args = ['-M', 'prepared', '-n', ...load, ...defined, '-f', file, databaseUrl]
    const { stdout, stderr } = await promisify(execFile)(program, args).catch((error: Error) => {
      throw new Error(error.message.slice(0, 1000)) // every client says the same
    })
    return afterWarmUp(`${stdout}${stderr}`, warmUpSeconds + seconds)
  } finally {
    await rm(dir, { recursive: true })
  }
}

// pgbench has no warm-up of its own. The first line of its progress says how far it came in that time.
function afterWarmUp(report: string, seconds: number): number {
  const [, warmUpSeconds, perSecond] = /progress: ([\d.]+) s, ([\d.]+) tps/.exec(report) ?? []
  const [, statements] = /transactions actually processed: (\d+)/.exec(report) ?? []
  const [, failed = '0'] = /failed transactions: (\d+)/.exec(report) ?? []
  if (!warmUpSeconds || !perSecond || !statements || failed !== '0') throw new Error(`pgbench: ${report}`)
  return (Number(statements) - Number(perSecond) * Number(warmUpSeconds)) / (seconds - Number(warmUpSeconds))
}
