import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { caughtUp } from '../../../test/feed.ts'
import { readConfig } from '../../config.ts'
import { tasks } from '../../jobs/tasks.ts'
import { settleChanges } from './settle.ts'

const { anOwner, services } = await testApp()

async function namesIn(owner: Client): Promise<string[]> {
  const { data } = (await owner.get('/v1/changes?limit=1000')).body
  return data.map((line: { after: { external_id: string } }) => line.after.external_id)
}

async function createMany(owner: Client, prefix: string, many: number): Promise<string[]> {
  const names = Array.from({ length: many }, (_, i) => `${prefix}${i}`)
  const operations = names.map((external_id) => ({ op: 'create', body: { external_id } }))
  assert.equal((await owner.post('/v1/customers/batch', { operations })).status, 200)
  return names
}

/** As if the lines had been written so many days ago. */
const age = (owner: Client, prefix: string, days: number) =>
  services.db.query(
    `update changes set at = at - $3::text::integer * interval '1 day'
    where organization_id = $1::text::uuid and after->>'external_id' like $2 || '%'`,
    [owner.organizationId, prefix, String(days)],
  )

it('removes what is older than the setting says, from the beginning up to the first that is not', async () => {
  const owner = await anOwner()
  for (const batch of ['a', 'b', 'c']) await createMany(owner, `old-${batch}`, 400)
  const kept = await createMany(owner, 'kept', 3)
  await createMany(owner, 'old-but-behind', 1)
  await age(owner, 'old', 31)
  await age(owner, 'kept', 29)
  await caughtUp(services.db)

  await tasks['prune-changes'].run(services.db, { changeRetentionDays: null })
  assert.equal((await namesIn(owner)).length, 1000)
  await tasks['prune-changes'].run(services.db, { changeRetentionDays: 30 })
  assert.deepEqual((await namesIn(owner)).toSorted(), [...kept, 'old-but-behind0'].toSorted())
  const [{ lines } = { lines: 0 }] = await services.db.query<{ lines: number }>(
    'select count(*) as lines from changes where organization_id = $1::text::uuid',
    [owner.organizationId],
  )
  assert.equal(lines, 4)
})

it('is set by CHANGE_RETENTION_DAYS, which must be forever or a number of days', () => {
  const daysOf = (text?: string) =>
    readConfig(text === undefined ? {} : { CHANGE_RETENTION_DAYS: text }).changeRetentionDays
  assert.deepEqual([daysOf(), daysOf(''), daysOf('forever'), daysOf('30')], [null, null, null, 30])
  for (const text of ['0', '-1', '30d', '1.5', 'never', '36501'])
    assert.throws(() => daysOf(text), {
      message: 'The setting CHANGE_RETENTION_DAYS is malformed: it must be forever, or days from 1 to 36500.',
    })
})

it('reads a feed that was restored where transactions are counted anew, and skips nothing that follows', async () => {
  const owner = await anOwner()
  const { id } = (await owner.post('/v1/customers', { external_id: 'first' })).body
  await owner.send(`/v1/customers/${id}`, { method: 'PATCH', body: { external_id: 'second' } })
  const foreign = 'update changes set xid = $2::text::xid8 where organization_id = $1::text::uuid'
  await services.db.query(foreign, [owner.organizationId, '4000000000000'])
  assert.deepEqual(await namesIn(owner), [])

  await settleChanges(services.db)
  await owner.post('/v1/customers', { external_id: 'third' })
  await caughtUp(services.db)
  assert.deepEqual(await namesIn(owner), ['first', 'second', 'third'])

  const { next } = (await owner.get('/v1/changes')).body
  const mark = Buffer.from(next, 'base64url').toString().split('.')[2]
  const before = Buffer.from(`4000000000000.1.${mark}`).toString('base64url')
  assert.equal((await owner.get(`/v1/changes?after=${before}`)).status, 410)
})
