import postgres from 'postgres'
import { atOnce } from './at-once.ts'
import { wayTo, wayToEmbedded } from './reach.ts'

/** A connection string, or the path of the embedded database's socket. */
export type At = { url: string } | { socketPath: string }

/** Opens a pool of the driver's, for our statements where nothing else is said. */
export function openPool(at: At, max: number, { connection, ...options }: Options = ours): postgres.Sql {
  const all = { ...always, ...options, max, connection: { ...longGreeting, ...connection } }
  if ('socketPath' in at) return postgres({ ...all, ...wayToEmbedded(at.socketPath) })
  const { url, options: way } = wayTo(at.url)
  return postgres(url, { ...all, ...way })
}

/** What the driver is told of a pool. */
export type Options = postgres.Options<Record<string, postgres.PostgresType>>

// Of a connection that closes while the driver holds something small back, neither it nor its successors send anything
// small again, their greetings included: each is given up after `connect_timeout` (seen in 3.4.9). A greeting that is
// long enough goes at once, and ends that.
const longGreeting = { DateStyle: atOnce('ISO') }

const always = {
  connect_timeout: 5,
  backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
  onnotice: () => {},
} satisfies Options

const text = (value: unknown) => String(value)

// The driver knows two number types and makes Dates of times; the record wants bigint as a safe number, numeric as
// the text it is, and times as the ISO 8601 text that every contract shows.
const ours = {
  fetch_types: false,
  connection: {
    application_name: 'clientele',
    TimeZone: 'UTC',
    jit: 'off',
    plan_cache_mode: 'force_generic_plan',
  },
  types: {
    bigint: { to: 20, from: [20], serialize: text, parse: Number },
    date: { to: 1184, from: [1184], serialize: text, parse: isoTime },
  },
} satisfies Options

/** `2026-01-10 10:00:00.5+00` → `2026-01-10T10:00:00.500Z`; the session's time zone is UTC. */
function isoTime(value: string): string {
  const fraction = value.length > 22 ? value.slice(20, -3) : ''
  return `${value.slice(0, 10)}T${value.slice(11, 19)}.${fraction.padEnd(3, '0')}Z`
}
