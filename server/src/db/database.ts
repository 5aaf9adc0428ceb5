import type postgres from 'postgres'
import { isDeadlock, isUnreachable, Unreachable } from './failure.ts'
import { type Gathered, Gatherer } from './gather.ts'
import { placesFor } from './places.ts'
import { type DatabaseOptions, openPools } from './pools.ts'
import { rowsOf, writtenRowsOf } from './rows.ts'

export type Parameter = string | number | boolean | null

/** Anything that runs SQL: the database itself, or a transaction on it. */
export interface Queryable {
  /**
   * Runs one statement. Raises Unreachable when the database cannot be reached.
   * @param prepare keep the statement prepared on its connection: for texts of which there is a finite number.
   */
  query<Row>(text: string, parameters?: Parameter[], prepare?: boolean): Promise<Row[]>
  /** As query, for rows with a column `json` that nobody here reads: it is handed over as the bytes that it came in. */
  queryWritten<Row>(text: string, parameters?: Parameter[], prepare?: boolean): Promise<(Row & Written)[]>
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

export interface Database extends Store, AsyncDisposable {}

const mostAttempts = 5

/** Opens pools; they connect with the first query and reconnect by themselves. */
export function openDatabase(options: DatabaseOptions): Database {
  const pools = openPools(options)
  const shared = queryableOn(pools.shared)
  // Transactions hold a connection for long, and batches much memory.
  const inTransaction = placesFor(pools.mostTransactions)
  const patient = queryableOn(pools.inTurn)
  const turn = placesFor(pools.mostInTurn)

  const inTurn: Queryable = {
    query: (text, parameters, prepare) => turn(() => patient.query(text, parameters, prepare)),
    queryWritten: (text, parameters, prepare) => turn(() => patient.queryWritten(text, parameters, prepare)),
  }
  const gatherer = new Gatherer(
    {
      reads: { usual: queryableOn(pools.reads), apart: shared },
      writes: { usual: queryableOn(pools.writes), apart: shared },
      inTurn: { usual: inTurn, apart: inTurn },
    },
    { mostInFlight: 2, mostSlow: 4, alone: true },
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
        retrying(
          () =>
            reachable(
              pools.shared.begin((connection) =>
                work(transactionOn(connection, options.connections > 1 ? database : null)),
              ),
            ) as Promise<T>,
        ),
      ),
    gather: (statement, item) => gatherer.submit(statement, item),
    [Symbol.asyncDispose]: () => pools.end(),
  }
  return database
}

function queryableOn(pool: postgres.Sql): Queryable {
  return {
    query: (text, parameters, prepare) => retrying(() => run(pool, text, parameters, prepare)),
    queryWritten: (text, parameters, prepare) => retrying(() => runWritten(pool, text, parameters, prepare)),
  }
}

function transactionOn(connection: postgres.TransactionSql, beside: Store | null): Transaction {
  const query: Queryable['query'] = (text, parameters, prepare) => run(connection, text, parameters, prepare)
  const queryWritten: Queryable['queryWritten'] = (text, parameters, prepare) =>
    runWritten(connection, text, parameters, prepare)
  const within = { query, queryWritten }
  const here = { usual: within, apart: within }
  const lanes = { reads: here, writes: here, inTurn: here }
  const gatherer = new Gatherer(lanes, { mostInFlight: 1, mostSlow: 1, alone: false })
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
      await reachable(connection.unsafe(text))
    },
  }
  return tx
}

function run<Row>(
  connection: postgres.Sql | postgres.TransactionSql,
  text: string,
  parameters: Parameter[] = [],
  prepare = true,
): Promise<Row[]> {
  return reachable(connection.unsafe(text, parameters, { prepare }).values()).then(rowsOf<Row>)
}

function runWritten<Row>(
  connection: postgres.Sql | postgres.TransactionSql,
  text: string,
  parameters: Parameter[] = [],
  prepare = true,
): Promise<(Row & Written)[]> {
  return reachable(connection.unsafe(text, parameters, { prepare }).raw()).then(writtenRowsOf<Row>)
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

async function reachable<T>(answer: PromiseLike<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw isUnreachable(error) ? new Unreachable(error) : error
  }
}
