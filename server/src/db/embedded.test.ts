import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import postgres from 'postgres'
import { DataDirInUse } from './data-dir-lock.ts'
import { startEmbedded } from './embedded.ts'

let root: string
let programs = 0
before(async () => {
  root = await mkdtemp(join(tmpdir(), 'embedded-test-'))
})
after(() => rm(root, { recursive: true, force: true }))

function connect({ socketPath }: { socketPath: string }) {
  const sql = postgres({ path: socketPath, max: 1, user: 'postgres', database: 'postgres', onnotice() {} })
  return Object.assign(sql, { [Symbol.asyncDispose]: () => sql.end({ timeout: 1 }) })
}

/** Runs a program that may use `startEmbedded`, `postgres` and `dir` in a process of its own. */
function startProcess(dir: string, program: string) {
  const imports = `
    import postgres from ${JSON.stringify(import.meta.resolve('postgres'))}
    import { startEmbedded } from ${JSON.stringify(new URL('./embedded.ts', import.meta.url).href)}
    const dir = ${JSON.stringify(dir)}\n`
  const file = join(root, `${programs++}.mjs`)
  writeFileSync(file, imports + program)
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
  return { child, lines: createInterface({ input: child.stdout }), ended: once(child, 'close') }
}

const holdIt = `
  try { await startEmbedded(dir); console.log('won') }
  catch (error) { console.log(error.name + ': ' + error.message) }`

describe('the data directory', () => {
  it('is made with its parents, readable by nobody else, and keeps its data over a restart', async () => {
    const dir = join(root, 'missing', 'parent')
    {
      await using db = await startEmbedded(dir)
      await using sql = connect(db)
      assert.equal(db.firstStart, true)
      await sql`create table kept (n int)`
      await sql`insert into kept values (1)`
    }
    assert.equal((await stat(dir)).mode & 0o777, 0o700)
    assert.deepEqual(await readdir(dir), ['lock', 'postgres'])
    await using db = await startEmbedded(dir)
    await using sql = connect(db)
    assert.equal(db.firstStart, false)
    assert.deepEqual([...(await sql`select n from kept`)], [{ n: 1 }])
  })

  it('may have a path too long for a socket, and leaves no temporary directory behind', async () => {
    const db = await startEmbedded(join(root, 'long-'.repeat(30)))
    {
      await using sql = connect(db)
      assert.equal((await sql`select 1 as one`)[0]?.one, 1)
    }
    await db[Symbol.asyncDispose]()
    assert.equal(existsSync(join(db.socketPath, '..')), false)
  })

  it('begins again after a first start that was cut short', async () => {
    const dir = join(root, 'cut-short')
    await (await startEmbedded(dir))[Symbol.asyncDispose]()
    await writeFile(join(dir, 'initializing'), '')
    await rm(join(dir, 'postgres', 'pg_wal'), { recursive: true })
    await using db = await startEmbedded(dir)
    assert.equal(db.firstStart, true)
  })

  it('loses no acknowledged write to kill -9, and starts again at once', async () => {
    const dir = join(root, 'killed')
    const { child, lines, ended } = startProcess(
      dir,
      `const db = await startEmbedded(dir)
       const sql = postgres({ path: db.socketPath, max: 1, user: 'postgres', database: 'postgres' })
       await sql\`create table kept (n int)\`
       for (let n = 1; ; n++) { await sql\`insert into kept values (\${n})\`; console.log(n) }`,
    )
    let acknowledged = 0
    for await (const line of lines) {
      acknowledged = Number(line)
      if (acknowledged === 300) child.kill('SIGKILL')
    }
    await ended
    await using db = await startEmbedded(dir)
    await using sql = connect(db)
    const numbers = (await sql`select n from kept order by n`).map((row) => row.n)
    assert.ok(acknowledged >= 300 && numbers.length >= acknowledged)
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => index + 1),
    )
  })

  it('admits one process, and tells a second which directory and which process', async () => {
    const dir = join(root, 'in-use')
    await using _db = await startEmbedded(dir)
    await assert.rejects(startEmbedded(dir), DataDirInUse)
    const { lines } = startProcess(dir, holdIt)
    const [said] = await once(lines, 'line')
    assert.match(said, new RegExp(`^DataDirInUse: .*${dir} is in use by process ${process.pid} on `))
  })

  it('goes to exactly one of several starters, also when a dead one left everything lying about', async () => {
    const dir = join(root, 'race')
    const dead = startProcess(dir, holdIt)
    await once(dead.lines, 'line')
    dead.child.kill('SIGKILL')
    await dead.ended
    assert.ok(existsSync(join(dir, 'lock-holder')) && existsSync(join(dir, '.s.PGSQL.5432')))

    const starters = Array.from({ length: 3 }, () => startProcess(dir, holdIt))
    const said = await Promise.all(starters.map(async ({ lines }) => String((await once(lines, 'line'))[0])))
    for (const { child } of starters) child.kill('SIGKILL')
    await Promise.all(starters.map(({ ended }) => ended))
    assert.deepEqual(said.map((line) => line.split(':')[0]).sort(), ['DataDirInUse', 'DataDirInUse', 'won'])
  })

  it('says that the database died, and opens again after it', async () => {
    const dir = join(root, 'dies')
    {
      await using db = await startEmbedded(dir)
      await using sql = connect(db)
      await sql`create table kept (n int)`
      await sql`insert into kept values (1)`
      // PGlite cannot take a COPY that comes in several messages, and ends.
      const copy = await sql`copy kept from stdin`.writable()
      copy.on('error', () => undefined)
      assert.match((await db.failed).message, /^The embedded database failed/)
    }
    await using db = await startEmbedded(dir)
    await using sql = connect(db)
    assert.deepEqual([...(await sql`select n from kept`)], [{ n: 1 }])
  })
})
