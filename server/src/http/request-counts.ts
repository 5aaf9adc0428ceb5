import type { Database } from '../db/database.ts'

const windowMs = 60_000
const exchangeEveryMs = 500
// Processes that fill one minute together go over it by what each admits between two exchanges. So they exchange more
// often as the minute fills up: when a twentieth of what is left was used since, and at the end with every request, one
// statement at a time. Measured with two servers and a limit of 1,000, spent in 2 s over 64 connections: 1,002 to 1,033.
const exchangedPart = 1 / 20
// What is over is dropped when there are more; without a limit, one counter each for every organization and key ever seen.
const mostCounters = 10_000

/** Requests of one kind in the minute that began with the first of them. */
export interface Count {
  policy: string
  limit: number
  used: number
  /** Milliseconds since 1970. */
  resetsAt: number
  add(): void
}

interface Counter extends Count {
  organizationId: string
  name: string
  /** Counted here, and not yet told to the other processes. */
  untold: number
}

/** Gives the counter of this name of an organization, at the start of a minute where the last one is over. */
export type Counters = (organizationId: string, name: string, policy: string, limit: number) => Count

export function openCounters(shared: Database | null): Counters {
  const counters = new Map<string, Counter>()
  const exchange = shared ? exchanging(shared) : null

  return (organizationId, name, policy, limit) => {
    const id = organizationId + name
    const existing = counters.get(id)
    const now = Date.now()
    if (existing && existing.resetsAt > now) {
      existing.limit = limit
      return existing
    }
    if (!existing && counters.size >= mostCounters) dropOver(counters, now)
    const counter: Counter = {
      organizationId,
      name,
      policy,
      limit,
      used: 0,
      untold: 0,
      resetsAt: now + windowMs,
      add() {
        counter.used++
        counter.untold++
        exchange?.(counter)
      },
    }
    counters.set(id, counter)
    return counter
  }
}

function dropOver(counters: Map<string, Counter>, now: number): void {
  for (const [id, { resetsAt }] of counters) if (resetsAt <= now) counters.delete(id)
}

// Rows in the order of their key, so that processes that count the same organizations never wait for each other in a ring.
const exchangeText = `
insert into request_counts as r (organization_id, counter, used, resets_at)
select i.organization_id, i.counter, i.used, now() + make_interval(secs => i.left_ms / 1000)
from jsonb_to_recordset($1::text::jsonb) as i(organization_id uuid, counter text, used bigint, left_ms double precision)
order by i.organization_id, i.counter
on conflict (organization_id, counter) do update set
  used = case when r.resets_at > now() then r.used else 0 end + excluded.used,
  resets_at = case when r.resets_at > now() then r.resets_at else excluded.resets_at end
returning organization_id, counter, used, (extract(epoch from resets_at - now()) * 1000)::double precision as left_ms`

interface Total {
  organization_id: string
  counter: string
  used: number
  left_ms: number
}

/**
 * Tells the other processes what was counted here and learns what they have counted: soon when a minute begins or a
 * good part of what was left was used, else with whatever else was counted within half a second. One statement at a time.
 */
function exchanging(db: Database): (counter: Counter) => void {
  const changed = new Set<Counter>()
  let timer: NodeJS.Timeout | null = null
  let underWay = false

  async function exchange(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    underWay = true
    const told = new Map([...changed].map((counter) => [idOf(counter), { counter, count: counter.untold }]))
    changed.clear()
    for (const { counter } of told.values()) counter.untold = 0
    try {
      const rows = Array.from(told.values(), rowOf)
      for (const total of await db.query<Total>(exchangeText, [JSON.stringify(rows)]))
        learn(total, told.get(total.organization_id + total.counter)?.counter)
    } catch {
      // The database is away: count on alone, and tell it later.
      for (const { counter, count } of told.values()) {
        counter.untold += count
        changed.add(counter)
      }
      later()
    }
    underWay = false
    if ([...changed].some(isDue)) soon()
  }

  function soon(): void {
    // With what else is read from the sockets in this turn of the loop.
    setImmediate(() => {
      if (!underWay && changed.size > 0) void exchange()
    })
  }

  function later(): void {
    timer ??= setTimeout(() => {
      timer = null
      soon()
    }, exchangeEveryMs).unref()
  }

  return (counter) => {
    changed.add(counter)
    if (!underWay && isDue(counter)) soon()
    later()
  }
}

const idOf = ({ organizationId, name }: Counter) => organizationId + name

const isDue = ({ used, untold, limit }: Counter) =>
  used === untold || untold >= (limit - used) * exchangedPart

const rowOf = ({ counter, count }: { counter: Counter; count: number }) => ({
  organization_id: counter.organizationId,
  counter: counter.name,
  used: count,
  left_ms: Math.max(0, counter.resetsAt - Date.now()),
})

function learn({ used, left_ms }: Total, counter: Counter | undefined): void {
  if (!counter) return
  counter.used = used + counter.untold
  counter.resetsAt = Date.now() + left_ms
}
