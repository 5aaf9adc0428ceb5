import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { emptyPlace, opened } from '../../test/database.ts'
import { proxyTo } from '../../test/proxy.ts'
import { startEmbedded } from './embedded.ts'
import { openForLibrary } from './for-library.ts'

const place = await emptyPlace()

describe('a script of a library', () => {
  it('that is refused leaves nothing of its transaction, and nobody in it', async () => {
    const at =
      'databaseUrl' in place
        ? { url: place.databaseUrl }
        : { socketPath: opened.use(await startEmbedded(place.dataDir)).socketPath }
    await using driver = openForLibrary(at, 'test')
    const { unsafe } = await driver.reserve()
    await unsafe('begin; create table kept (); commit')
    const refused = unsafe('begin; create table gone (); select 1 / 0; commit')
    const next = unsafe(
      "begin; select to_regclass('kept') is null as kept, to_regclass('gone') is null as gone; commit",
    )
    await assert.rejects(refused, { code: '22012' })
    assert.deepEqual(rowsOf(await next), [{ kept: false, gone: true }])
    assert.deepEqual(rowsOf(await driver.unsafe('select $1::int + 1 as sum', [1])), [{ sum: 2 }])
  })

  it('whose connection is lost ends no process, nor what is asked after it', {
    skip: 'databaseUrl' in place ? false : 'needs a PostgreSQL: set DATABASE_URL',
  }, async () => {
    assert.ok('databaseUrl' in place)
    await using proxy = await proxyTo(place.databaseUrl)
    await using driver = openForLibrary({ url: proxy.url }, 'test')
    const { unsafe, release } = await driver.reserve()
    for (let time = 0; time < 3; time++) {
      const lost = assert.rejects(unsafe('begin; select pg_sleep(5); commit').finally(release))
      const waiting = assert.rejects(driver.unsafe('select pg_sleep(5)'))
      await sleep(100)
      await proxy.cut()
      await Promise.all([lost, waiting])
      await proxy.mend()
      while (!(await unsafe('begin; select 1; commit').catch(() => null)));
      while (!(await driver.unsafe('select 1').catch(() => null)));
    }
  })
})

const rowsOf = (result: unknown) => [...(result as unknown[]).flat()]
