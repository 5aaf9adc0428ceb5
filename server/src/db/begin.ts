import type postgres from 'postgres'
import { isLost, told, Unreachable } from './failure.ts'

/** A connection that a transaction holds. */
export interface Held {
  connection: postgres.TransactionSql
  /** Waits for what the connection answers. Raises Unreachable once it is lost, and sends nothing then. */
  answer<T>(send: () => PromiseLike<T>): Promise<T>
}

/**
 * Runs `work` in a transaction, which ends at once when its connection is lost. The driver would go on to send the
 * statements that are left, and a rollback, over what the connection is by then: closed, which ends the process
 * (https://github.com/porsager/postgres/issues/1208), or somebody else's.
 * @param isGivenUp whether the pool is one that nobody is to use any more.
 */
export function begin<T>(
  pool: postgres.Sql,
  isGivenUp: () => boolean,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    let lost = false
    const end = Promise.withResolvers<never>()
    end.promise.catch(() => {})
    const lose = (error: unknown) => {
      lost = true
      reject(error)
      end.reject(error)
    }
    const held = (connection: postgres.TransactionSql): Held => ({
      connection,
      async answer(send) {
        if (isGivenUp()) lose(new Unreachable(new Error('the database has fallen silent')))
        if (lost) throw new Unreachable(new Error('the connection of a transaction was lost'))
        try {
          // The driver forgets what waited for its turn on a connection that is lost.
          return await Promise.race([send(), end.promise])
        } catch (error) {
          if (isLost(error)) lose(error)
          throw error
        }
      },
    })
    let refusal: { error: unknown } | null = null
    const whole = pool.begin(async (connection) => {
      try {
        const result = await work(held(connection))
        if (!lost) return result
      } catch (error) {
        refusal = { error }
        if (!lost) throw error
      }
      // Whoever waits has been told already, and the driver is to do nothing more with this connection.
      return new Promise<never>(() => {})
    })
    // What the work itself raises may be anything: a file that is not there is no database that is not.
    whole.then(
      (result) => resolve(result as T),
      (error) => lose(refusal?.error === error ? error : told(error)),
    )
  })
}
