import type { Database } from '../db/database.ts'

const exchangeEveryMs = 500
// Processes that fill one minute together go over it by what each admits before it hears the others. So they exchange
// more often as the minute fills up: when a twentieth of what is left was admitted since; and when a tenth was, requests
// wait for the exchange, which happens in bursts and at the very end alone. So each process but one adds a tenth of the
// limit at most, however slow the database is. Measured with two servers at 2,000 requests a second and a limit of
// 1,000: 1,001.
const toldPart = 1 / 20
const unheardPart = 1 / 10

/** A count that several processes add to. */
export interface Shared {
  organizationId: string
  name: string
  limit: number
  used: number
  resetsAt: number
  /** Counted here, and not yet told to the other processes. */
  untold: number
  /** Being told to them in this moment. */
  telling: number
  /** The database is away: what is counted here is all there is to go by. */
  isUnheard: boolean
}

/** Counts of several processes, added up in a table: off the path of the requests, one statement at a time. */
export interface Exchange {
  /** Something was counted: it will be told soon, or with whatever else is counted within half a second. */
  note(counter: Shared): void
  isAhead(counter: Shared): boolean
  /** The exchange that is under way, or one now. */
  run(): Promise<void>
}

export function exchangeOver(db: Database): Exchange {
  const changed = new Set<Shared>()
  let timer: NodeJS.Timeout | null = null
  let underWay: Promise<void> | null = null

  async function tellAll(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = null
    const told = new Map(Array.from(changed, (counter) => [counter.organizationId + counter.name, counter]))
    changed.clear()
    for (const counter of told.values()) {
      counter.telling = counter.untold
      counter.untold = 0
    }
    try {
      const rows = JSON.stringify(Array.from(told.values(), rowOf))
      for (const total of await db.query<Total>(exchangeText, [rows]))
        hear(total, told.get(total.organization_id + total.counter))
    } catch {
      for (const counter of told.values()) {
        counter.untold += counter.telling
        counter.isUnheard = true
        changed.add(counter)
      }
      later()
    }
    for (const counter of told.values()) counter.telling = 0
  }

  function run(): Promise<void> {
    underWay ??= tellAll().finally(() => {
      underWay = null
      if ([...changed].some(isDue)) soon()
    })
    return underWay
  }

  function soon(): void {
    // With what else is read from the sockets in this turn of the loop.
    setImmediate(() => {
      if (!underWay && changed.size > 0) void run()
    })
  }

  function later(): void {
    timer ??= setTimeout(() => {
      timer = null
      soon()
    }, exchangeEveryMs).unref()
  }

  return {
    run,
    note(counter) {
      changed.add(counter)
      if (!underWay && isDue(counter)) soon()
      later()
    },
    isAhead: (counter) =>
      !counter.isUnheard && unheard(counter) >= Math.max(1, leftOf(counter) * unheardPart),
  }
}

const unheard = ({ untold, telling }: Shared) => untold + telling

/** What was left of the minute when the others were last heard. */
const leftOf = (counter: Shared) => counter.limit - counter.used + unheard(counter)

const isDue = (counter: Shared) =>
  !counter.isUnheard && (counter.used === counter.untold || counter.untold >= leftOf(counter) * toldPart)

const rowOf = ({ organizationId, name, telling, resetsAt }: Shared) => ({
  organization_id: organizationId,
  counter: name,
  used: telling,
  left_ms: Math.max(0, resetsAt - Date.now()),
})

function hear({ used, left_ms }: Total, counter: Shared | undefined): void {
  if (!counter) return
  counter.used = used + counter.untold
  counter.resetsAt = Date.now() + left_ms
  counter.isUnheard = false
}

interface Total {
  organization_id: string
  counter: string
  used: number
  left_ms: number
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
