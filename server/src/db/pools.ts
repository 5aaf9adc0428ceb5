import { availableParallelism } from 'node:os'
import type postgres from 'postgres'
import { type At, openPool } from './driver.ts'

export interface DatabaseOptions {
  at: At
  connections: number
}

/** Connections, by what they are for. */
export interface Pools {
  /** Gathered statements that read a row for each who asks. */
  reads: postgres.Sql
  /** Gathered statements that read a page for each who asks. */
  pages: postgres.Sql
  /** How many of these work at once, each on a connection. */
  mostPages: number
  /** Gathered statements that write. */
  writes: postgres.Sql
  /** Statements that may take long. */
  inTurn: postgres.Sql
  /** How many of these may be under way at once. */
  mostInTurn: number
  /** Transactions, and everything else. */
  shared: postgres.Sql
  /** How many transactions may be under way at once. */
  mostTransactions: number
  /** One that waits for nobody, to tell whether the database answers. */
  probe: postgres.Sql
  /** A new connection beside all of these. */
  another(): postgres.Sql
  /** Lets statements that are under way end within so many seconds. */
  end(seconds: number): Promise<void>
}

const leastToDivide = 9
// Pipelined on one connection, gathered statements find its process awake and its memory warm: on two cores that makes
// 1.4 times the creates of eight connections taken in turns. Where there are more cores a second one has one to itself.
const writersOn = (cores: number) => (cores > 2 ? 2 : 1)
// More at once than there are cores would only make all of them wait for each other.
const mostPatient = 4
// A page keeps the database busy more than twice as long as this process: one connection had its core full while a third
// of the other lay idle. One more than there are cores, since each waits while its answer is taken: three on two
// cores make 1.25 times the pages of one, four no more.
const mostPaging = 4
// Two transactions, and one for whoever else comes.
const leastShared = 3
// A batch keeps its connection while its rows are waited for, and its answer: two left a tenth of two cores idle,
// four take 10 MB more than three.
const mostTransactions = 3

/**
 * Gathered statements have connections of their own, so that they wait for none that takes long, and so have those that
 * do. A database of few connections has them all in one pool.
 */
export function openPools({ at, connections }: DatabaseOptions): Pools {
  const open = (max: number) => openPool(at, max)
  const pools =
    connections >= leastToDivide
      ? divided(open, connections, availableParallelism())
      : together(open(connections), connections)
  const { reads, pages, writes, inTurn, shared, probe } = pools
  const all = [...new Set([reads, pages, writes, inTurn, shared, probe])]
  return {
    ...pools,
    another: () => open(1),
    end: async (seconds) => {
      await Promise.all(all.map((pool) => pool.end({ timeout: seconds })))
    },
  }
}

type Own = Omit<Pools, 'another' | 'end'>

function divided(open: (max: number) => postgres.Sql, connections: number, cores: number): Own {
  const { pages, writers, patient, shared } = shares(connections, cores)
  return {
    reads: open(1),
    pages: open(pages),
    mostPages: pages,
    writes: open(writers),
    inTurn: open(patient),
    // One more each, so that a connection that is done has something to do.
    mostInTurn: patient * 2,
    shared: open(shared),
    mostTransactions: Math.min(mostTransactions, shared - 1),
    probe: open(1),
  }
}

/** How many connections each purpose gets, of nine or more; one each goes to what reads rows and to the probe. */
export function shares(connections: number, cores: number) {
  const writers = writersOn(cores)
  const left = connections - 2 - writers
  const pages = Math.min(cores + 1, mostPaging, left - leastShared - 1)
  const patient = Math.min(Math.max(cores, 2), mostPatient, left - leastShared - pages)
  return { pages, writers, patient, shared: left - pages - patient }
}

function together(pool: postgres.Sql, connections: number): Own {
  const most = Math.max(1, Math.floor(connections / 2))
  return {
    reads: pool,
    pages: pool,
    mostPages: most,
    writes: pool,
    inTurn: pool,
    mostInTurn: most,
    shared: pool,
    mostTransactions: most,
    probe: pool,
  }
}
