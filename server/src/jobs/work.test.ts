import assert from 'node:assert/strict'
import { it } from 'node:test'
import { testDatabase } from '../../test/database.ts'
import { createLogger } from '../http/log.ts'
import { startJobs } from './work.ts'

const { db, at } = await testDatabase()
const settings = { changeRetentionDays: null }

it('a job that fails is logged, is not tried again, and leaves nothing of what it was about', async () => {
  const lines: string[] = []
  const logged = Promise.withResolvers<void>()
  const logger = createLogger('info', {
    write(line) {
      lines.push(line)
      if (line.includes('job failed')) logged.resolve()
    },
  })
  const secret = 'ida@jobs.example'
  const run = async () => {
    throw Object.assign(new Error(secret), {
      code: '23505',
      detail: `Key (email)=(${secret}) already exists.`,
    })
  }
  const all = { 'fails-always': { cron: '0 0 1 1 *', run } }
  // It is due when the next process starts.
  await using _first = await startJobs(at, db, logger, settings, all)
  await db.query(`
    insert into jobs.job (name, retry_limit) select name, retry_limit from jobs.queue where name = 'fails-always'`)
  await using _second = await startJobs(at, db, logger, settings, all)
  await logged.promise
  const state = async () =>
    (
      await db.query<{ state: string; text: string }>(
        `select state::text, job::text as text from jobs.job where name = 'fails-always'`,
      )
    )[0]
  while ((await state())?.state === 'active');
  const job = await state()
  assert.equal(job?.state, 'failed')
  assert.doesNotMatch(`${job.text} ${lines.join()}`, /ida@/)
  const [line] = lines.filter((one) => one.includes('job failed')).map((one) => JSON.parse(one))
  assert.deepEqual([line.job, line.err.code], ['fails-always', '23505'])
})
