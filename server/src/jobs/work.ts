import { dirname } from 'node:path'
import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { type Task, tasks } from './tasks.ts'

/** The same places as `openDatabase` takes. */
type At = { url: string } | { socketPath: string }

/**
 * Works through the jobs as they fall due; of several processes one takes each.
 * A job that fails is logged and comes again with its next time.
 */
export async function startJobs(at: At, db: Database, logger: Logger): Promise<AsyncDisposable> {
  const connection =
    'url' in at
      ? { connectionString: at.url }
      : { host: dirname(at.socketPath), user: 'postgres', database: 'postgres' }
  const boss = new PgBoss({ ...connection, schema: 'jobs', application_name: 'clientele jobs', max: 2 })
  boss.on('error', (error) => logger.warn({ err: error }, 'jobs are interrupted'))
  await boss.start()
  for (const [name, task] of Object.entries<Task>(tasks)) {
    await boss.createQueue(name)
    await boss.schedule(name, task.cron)
    await boss.work(name, { pollingIntervalSeconds: 30 }, async () => {
      await task.run(db)
      logger.info({ job: name }, 'job done')
    })
  }
  return { [Symbol.asyncDispose]: () => boss.stop({ graceful: true, timeout: 5_000 }) }
}
