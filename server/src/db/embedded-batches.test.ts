import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect as connectSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import postgres from 'postgres'
import { type Embedded, startEmbedded } from './embedded.ts'

describe('several connections', () => {
  let root: string
  let db: Embedded
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'embedded-test-'))
    db = await startEmbedded(join(root, 'data'))
  })
  after(async () => {
    await db[Symbol.asyncDispose]()
    await rm(root, { recursive: true, force: true })
  })

  it('can use trigram and composite GIN indexes', async () => {
    await using sql = connect(db)
    await sql`create extension pg_trgm`
    await sql`create extension btree_gin`
    await sql`create table people (org uuid, name text)`
    await sql`create index people_name on people using gin (org, name gin_trgm_ops)`
    await sql`insert into people select gen_random_uuid(), 'Person ' || n from generate_series(1, 200) n`
    const found = await sql.begin(async (tx) => {
      await tx`set local enable_seqscan = off`
      const plan =
        await tx`explain select * from people where org = gen_random_uuid() and name ilike '%son 7%'`
      assert.match(JSON.stringify(plan), /people_name/)
      return tx`select name from people where name ilike '%son 77%'`
    })
    assert.deepEqual([...found], [{ name: 'Person 77' }])
  })

  it('writes acknowledged data through to the disk', async () => {
    await using sql = connect(db)
    assert.equal((await sql`show fsync`)[0]?.fsync, 'on')
    assert.equal((await sql`show wal_sync_method`)[0]?.wal_sync_method, 'fsync')
  })

  it('wait while another has a transaction open, and see only what it committed', async () => {
    await using a = connect(db)
    await using b = connect(db)
    await a`create table turns (n int)`
    await b`select 1`
    const order: string[] = []
    let bReads: Promise<unknown> = Promise.resolve()
    await a.begin(async (tx) => {
      await tx`insert into turns values (1)`
      bReads = b`select count(*)::int as n from turns`.then(([row]) => order.push(`b sees ${row?.n}`))
      await new Promise((resolve) => setTimeout(resolve, 100))
      await tx`insert into turns values (2)`
      order.push('a is done')
    })
    await bReads
    assert.deepEqual(order, ['a is done', 'b sees 2'])
  })

  it('are not touched by an error in what another sent', async () => {
    await using a = connect(db)
    await using b = connect(db)
    await Promise.all([a`select 1`, b`select 1`])
    for (let round = 0; round < 50; round++) {
      const wrong = a`select ${round}::int from no_such_table`.catch((error) => error.code)
      const right = [1, 2, 3].map((n) => b`select ${n}::int as n`.then(([row]) => row?.n))
      assert.deepEqual(await Promise.all([wrong, ...right]), ['42P01', 1, 2, 3])
    }
  })

  it('get on when one is cut off in the middle of a transaction, which is undone', async () => {
    await using a = connect(db)
    await using b = connect(db)
    await b`create table cut (n int)`
    const { socket, started } = await rawConnection(db.socketPath)
    await started
    socket.write(query('begin; insert into cut values (1)'))
    await once(socket, 'data')
    const waiting = b`select count(*)::int as n from cut`
    socket.destroy()
    assert.equal((await waiting)[0]?.n, 0)
    // What PostgreSQL answers outside a transaction only.
    await assert.rejects(a.unsafe('savepoint inside'), { code: '25P01' })
  })

  it('get on when one is cut off between a failed Parse and its Sync', async () => {
    await using b = connect(db)
    const { socket, started } = await rawConnection(db.socketPath)
    await started
    socket.write(Buffer.concat([message('P', '\0select nonsense\0\0\0'), message('H', '')]))
    await once(socket, 'data')
    const waiting = b`select ${1}::int as n`
    socket.destroy()
    assert.equal((await waiting)[0]?.n, 1)
  })
})

async function rawConnection(path: string) {
  const socket = connectSocket(path)
  await once(socket, 'connect')
  const started = once(socket, 'data')
  const text = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0')
  socket.write(Buffer.concat([lengthOf(text), text]))
  return { socket, started }
}

const query = (sql: string) => message('Q', `${sql}\0`)

function message(type: string, body: string): Buffer {
  const text = Buffer.from(body)
  return Buffer.concat([Buffer.from(type), lengthOf(text), text])
}

function lengthOf(body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return length
}

function connect({ socketPath }: { socketPath: string }) {
  const sql = postgres({ path: socketPath, max: 1, user: 'postgres', database: 'postgres', onnotice() {} })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) })
}
