import type { Database } from '../db/database.ts'
import { type Exchange, exchangeOver, type Shared } from './exchange.ts'

const windowMs = 60_000
// Beyond this many, counters whose minute is over are dropped: else there would be one for every key ever seen.
const mostCounters = 10_000

/** Requests of one kind in the minute that began with the first of them. */
export interface Count {
  policy: string
  limit: number
  used: number
  /** Milliseconds since 1970. */
  resetsAt: number
  /** So much was counted here that the other processes must be heard first. */
  isAhead(): boolean
  /** Hears them. */
  catchUp(): Promise<void>
  add(): void
}

/** Gives the counter of this name of an organization, at the start of a minute where the last one is over. */
export type Counters = (organizationId: string, name: string, policy: string, limit: number) => Count

/** @param shared the database through which several processes count together; null where there is one process. */
export function openCounters(shared: Database | null): Counters {
  const counters = new Map<string, Count>()
  const exchange = shared ? exchangeOver(shared) : null

  return (organizationId, name, policy, limit) => {
    const id = organizationId + name
    const existing = counters.get(id)
    const now = Date.now()
    if (existing && existing.resetsAt > now) return existing
    if (!existing && counters.size >= mostCounters) dropOver(counters, now)
    const minute = { policy, limit, used: 0, resetsAt: now + windowMs }
    const counter = exchange ? together(exchange, { ...minute, organizationId, name }) : alone(minute)
    counters.set(id, counter)
    return counter
  }
}

type Minute = Pick<Count, 'policy' | 'limit' | 'used' | 'resetsAt'>

function alone(minute: Minute): Count {
  const counter: Count = {
    ...minute,
    isAhead: () => false,
    catchUp: async () => {},
    add: () => {
      counter.used++
    },
  }
  return counter
}

function together(exchange: Exchange, minute: Minute & Pick<Shared, 'organizationId' | 'name'>): Count {
  const counter: Count & Shared = {
    ...minute,
    untold: 0,
    telling: 0,
    isUnheard: false,
    isAhead: () => exchange.isAhead(counter),
    catchUp: () => exchange.run(),
    add() {
      counter.used++
      counter.untold++
      exchange.note(counter)
    },
  }
  return counter
}

function dropOver(counters: Map<string, Count>, now: number): void {
  for (const [id, { resetsAt }] of counters) if (resetsAt <= now) counters.delete(id)
}
