import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { Database } from '../src/db/database.ts'
import { Obstacle } from '../src/db/failure.ts'
import { moveAll } from '../src/db/move.ts'
import { client, testApp } from './app.ts'
import { emptyPlace, opened, testDatabase } from './database.ts'
import { caughtUp } from './feed.ts'
import { run, type Server, settingsOf, startServer } from './process.ts'
import { somebodys } from './somebody.ts'

async function aDirectory(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'clientele-move-'))
  opened.defer(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** Every row of every table. */
async function contentsOf(db: Database): Promise<Record<string, string[]>> {
  const tables = await db.query<{ name: string }>(`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name <> 'schema_migrations' order by 1`)
  const contents: Record<string, string[]> = {}
  for (const { name } of tables) {
    const rows = await db.query<{ row: string }>(`select t::text as row from ${name} t`)
    contents[name] = rows.map(({ row }) => row).toSorted()
  }
  return contents
}

const nextSeq = async (db: Database) =>
  (await db.query<{ next: number }>("select nextval(pg_get_serial_sequence('changes', 'seq')) as next"))[0]
    ?.next

/** An embedded database with a row in every table. */
async function aFullOne(): Promise<Database> {
  const app = await testApp({ DATABASE_URL: '', DATA_DIR: await aDirectory() })
  const { db } = app.services
  const { owner, named } = await somebodys(app, 'moved')
  await owner.send(`/v1/customers/${named.otherId}/ssn`, { method: 'PUT', body: { ssn: '900124821' } })
  await owner.post('/v1/customers', {
    full_name: 'Ünal "Ü", \\ (née)\n Öz 🐦',
    ltv: '0.10000001',
    metadata: { nothing: null, list: [1.5e-7, '\u2028'] },
  })
  const { body: second } = await owner.post('/v1/programmes', {
    name: 'Two tiers',
    tiers: [
      { serial: 1, name: 'First' },
      { serial: 2, name: 'Second', threshold: '5' },
    ],
  })
  const to = { programme_id: second.id }
  await owner.post(`/v1/customers/${named.otherId}/memberships`, {})
  await owner.post(`/v1/customers/${named.otherId}/points`, { kind: 'earn', points: '9', ...to })
  await owner.post(`/v1/customers/${named.otherId}/points`, { kind: 'redeem', points: '1', ...to })
  const { body: web } = await owner.post('/v1/oauth-clients', { name: 'web' })
  await owner.post('/v3/oauth/token/generate', { key: web.key, secret: web.secret })
  const { body: erased } = await owner.post('/v1/customers', { full_name: 'Erased One' })
  await owner.post(`/v1/customers/${erased.id}/erase`, {})
  // What retention, and servers that share a database, keep.
  await db.query("insert into pruned_changes select id, '3', 1, '2026-01-01' from organizations")
  await db.query(
    `insert into request_counts select id, 'all', 7, '2030-01-01 00:00:00.123456+00' from organizations`,
  )
  return db
}

describe('moving from one database to another', async () => {
  const from = await aFullOne()
  const { db: to } = await testDatabase()
  const before = await contentsOf(from)

  it('is tried with something in every table', () => {
    const empty = Object.keys(before).filter((name) => before[name]?.length === 0)
    assert.deepEqual(empty, [], 'put a row into these')
  })

  it('takes every row of every table, as it was', async () => {
    const { tables, rows } = await moveAll(from, to)
    assert.deepEqual(await contentsOf(to), before)
    const all = Object.values(before)
    assert.deepEqual([tables, rows], [all.length, all.flat().length])
    assert.equal(await nextSeq(to), await nextSeq(from))
  })

  it('is refused where something is already, which stays', async () => {
    await to.query("update organizations set name = 'Here before'")
    const there = await contentsOf(to)
    await assert.rejects(moveAll(from, to), (error) => {
      assert.ok(error instanceof Obstacle)
      assert.match(error.message, /is not empty/)
      return true
    })
    assert.deepEqual(await contentsOf(to), there)
  })

  it('leaves nothing behind when it fails on the way', async () => {
    const { db: another } = await testDatabase()
    await another.query('alter table tills add constraint none check (false)')
    await assert.rejects(moveAll(from, another), /constraint "none"/)
    assert.deepEqual(Object.values(await contentsOf(another)).flat(), [])
  })
})

const skip = process.env.DATABASE_URL ? false : 'needs a PostgreSQL to move to'
const example = fileURLToPath(new URL('../../examples/shop.json', import.meta.url))

describe('clientele move', () => {
  it('says what it needs where that is not there', async () => {
    await using unsaid = run(['move'], { DATA_DIR: await aDirectory() })
    assert.equal(await unsaid.ended, 2)
    assert.match(unsaid.output(), /^DATABASE_URL is not set\.\nUsage: clientele move\n/)
    const url = 'postgres://nobody@127.0.0.1:1/none'
    await using nothing = run(['move'], { DATA_DIR: await aDirectory(), DATABASE_URL: url })
    assert.equal(await nothing.ended, 1)
    assert.match(nothing.output(), /^There is no embedded database in \S+, the DATA_DIR\.\n$/)
  })

  it('moves a shop, whose keys, tills and customers are there as before', { skip }, async () => {
    const dataDir = await aDirectory()
    const place = await emptyPlace()
    const settings = { ...settingsOf(place), DATA_DIR: dataDir }
    const moving = async () => {
      await using command = run(['move'], settings)
      return [await command.ended, command.output()] as const
    }
    const asTill = ({ url, owner }: Server) =>
      client(url, { authorization: `Basic ${btoa('till01:202cb962ac59075b964b07152d234b70')}` }, owner)
    let id: string
    {
      await using server = await startServer({ dataDir }, { SEED_FILE: example })
      const [code, output] = await moving()
      assert.equal(code, 1)
      assert.match(output, /^The data directory \S+ is in use by a running server: stop that one first\.\n$/)
      const sent = { root: { customer: [{ mobile: '447911123456', firstname: 'Asha' }] } }
      assert.equal((await asTill(server).post('/v1.1/customer/add', sent)).status, 200)
      id = (await server.owner.get('/v1/customers')).body.data[0].id
      await server.owner.put(`/v1/customers/${id}/ssn`, { ssn: '900124821' })
    }
    const [code, output] = await moving()
    assert.match(output, /^Moved \d+ rows of \d+ tables from \S+, and compared them\.\n$/)
    assert.equal(code, 0)
    assert.match((await moving())[1], /^The database to move to is not empty: .*\n$/)

    await using server = await startServer(place)
    const found = await asTill(server).get('/v1.1/customer/get?mobile=447911123456')
    assert.equal(found.body.response.customers.customer[0].firstname, 'Asha')
    const { body } = await server.owner.post('/v2/customers', { ssn: '900124821' })
    assert.equal(body.data[0].id, id.toUpperCase())
    const made = await server.owner.post('/v1/customers', { full_name: 'Somebody New' })
    assert.equal(made.status, 201)
    // Any database of the server will do.
    await caughtUp((await testDatabase()).db)
    const feed = (await server.owner.get('/v1/changes')).body.data
    assert.equal(feed.at(-1).customer_id, made.body.id)
  })
})
