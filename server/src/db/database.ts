import { begin, type Held } from './begin.ts'
import { isDeadlock, told } from './failure.ts'
import { type Gathered, Gatherer } from './gather.ts'
import { type Link, openLink } from './link.ts'
import { placesFor } from './places.ts'
import type { DatabaseOptions } from './pools.ts'
import { rowsOf, writtenRowsOf } from './rows.ts'

export type Parameter = string | number | boolean | null

/** How a statement is run. */
export interface Manner<Row> {
  /** Keeps it prepared on its connection, as is usual: for texts of which there is a finite number. */
  prepare?: boolean
  /** Is handed each row as it comes, while the database may still be at the next ones: for statements that only read. */
  onRow?(row: Row): void
}

/** Anything that runs SQL: the database itself, or a transaction on it. */
export interface Queryable {
  /** Runs one statement. Raises Unreachable when the database cannot be reached. */
  query<Row>(text: string, parameters?: Parameter[], manner?: Manner<Row>): Promise<Row[]>
  /** As query, for rows with a column `json` that nobody here reads: it is handed over as the bytes that it came in. */
  queryWritten<Row>(
    text: string,
    parameters?: Parameter[],
    manner?: Manner<Row & Written>,
  ): Promise<(Row & Written)[]>
}

/** JSON as the database wrote it, in UTF-8. */
export interface Written {
  json: Buffer
}

/** Where operations work: on the database, or within a transaction that somebody else has begun. */
export interface Store extends Queryable {
  /** Once a statement of a transaction is refused, it answers nothing more. */
  readonly isTransaction: boolean
  /**
   * The database beside a transaction, for what is not to be taken back with it, nor locked until it ends; the
   * transaction itself where there is but one connection, and so nobody to wait for it.
   */
  readonly outside: Store
  /** Runs `work` in one transaction (the present one, if any), again from the start when it was the victim of a deadlock. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** For statements that may take the database milliseconds: a few at a time, whoever asked first. */
  readonly inTurn: Queryable
  /** Runs one item of a statement that serves many, together with whatever else is waiting for it. */
  gather<Item, Result>(statement: Gathered<Item, Result>, item: Item): Promise<Result>
}

export interface Transaction extends Store {
  /** Runs several statements at once, without parameters: for migrations. */
  script(text: string): Promise<void>
}

export interface Database extends Store, AsyncDisposable {
  /** Whether it answers now, or within three seconds. */
  answers(): Promise<boolean>
}

const mostAttempts = 5
// One statement runs in the database while the answer of another is written out and a third gathers.
const mostPipelined = 2

/** Opens pools; they connect with the first query and reconnect by themselves. */
export function openDatabase(options: DatabaseOptions): Database {
  const link = openLink(options)
  const { pools } = link
  const shared = queryableOn(link, 'shared')
  // Transactions hold a connection for long, and batches much memory.
  const inTransaction = placesFor(pools.mostTransactions)
  const patient = queryableOn(link, 'inTurn')
  const turn = placesFor(pools.mostInTurn)
  // Where all share one connection, pages are pipelined on it like all else.
  const mostPages = Math.max(pools.mostPages, mostPipelined)

  const inTurn: Queryable = {
    query: (...asked) => turn(() => patient.query(...asked)),
    queryWritten: (...asked) => turn(() => patient.queryWritten(...asked)),
  }
  const gatherer = new Gatherer(
    {
      reads: { usual: queryableOn(link, 'reads'), apart: shared, most: mostPipelined },
      pages: { usual: queryableOn(link, 'pages'), apart: shared, most: mostPages },
      writes: { usual: queryableOn(link, 'writes'), apart: shared, most: mostPipelined },
      inTurn: { usual: inTurn, apart: inTurn, most: mostPipelined },
    },
    { mostSlow: 4, alone: true },
  )

  const database: Database = {
    isTransaction: false,
    get outside() {
      return database
    },
    ...shared,
    inTurn,
    transaction: <T>(work: (tx: Transaction) => Promise<T>) =>
      inTransaction(() =>
        retrying(() => {
          const { pools } = link
          const beside = options.connections > 1 ? database : null
          return link.hear(
            begin(
              pools.shared,
              () => link.pools !== pools,
              (held) => work(transactionOn(link, held, beside)),
            ),
          )
        }),
      ),
    answers: () => link.answers(),
    gather: (statement, item) => gatherer.submit(statement, item),
    [Symbol.asyncDispose]: () => link[Symbol.asyncDispose](),
  }
  return database
}

function queryableOn(link: Link, name: 'reads' | 'pages' | 'writes' | 'inTurn' | 'shared'): Queryable {
  return {
    query: (...asked) => retrying(() => reachable(link.hear(rowsOf(link.pools[name], ...asked)))),
    queryWritten: (...asked) =>
      retrying(() => reachable(link.hear(writtenRowsOf(link.pools[name], ...asked)))),
  }
}

function transactionOn(link: Link, { connection, answer }: Held, beside: Store | null): Transaction {
  const within: Queryable = {
    query: (...asked) => reachable(link.hear(answer(() => rowsOf(connection, ...asked)))),
    queryWritten: (...asked) => reachable(link.hear(answer(() => writtenRowsOf(connection, ...asked)))),
  }
  const here = { usual: within, apart: within, most: 1 }
  const lanes = { reads: here, pages: here, writes: here, inTurn: here }
  const gatherer = new Gatherer(lanes, { mostSlow: 1, alone: false })
  const tx: Transaction = {
    isTransaction: true,
    get outside() {
      return beside ?? tx
    },
    ...within,
    inTurn: within,
    transaction: (work) => work(tx),
    gather: (statement, item) => gatherer.submit(statement, item),
    script: async (text) => {
      await reachable(link.hear(answer(() => connection.unsafe(text))))
    },
  }
  return tx
}

async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = mostAttempts; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 1 || !isDeadlock(error)) throw error
    }
  }
}

async function reachable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw told(error)
  }
}
