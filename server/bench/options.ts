import { parseArgs } from 'node:util'

/** What the command line asks for. */
export interface Options {
  customers: number
  connections: number
  /** Measured on each side of each case, the warm-up not counted. */
  seconds: number
  /** Names of cases, or what they begin with; empty means all. */
  only: string[]
  /** Null: PostgreSQL where there is one, else the embedded database. */
  database: 'postgres' | 'embedded' | null
  scale: boolean
}

/** Reads the command line; throws a sentence that names what is wrong with it. */
export function readOptions(args: string[], cases: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      customers: { type: 'string', default: '100000' },
      connections: { type: 'string', default: '32' },
      seconds: { type: 'string', default: '8' },
      only: { type: 'string', default: '' },
      database: { type: 'string' },
      scale: { type: 'boolean', default: false },
    },
  })
  const { database } = values
  if (database !== undefined && database !== 'postgres' && database !== 'embedded')
    throw new Error(`--database is postgres or embedded, not ${database}`)
  const only = values.only.split(',').filter(Boolean)
  const unknown = only.filter((name) => !cases.some((one) => isAsked(one, { only: [name] })))
  if (unknown.length > 0) throw new Error(`--only knows ${cases.join(', ')}, not ${unknown}`)
  return {
    // Deep pages and samples need some; ids and phone numbers of load.ts reach this far.
    customers: whole('--customers', values.customers, 1000, 5_000_000),
    connections: whole('--connections', values.connections, 1, 1000),
    seconds: whole('--seconds', values.seconds, 1, 60),
    only,
    database: database ?? null,
    scale: values.scale,
  }
}

/** Whether a case is to run: `--only search` means all that begin so. */
export function isAsked(name: string, { only }: Pick<Options, 'only'>): boolean {
  return only.length === 0 || only.some((asked) => name === asked || name.startsWith(`${asked}-`))
}

function whole(name: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < least || number > most)
    throw new Error(`${name} is a whole number from ${least} to ${most}, not ${text}`)
  return number
}
