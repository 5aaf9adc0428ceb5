import { dirname } from 'node:path'
import { PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import { type Settings, type Task, tasks } from './tasks.ts'

/** The same places as `openDatabase` takes. */
type At = { url: string } | { socketPath: string }

/**
 * Works through the jobs as they fall due; of several processes one takes each.
 * A job that fails is logged and comes again with its next time.
 */
export async function startJobs(
  at: At,
  db: Database,
  logger: Logger,
  settings: Settings,
): Promise<AsyncDisposable> {
  const connection =
    'url' in at
      ? { connectionString: at.url }
      : { host: dirname(at.socketPath), user: 'postgres', database: 'postgres' }
  const boss = new PgBoss({ ...connection, schema: 'jobs', application_name: 'clientele jobs', max: 2 })
  boss.on('error', (error) => logger.warn({ err: error }, 'jobs are interrupted'))
  await boss.start()
  const [queues, schedules] = await Promise.all([boss.getQueues(), boss.getSchedules()])
  for (const [name, task] of Object.entries<Task>(tasks)) {
    if (task.onlyEmbedded && 'url' in at) continue
    if (!queues.some((queue) => queue.name === name)) await boss.createQueue(name)
    if (!schedules.some((one) => one.name === name && one.cron === task.cron))
      await boss.schedule(name, task.cron)
    await boss.work(name, { pollingIntervalSeconds: 30 }, async () => {
      await task.run(db, settings)
      logger.info({ job: name }, 'job done')
    })
  }
  return { [Symbol.asyncDispose]: () => boss.stop({ graceful: true, timeout: 5_000 }) }
}
