import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, testApp } from '../../../test/app.ts'
import { caughtUp } from '../../../test/feed.ts'
import { openDatabase, type Transaction } from '../../db/database.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import { updateCustomer } from '../customers/update.ts'

const { anOwner, services } = await testApp()

// The embedded database runs transactions one at a time: none can be held open while others write.
const onlyPostgres = { skip: 'url' in services.at ? false : 'one session has no transactions side by side' }

const elsewhere = openDatabase({ at: services.at, connections: 'url' in services.at ? 4 : 1 })
after(() => elsewhere[Symbol.asyncDispose]())

/** Works within a transaction on a connection of its own, which is open until the work is done. */
function hold<T>(owner: Client, work: (ctx: Context) => Promise<T>): Promise<T> {
  const { organizationId } = owner
  const who = { organizationId, country: 'US', actor: 'test', requestId: 'test', preconditionRequired: false }
  return elsewhere.transaction((db: Transaction) => work({ ...who, scopes: [], mask: null, db }))
}

interface Line {
  customer_id: string
  version: number
}

const seenIn = (lines: Line[]) => lines.map(({ customer_id, version }) => `${customer_id} ${version}`)
const patch = (owner: Client, id: string, body: object) =>
  owner.send(`/v1/customers/${id}`, { method: 'PATCH', body })

it('holds back what was written after a transaction that is still open', onlyPostgres, async () => {
  const owner = await anOwner()
  const held = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<string>()
  const transaction = hold(owner, async (ctx) => {
    begun.resolve((await createCustomer(ctx, { city: 'late' })).id)
    await held.promise
  })
  const late = await begun.promise
  const early = (await owner.post('/v1/customers', { city: 'early' })).body.id
  const { data, next } = (await owner.get('/v1/changes')).body
  assert.deepEqual(data, [])
  held.resolve()
  await transaction
  await caughtUp(services.db)
  const { body } = await owner.get(`/v1/changes?after=${next}&wait=5`)
  assert.deepEqual(seenIn(body.data), [`${late} 1`, `${early} 1`])
})

it(
  'tells the versions of a customer in order when an older transaction makes the later one',
  onlyPostgres,
  async () => {
    const owner = await anOwner()
    const { id } = (await owner.post('/v1/customers', { city: '1' })).body
    await hold(owner, async (ctx) => {
      const other = await createCustomer(ctx, {})
      await patch(owner, id, { city: '2' })
      await updateCustomer(ctx, id, { city: '3' })
      await updateCustomer(ctx, other.id, { city: '3' })
      await updateCustomer(ctx, id, { city: '4' })
    })
    await caughtUp(services.db)
    const { data } = (await owner.get('/v1/changes')).body
    const versions = data.filter((line: Line) => line.customer_id === id).map((line: Line) => line.version)
    assert.deepEqual(versions, [1, 2, 3, 4])
  },
)

it('shows a follower every change of concurrent writers, those of each customer in order', async () => {
  const owner = await anOwner()
  const ids: string[] = []
  for (let i = 0; i < 12; i++) ids.push((await owner.post('/v1/customers', { city: 'new' })).body.id)
  const anId = () => ids[Math.floor(Math.random() * ids.length)] as string

  const until = Date.now() + 2_000
  async function write(name: string) {
    for (let i = 0; Date.now() < until; i++) await patch(owner, anId(), { city: `${name}${i}` })
  }
  async function writeTogether() {
    while (Date.now() < until) {
      const operations = [
        { op: 'create', body: {} },
        ...ids
          .slice(0, 3)
          .map((id) => ({ op: 'patch', id, body: { total_orders: Math.floor(Math.random() * 1e6) } })),
      ]
      assert.equal((await owner.post('/v1/customers/batch', { operations })).status, 200)
    }
  }
  async function writeLate(name: string) {
    for (let i = 0; Date.now() < until; i++) {
      await hold(owner, async (ctx) => {
        // Its transaction has its id from here on.
        await createCustomer(ctx, { city: name })
        await sleep(Math.random() * 40)
        await updateCustomer(ctx, anId(), { city: `${name}${i}` })
        await sleep(Math.random() * 40)
      })
    }
  }
  let isOver = false
  async function follow() {
    const seen: Line[] = []
    for (let next = ''; ; ) {
      const { body } = await owner.get(`/v1/changes?limit=7&wait=1${next && `&after=${next}`}`)
      seen.push(...body.data)
      if (isOver && body.data.length === 0) return seen
      next = body.next
    }
  }
  const followers = [follow(), follow()]
  const late = onlyPostgres.skip ? [] : ['x', 'y', 'z'].map(writeLate)
  await Promise.all([write('a'), write('b'), write('c'), writeTogether(), ...late])
  await caughtUp(services.db)
  isOver = true
  const made = await services.db.query<Line>(
    'select customer_id, version from changes where organization_id = $1::text::uuid',
    [owner.organizationId],
  )
  for (const seen of await Promise.all(followers)) {
    assert.deepEqual(seenIn(seen).toSorted(), seenIn(made).toSorted())
    const versions = new Map<string, number>()
    for (const { customer_id, version } of seen) {
      assert.equal(version, (versions.get(customer_id) ?? 0) + 1)
      versions.set(customer_id, version)
    }
  }
})
