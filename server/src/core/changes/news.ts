import type { Queryable } from '../../db/database.ts'
import { Refusal } from '../problem.ts'
import { isBehind, type Position } from './cursor.ts'
import { selectNewest } from './sql.ts'

/** Tells followers of this process when there is something to read. */
export interface News {
  /**
   * Takes one of the places that this process has for followers; disposing gives it back. Raises too_many when all
   * are taken, or all that one organization may have.
   */
  place(organizationId: string): Disposable
  /** Waits for a line behind the position, at most so long, and not beyond the abort or the close. True when it came. */
  wait(
    organizationId: string,
    position: Position,
    most: { ms: number; signal: AbortSignal },
  ): Promise<boolean>
  /** Lets everybody go who waits, and keeps nobody waiting from now on. */
  close(): void
  readonly isClosed: boolean
}

interface Waiter {
  organizationId: string
  position: Position
  done(hasCome: boolean): void
}

const standard = { pollMs: 200, mostFollowers: 500, mostOfOne: 100 }

/** One statement in `pollMs` asks for all organizations that somebody waits for, and none while nobody waits. */
export function openNews(db: Queryable, options: Partial<typeof standard> = {}): News {
  const { pollMs, mostFollowers, mostOfOne } = { ...standard, ...options }
  const waiters = new Set<Waiter>()
  const placesOf = new Map<string, number>()
  let places = 0
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  function poll(): void {
    timer ??= setTimeout(async () => {
      // What waits runs into its time if the database cannot be reached, and whoever reads then hears of it.
      await look().catch(() => undefined)
      timer = undefined
      if (waiters.size > 0) poll()
    }, pollMs)
  }

  async function look(): Promise<void> {
    if (waiters.size === 0) return
    const asked = new Set(Array.from(waiters, ({ organizationId }) => organizationId))
    const newest = new Map(
      (await selectNewest(db, [...asked])).map(({ organization_id, ...position }) => [
        organization_id,
        position,
      ]),
    )
    for (const { organizationId, position, done } of waiters) {
      const line = newest.get(organizationId)
      if (line && isBehind(line, position)) done(true)
    }
  }

  function place(organizationId: string): Disposable {
    const ofThis = placesOf.get(organizationId) ?? 0
    if (places >= mostFollowers || ofThis >= mostOfOne)
      throw new Refusal({ kind: 'too_many', retryAfterSeconds: 5 })
    places++
    placesOf.set(organizationId, ofThis + 1)
    return {
      [Symbol.dispose]() {
        places--
        const left = (placesOf.get(organizationId) ?? 1) - 1
        if (left === 0) placesOf.delete(organizationId)
        else placesOf.set(organizationId, left)
      },
    }
  }

  function wait(
    organizationId: string,
    position: Position,
    { ms, signal }: { ms: number; signal: AbortSignal },
  ) {
    if (isClosed || signal.aborted) return Promise.resolve(false)
    return new Promise<boolean>((resolve) => {
      const giveUp = () => done(false)
      const timeout = setTimeout(giveUp, ms)
      const waiter = { organizationId, position, done }
      waiters.add(waiter)
      signal.addEventListener('abort', giveUp, { once: true })
      poll()

      function done(hasCome: boolean): void {
        clearTimeout(timeout)
        signal.removeEventListener('abort', giveUp)
        waiters.delete(waiter)
        resolve(hasCome)
      }
    })
  }

  return {
    place,
    wait,
    close() {
      isClosed = true
      clearTimeout(timer)
      for (const { done } of waiters) done(false)
    },
    get isClosed() {
      return isClosed
    },
  }
}
