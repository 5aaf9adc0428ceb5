import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { it } from 'node:test'
import type { Client } from './app.ts'
import { emptyPlace } from './database.ts'
import { openPlace, run, settingsOf, startServer } from './process.ts'

const clients = 16
const loadMs = 2_000

/** What a client was told about one of its customers, and the change it was waiting for when the server was killed. */
interface Told {
  email: string
  fullName: string
  acknowledgedVersions: number
  underWay: string | null
}

it('finds every acknowledged write after a SIGKILL under load, each version with its line in the change feed', async () => {
  const place = await emptyPlace()
  const told = new Map<string, Told>()
  {
    await using server = await startServer(place)
    const loads = Array.from({ length: clients }, (_, i) =>
      writeUntilItDies(server.owner, `client-${i}`, told),
    )
    await new Promise((resolve) => setTimeout(resolve, loadMs))
    server.child.kill('SIGKILL')
    await Promise.all([...loads, server.ended])
  }
  const versions = [...told.values()].reduce((sum, one) => sum + one.acknowledgedVersions, 0)
  assert.ok(told.size >= clients && versions > told.size, `too little load: ${told.size}, ${versions}`)

  {
    await using server = await startServer(place)
    for (const [id, { email, fullName, underWay }] of told) {
      const { status, body } = await server.owner.get(`/api/consumers/${id}`)
      assert.equal(status, 200, `${id} was acknowledged and is lost`)
      assert.equal(body.email, email)
      assert.ok([fullName, underWay].includes(body.fullName), `${id} lost an update: ${body.fullName}`)
    }
    const more = await server.owner.post('/api/consumers', { email: 'after@crash.example' })
    assert.equal(more.status, 200)
    server.child.kill('SIGTERM')
    assert.equal(await server.ended, 0)
  }

  await using db = await openPlace(place)
  const rows = await db.query<{ id: string; version: number; lines: number; last: number }>(`
    select c.id, c.version, count(l.*) as lines, max(l.version) as last
    from customers c left join changes l on l.organization_id = c.organization_id and l.customer_id = c.id
    group by c.organization_id, c.id`)
  for (const { id, version, lines, last } of rows) {
    assert.deepEqual({ id, lines, last }, { id, lines: version, last: version })
    assert.ok(version >= (told.get(id)?.acknowledgedVersions ?? 1), `${id} lost a version`)
  }
})

/** Creates customers and changes each a few times, one request after the other, noting every answer. */
async function writeUntilItDies(owner: Client, name: string, told: Map<string, Told>): Promise<void> {
  try {
    for (let n = 0; ; n++) {
      const email = `${name}-${n}@crash.example`
      const created = await owner.post('/api/consumers', { email, fullName: 'Version 1' })
      if (created.status !== 200) return
      const one: Told = { email, fullName: 'Version 1', acknowledgedVersions: 1, underWay: null }
      told.set(created.body.id, one)
      for (let version = 2; version <= 4; version++) {
        one.underWay = `Version ${version}`
        const changed = await owner.put(`/api/consumers/${created.body.id}`, { fullName: one.underWay })
        if (changed.status !== 200) return
        one.fullName = changed.body.fullName
        one.acknowledgedVersions = version
      }
    }
  } catch (error) {
    assert.match(String(error), /fetch failed/)
  }
}

it('refuses a data directory that another process holds, with a sentence and exit code 1', async () => {
  const dataDir = `${process.env.TMPDIR ?? '/tmp'}/clientele-held-${process.pid}`
  try {
    await using holder = await startServer({ dataDir })
    await using second = run(['serve'], { PORT: '0', ...settingsOf({ dataDir }) })
    assert.equal(await second.ended, 1)
    const by = `process ${holder.child.pid} on [^;\\n]+`
    assert.match(
      second.output(),
      new RegExp(`^The data directory ${dataDir} is in use by ${by}; stop that one first\\.?\\n$`),
    )

    const { status } = await holder.owner.get('/readyz')
    assert.equal(status, 200)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
})
