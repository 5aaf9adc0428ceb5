import postgres from 'postgres'
import { isDeadlock, isUnreachable, Unreachable } from './failure.ts'
import { type Gathered, Gatherer } from './gather.ts'
import { placesFor } from './places.ts'
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
  /** Runs one item of a statement that serves many, together with whatever else is waiting for it. */
  gather<Item, Result>(statement: Gathered<Item, Result>, item: Item): Promise<Result>
}

export interface Transaction extends Store {
  /** Runs several statements at once, without parameters: for migrations. */
  script(text: string): Promise<void>
}

export interface Database extends Store, AsyncDisposable {}

export interface DatabaseOptions {
  /** A connection string, or the path of the embedded database's socket. */
  at: { url: string } | { socketPath: string }
  connections: number
}

const mostAttempts = 5

/** Opens a pool; it connects with the first query and reconnects by itself. */
export function openDatabase({ at, connections }: DatabaseOptions): Database {
  const settings = { ...common, max: connections }
  const sql =
    'url' in at
      ? postgres(at.url, settings)
      : postgres({ ...settings, path: at.socketPath, user: 'postgres', database: 'postgres' })

  const query: Queryable['query'] = (text, parameters, prepare) =>
    retrying(() => run(sql, text, parameters, prepare))
  const queryWritten: Queryable['queryWritten'] = (text, parameters, prepare) =>
    retrying(() => runWritten(sql, text, parameters, prepare))
  const gatherer = new Gatherer({ query, queryWritten }, { mostInFlight: 2, alone: true })
  // Transactions hold a connection for long, and batches much memory: a quarter of the pool is theirs.
  const inTurn = placesFor(Math.max(1, Math.floor(connections / 4)))

  const database: Database = {
    isTransaction: false,
    get outside() {
      return database
    },
    query,
    queryWritten,
    transaction: <T>(work: (tx: Transaction) => Promise<T>) =>
      inTurn(() =>
        retrying(
          () =>
            reachable(
              sql.begin((connection) => work(transactionOn(connection, connections > 1 ? database : null))),
            ) as Promise<T>,
        ),
      ),
    gather: (statement, item) => gatherer.submit(statement, item),
    [Symbol.asyncDispose]: () => sql.end({ timeout: 5 }),
  }
  return database
}

function transactionOn(connection: postgres.TransactionSql, beside: Store | null): Transaction {
  const query: Queryable['query'] = (text, parameters, prepare) => run(connection, text, parameters, prepare)
  const queryWritten: Queryable['queryWritten'] = (text, parameters, prepare) =>
    runWritten(connection, text, parameters, prepare)
  const gatherer = new Gatherer({ query, queryWritten }, { mostInFlight: 1, alone: false })
  const tx: Transaction = {
    isTransaction: true,
    get outside() {
      return beside ?? tx
    },
    query,
    queryWritten,
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

const text = (value: unknown) => String(value)

// The driver knows two number types and makes Dates of times; the record wants bigint as a safe number, numeric as
// the text it is, and times as the ISO 8601 text that every contract shows.
const common = {
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
