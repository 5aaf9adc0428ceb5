import assert from 'node:assert/strict'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it } from 'node:test'
import { emptyPlace, opened, type Place } from '../../../test/database.ts'
import { aLife, creation, keyOfCreation, sumsOf, traces, tracesIn } from '../../../test/person.ts'
import { assertProblem } from '../../../test/problems.ts'
import { openPlace, run, type Server, settingsOf, startServer } from '../../../test/process.ts'
import { openDatabase } from '../../db/database.ts'

/** Copies a place where no server runs to a new one, as a backup that is restored somewhere. */
async function copyOf(place: Place): Promise<Place> {
  const copy = await emptyPlace()
  if ('dataDir' in copy && 'dataDir' in place) {
    await cp(place.dataDir, copy.dataDir, { recursive: true })
    return copy
  }
  const nameOf = (place: Place) =>
    'databaseUrl' in place ? new URL(place.databaseUrl).pathname.slice(1) : ''
  await using server = openDatabase({ at: { url: process.env.DATABASE_URL ?? '' }, connections: 1 })
  await server.query(`drop database ${nameOf(copy)}`)
  await server.query(`create database ${nameOf(copy)} template ${nameOf(place)}`)
  return copy
}

async function stop(server: Server): Promise<void> {
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0)
}

async function replay(place: Place, list: string): Promise<string> {
  await using command = run(['erase', '--replay'], { ...settingsOf(place), ERASED_LIST: list })
  assert.equal(await command.ended, 0, command.output())
  return command.output()
}

it('erase --replay erases again whoever a backup brings back, and nobody else', async () => {
  const place = await emptyPlace()
  const lists = await mkdtemp(join(tmpdir(), 'clientele-replay-'))
  opened.defer(() => rm(lists, { recursive: true, force: true }))
  const list = join(lists, 'erased.ndjson')

  const { id, neighbourId } = await (async () => {
    await using server = await startServer(place, { ERASED_LIST: list })
    const life = await aLife(server.owner)
    await stop(server)
    return life
  })()
  const backup = await copyOf(place)

  const erasedAt = await (async () => {
    await using server = await startServer(place, { ERASED_LIST: list })
    const later = await server.owner.post('/v1/customers', { email: 'later@trace.example' })
    for (const each of [id, later.body.id])
      assert.equal((await server.owner.send(`/v1/customers/${each}/erase`, { method: 'POST' })).status, 200)
    const { body } = await server.owner.send(`/v1/customers/${id}/erase`, { method: 'POST' })
    await stop(server)
    return body.erased_at
  })()

  const before = await (async () => {
    await using db = await openPlace(backup)
    assert.deepEqual(await tracesIn(db), traces)
    return await sumsOf(db)
  })()
  assert.match(await replay(backup, list), /3 on the list .* 2 erased again/)
  assert.match(await replay(backup, list), /3 on the list .* 0 erased again/)
  {
    await using db = await openPlace(backup)
    assert.deepEqual(await tracesIn(db), [])
    assert.deepEqual(await sumsOf(db), before)
  }

  await using server = await startServer(backup, { ERASED_LIST: list })
  assert.equal((await server.owner.get(`/v1/customers/${neighbourId}`)).body.email, 'neighbour@shop.example')
  const { body } = await server.owner.send(`/v1/customers/${id}/erase`, { method: 'POST' })
  assert.equal(body.erased_at, erasedAt)
  const retry = await server.owner.post('/v1/customers', creation, keyOfCreation)
  assertProblem(retry, 409, 'reused_idempotency_key')
})

it('erase --replay has nothing to do without a list, refuses a damaged one, and only replays when told to', async () => {
  const place = await emptyPlace()
  const lists = await mkdtemp(join(tmpdir(), 'clientele-replay-'))
  opened.defer(() => rm(lists, { recursive: true, force: true }))
  assert.match(await replay(place, join(lists, 'none.ndjson')), /0 on the list/)
  const ERASED_LIST = join(lists, 'damaged.ndjson')
  await writeFile(ERASED_LIST, '\n{"organization_id":"x"}\n')
  await using damaged = run(['erase', '--replay'], { ...settingsOf(place), ERASED_LIST })
  assert.equal(await damaged.ended, 1)
  assert.match(damaged.output(), /^Line 2 of .*damaged\.ndjson is not an erasure: .*\n$/)
  await using plain = run(['erase'], settingsOf(place))
  assert.equal(await plain.ended, 2)
  assert.match(plain.output(), /^Usage: clientele erase --replay/)
})
