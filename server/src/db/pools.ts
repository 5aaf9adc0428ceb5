import { availableParallelism } from 'node:os'
import postgres from 'postgres'

export interface DatabaseOptions {
  /** A connection string, or the path of the embedded database's socket. */
  at: { url: string } | { socketPath: string }
  connections: number
}

/** Connections, by what they are for. */
interface Pools {
  /** Gathered statements that read. */
  reads: postgres.Sql
  /** Gathered statements that write. */
  writes: postgres.Sql
  /** Everything else. */
  shared: postgres.Sql
  /** How many of the shared ones transactions may hold at once. */
  transactions: number
  /** How many statements that take long may run on the shared ones at once. */
  inTurn: number
  end(): Promise<void>
}

const leastToDivide = 6
// Pipelined on one connection, gathered statements find its process awake and its memory warm: on two cores that makes
// 1.4 times the creates of eight connections taken in turns. Where there are more cores a second one has one to itself.
const writers = availableParallelism() > 2 ? 2 : 1

/**
 * Gathered statements have connections of their own, so that they wait for none that takes long. A database of few
 * connections has them all in one pool.
 */
export function openPools({ at, connections }: DatabaseOptions): Pools {
  const open = (max: number) =>
    'url' in at
      ? postgres(at.url, { ...settings, max })
      : postgres({ ...settings, max, path: at.socketPath, user: 'postgres', database: 'postgres' })
  const divided = connections >= leastToDivide
  const others = divided ? connections - 1 - writers : connections
  const shared = open(others)
  const [reads, writes] = divided ? [open(1), open(writers)] : [shared, shared]
  return {
    reads,
    writes,
    shared,
    transactions: Math.max(1, Math.floor(others / 3)),
    inTurn: Math.max(1, Math.floor(others / 2)),
    end: async () => {
      await Promise.all([...new Set([reads, writes, shared])].map((pool) => pool.end({ timeout: 5 })))
    },
  }
}

const text = (value: unknown) => String(value)

// The driver knows two number types and makes Dates of times; the record wants bigint as a safe number, numeric as
// the text it is, and times as the ISO 8601 text that every contract shows.
const settings = {
  fetch_types: false,
  connect_timeout: 5,
  backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
  onnotice: () => {},
  connection: {
    application_name: 'clientele',
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    jit: 'off',
    plan_cache_mode: 'force_generic_plan',
  },
  types: {
    bigint: { to: 20, from: [20], serialize: text, parse: Number },
    date: { to: 1184, from: [1184], serialize: text, parse: isoTime },
  },
} satisfies postgres.Options<Record<string, postgres.PostgresType>>

/** `2026-01-10 10:00:00.5+00` → `2026-01-10T10:00:00.500Z`; the session's time zone is UTC. */
function isoTime(value: string): string {
  const fraction = value.length > 22 ? value.slice(20, -3) : ''
  return `${value.slice(0, 10)}T${value.slice(11, 19)}.${fraction.padEnd(3, '0')}Z`
}
