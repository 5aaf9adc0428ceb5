import type { Queryable } from './database.ts'
import { isAboutRows } from './failure.ts'

/** A statement that serves many callers at once. */
export interface Gathered<Item, Result> {
  lane: Lane
  /** Statements of one line wait in it together: whoever has waited longest goes next. Else each has a line of its own. */
  line?: string
  /** How many items it takes at once; 200 where nothing is said. */
  most?: number
  /**
   * Runs the statement once for all items; answers in their order.
   * @param tell takes what is known of an item before the statement has ended: for those that only read.
   */
  run(db: Queryable, items: Item[], tell: Tell<Result>): Promise<Result[]>
  /** Items with the same key never share a statement: each must see what the one before it did. */
  exclusive?(item: Item): string
}

/** @param place of the item. */
export type Tell<Result> = (place: number, result: Result) => void

/** Which connections it runs on. */
type Lane = 'reads' | 'pages' | 'writes' | 'inTurn'

type AnyStatement = Gathered<unknown, unknown>

interface Waiting {
  statement: AnyStatement
  item: unknown
  resolve(result: never): void
  reject(error: unknown): void
}

interface Queue {
  waiting: Waiting[]
  /** When the statements began that are in flight, the first of them first. */
  begun: number[]
  flushing: boolean
  /** How long its statements have taken of late. */
  usualMs: number
}

const mostItems = 200
const slowMs = 20
const weightOfLast = 0.2

/** Where a lane's statements run: `usual` is where they queue, `apart` where slow ones run beside each other. */
interface Runway {
  usual: Queryable
  apart: Queryable
  /** How many of one line are in flight at once. */
  most: number
}

export interface GathererOptions {
  /** How many are in flight of statements that are slow: they wait for a disk, or for somebody's lock, or do much each. */
  mostSlow: number
  /** Run a refused statement again, each item alone: not within a transaction, which answers nothing more. */
  alone: boolean
}

/**
 * Gathers concurrent calls of a statement into one while earlier ones are in flight. There is no timer: an idle server
 * adds no delay, and a busy one makes larger statements. An item that the database refuses never fails its
 * neighbours: a statement refused for its rows is run again, each item alone.
 */
export class Gatherer {
  #lanes: Record<Lane, Runway>
  #options: GathererOptions
  #queues = new Map<unknown, Queue>()

  constructor(lanes: Record<Lane, Runway>, options: GathererOptions) {
    this.#lanes = lanes
    this.#options = options
  }

  submit<Item, Result>(statement: Gathered<Item, Result>, item: Item): Promise<Result> {
    const line = statement.line ?? statement
    let queue = this.#queues.get(line)
    if (!queue) {
      queue = { waiting: [], begun: [], flushing: false, usualMs: 0 }
      this.#queues.set(line, queue)
    }
    const { waiting } = queue
    const answer = new Promise<Result>((resolve, reject) =>
      waiting.push({ statement: statement as AnyStatement, item, resolve, reject }),
    )
    this.#flushSoon(queue)
    return answer
  }

  #flushSoon(queue: Queue): void {
    if (queue.flushing || !this.#hasRoom(queue)) return
    queue.flushing = true
    // After the sockets that are readable now have been read, so that what arrived together goes together.
    setImmediate(() => {
      queue.flushing = false
      void this.#flush(queue)
    })
  }

  /** Whether somebody waits, and another statement may be in flight. */
  #hasRoom(queue: Queue): boolean {
    const [first] = queue.waiting
    if (!first) return false
    const most = isSlow(queue) ? this.#options.mostSlow : this.#lanes[first.statement.lane].most
    return queue.begun.length < most
  }

  async #flush(queue: Queue): Promise<void> {
    const [first] = queue.waiting
    if (!first) return
    const { statement } = first
    const batch = take(queue.waiting, statement)
    const begunAt = performance.now()
    const db = this.#lanes[statement.lane][isSlow(queue) ? 'apart' : 'usual']
    queue.begun.push(begunAt)
    this.#flushSoon(queue)
    const tell = await this.#run(statement, batch, db)
    queue.begun.splice(queue.begun.indexOf(begunAt), 1)
    queue.usualMs += (performance.now() - begunAt - queue.usualMs) * weightOfLast
    // First the next statement, then the answers: the database works while they are written.
    if (this.#hasRoom(queue)) void this.#flush(queue)
    tell()
  }

  /** Runs the statement; answers with what tells each caller its result. */
  async #run(statement: AnyStatement, batch: Waiting[], db: Queryable): Promise<() => void> {
    try {
      const results = await statement.run(
        db,
        batch.map(({ item }) => item),
        whenRead((place, result) => batch[place]?.resolve(result as never)),
      )
      return () =>
        batch.forEach((waiting, i) => {
          waiting.resolve(results[i] as never)
        })
    } catch (error) {
      if (!this.#options.alone || batch.length === 1 || !isAboutRows(error))
        return () => {
          for (const waiting of batch) waiting.reject(error)
        }
      for (const waiting of batch) (await this.#run(statement, [waiting], db))()
      return () => {}
    }
  }
}

/** Tells what came together once all else that has arrived is read; by then the next statement may have left. */
function whenRead(tell: Tell<unknown>): Tell<unknown> {
  let came: [place: number, result: unknown][] = []
  return (...one) => {
    if (came.length === 0)
      setImmediate(() => {
        const all = came
        came = []
        for (const [place, result] of all) tell(place, result)
      })
    came.push(one)
  }
}

function isSlow({ usualMs, begun: [first] }: Queue): boolean {
  return usualMs > slowMs || (first !== undefined && performance.now() - first > slowMs)
}

/**
 * Takes the next items of the statement off the queue, leaving behind those of others, and those that must not share a
 * statement with one taken.
 */
function take(waiting: Waiting[], statement: AnyStatement): Waiting[] {
  const { line, exclusive, most = mostItems } = statement
  if (!line && !exclusive) return waiting.splice(0, most)
  const keys = new Set<string>()
  const left: Waiting[] = []
  const taken: Waiting[] = []
  for (const one of waiting) {
    const isOurs = one.statement === statement && taken.length < most
    const key = isOurs ? exclusive?.(one.item) : undefined
    const fits = isOurs && (key === undefined || !keys.has(key))
    if (fits && key !== undefined) keys.add(key)
    if (fits) taken.push(one)
    else left.push(one)
  }
  waiting.splice(0, waiting.length, ...left)
  return taken
}
