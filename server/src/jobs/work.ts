import { fromBunSql, PgBoss } from 'pg-boss'
import type { Logger } from 'pino'
import type { Database } from '../db/database.ts'
import type { At } from '../db/driver.ts'
import { openForLibrary } from '../db/for-library.ts'
import { type Settings, type Task, tasks } from './tasks.ts'

/**
 * Works through the jobs as they fall due; of several processes one takes each.
 * A job that fails is logged and comes again with its next time.
 */
export async function startJobs(
  at: At,
  db: Database,
  logger: Logger,
  settings: Settings,
  all: Record<string, Task> = tasks,
): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack()
  const driver = opened.use(openForLibrary(at, 'clientele jobs'))
  // The library's own driver knows one host, and by `sslmode=require` it means `verify-full`. It has no adapter for ours by
  // name: that of Bun, whose driver has the same calls, fits.
  const boss = new PgBoss({ db: fromBunSql(driver), schema: 'jobs' })
  boss.on('error', (error) => logger.warn({ err: error }, 'jobs are interrupted'))
  await boss.start()
  const [queues, schedules] = await Promise.all([boss.getQueues(), boss.getSchedules()])
  for (const [name, task] of Object.entries(all)) {
    if (task.onlyEmbedded && 'url' in at) continue
    const queue = queues.find((one) => one.name === name)
    if (!queue) await boss.createQueue(name, once)
    else if (queue.retryLimit !== once.retryLimit) await boss.updateQueue(name, once)
    if (!schedules.some((one) => one.name === name && one.cron === task.cron))
      await boss.schedule(name, task.cron)
    await boss.work(name, { pollingIntervalSeconds: 30 }, async () => {
      await task.run(db, settings).catch((error) => {
        logger.error({ err: error, job: name }, 'job failed')
        // The library stores what is thrown, and a database's error quotes the row that it is about.
        throw new Error('failed')
      })
      logger.info({ job: name }, 'job done')
    })
  }
  opened.defer(() => boss.stop({ graceful: true, timeout: 5_000 }))
  return opened.move()
}

const once = { retryLimit: 0 }
