import assert from 'node:assert/strict'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, testApp } from '../../../test/app.ts'
import { caughtUp } from '../../../test/feed.ts'
import { createApp } from '../../app.ts'

const { anOwner, services, url } = await testApp()

const create = (owner: Client, name: string) => owner.post('/v1/customers', { external_id: name })

interface Event {
  id?: string
  event?: string
  data?: string
}

/** Follows as a browser does; leaving the scope goes away. */
async function follow(owner: Client, path = '/v1/changes', headers = {}, at = url) {
  const gone = new AbortController()
  const {
    body,
    status,
    headers: head,
  } = await fetch(at + path, {
    headers: { authorization: `Bearer ${owner.secret}`, accept: 'text/event-stream', ...headers },
    signal: gone.signal,
  })
  assert.equal(status, 200)
  assert.match(head.get('content-type') ?? '', /^text\/event-stream/)
  const reader = (body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''

  /** The next event of this kind; null at the end. */
  async function next(kind: string | undefined): Promise<Event | null> {
    for (;;) {
      const end = rest.indexOf('\n\n')
      if (end === -1) {
        const { done, value } = await reader.read()
        if (done) return null
        rest += value
        continue
      }
      const lines = rest.slice(0, end).split('\n')
      rest = rest.slice(end + 2)
      const event: Event = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s, 2)))
      if (event.event === kind) return event
    }
  }
  return { next, [Symbol.dispose]: () => gone.abort() }
}

/** Does it, and asserts that it is done before a long poll that was begun earlier and has nothing to answer. */
async function soon<T>(work: () => Promise<T>): Promise<T> {
  const other = await anOwner()
  const idle = other.get('/v1/changes?wait=25')
  const working = work()
  assert.ok(await Promise.race([working.then(() => true), idle.then(() => false)]))
  await create(other, 'at last')
  assert.equal((await idle).body.data.length, 1)
  return working
}

const nameIn = (event: Event | null) => JSON.parse(event?.data ?? '{}').after?.external_id

it('hands each change to a stream as it comes, with its cursor as the id', async () => {
  const owner = await anOwner()
  await create(owner, 'before')
  await caughtUp(services.db)
  using stream = await follow(owner)
  assert.equal(nameIn(await stream.next('change')), 'before')
  const next = stream.next('change')
  const event = await soon(async () => {
    await create(owner, 'after')
    return next
  })
  assert.equal(nameIn(event), 'after')
  const { data } = (await owner.get('/v1/changes')).body
  assert.deepEqual(JSON.parse(event?.data ?? ''), data[1])
  assert.equal(event?.id, data[1].cursor)
})

it('comes back where the last event was, though it asks for the oldest or latest again', async () => {
  const owner = await anOwner()
  for (const name of ['one', 'two', 'three']) await create(owner, name)
  await caughtUp(services.db)
  const { data } = (await owner.get('/v1/changes')).body
  for (const path of ['/v1/changes', '/v1/changes?after=latest', '/v1/changes/stream']) {
    using stream = await follow(owner, path, { 'last-event-id': data[0].cursor })
    assert.equal(nameIn(await stream.next('change')), 'two')
  }
  using latest = await follow(owner, '/v1/changes?after=latest')
  // A browser that loses the stream before the first event comes back with this.
  assert.equal((await latest.next(undefined))?.id, data[2].cursor)
})

it('answers a long poll once there is a change, and with nothing when its time is over', async () => {
  const owner = await anOwner()
  const { next } = (await owner.get('/v1/changes')).body
  const empty = await owner.get(`/v1/changes?after=${next}&wait=1`)
  assert.deepEqual(empty.body, { data: [], next, has_more: false })
  const polled = owner.get(`/v1/changes?after=${next}&wait=30`)
  await sleep(100)
  const { body } = await soon(async () => {
    await create(owner, 'awaited')
    return polled
  })
  assert.equal(body.data[0].after.external_id, 'awaited')
  const again = await soon(() => owner.get('/v1/changes?wait=30'))
  assert.equal(again.body.data.length, 1)
})

it('sends a large feed to a stream, however slowly it is read', async () => {
  const owner = await anOwner()
  for (let batch = 0; batch < 5; batch++) {
    const operations = Array.from({ length: 500 }, (_, i) => {
      const body = { external_id: `${batch}-${i}`, metadata: { text: 'x'.repeat(1_000) } }
      return { op: 'create', body }
    })
    assert.equal((await owner.post('/v1/customers/batch', { operations })).status, 200)
  }
  using stream = await follow(owner)
  await sleep(300)
  const seen = new Set<string>()
  while (seen.size < 2_500) {
    const name = nameIn(await stream.next('change'))
    assert.ok(!seen.has(name))
    seen.add(name)
  }
})

it('lets nobody follow whose key was revoked', async () => {
  const owner = await anOwner()
  using stream = await follow(owner, '/v1/changes?after=latest')
  const polled = owner.get('/v1/changes?after=latest&wait=20')
  await sleep(100)
  await services.db.query('update keys set revoked_at = now() where organization_id = $1::text::uuid', [
    owner.organizationId,
  ])
  await sleep(600)
  await services.db.query(lineText, [owner.organizationId])
  assert.equal(await stream.next('change'), null)
  assert.deepEqual((await polled).body.data, [])
})

const lineText = `insert into changes (organization_id, customer_id, version, kind, after, actor, request_id, at)
values ($1::text::uuid, gen_random_uuid(), 1, 'created', '{}', 'test', 'test', now())`

const prunedText = `insert into pruned_changes (organization_id, xid, seq, before) values ($1::text::uuid, '5', 5, now())`

it('tells a stream that retention has overtaken', async () => {
  const owner = await anOwner()
  using stream = await follow(owner, '/v1/changes?after=latest')
  // As if lines had come and been removed before it could read them.
  await services.db.query(prunedText, [owner.organizationId])
  const event = await stream.next('problem')
  assert.equal(JSON.parse(event?.data ?? '').type, 'urn:clientele:problem:forgotten')
  assert.equal(await stream.next('change'), null)
})

it('ends streams and long polls when the service stops, and does not wait for them', async () => {
  const owner = await anOwner()
  const app = createApp(services)
  const at = await app.listen({ port: 0, host: '127.0.0.1' })
  using stream = await follow(owner, '/v1/changes', {}, at)
  const polled = fetch(`${at}/v1/changes?wait=30`, { headers: { authorization: `Bearer ${owner.secret}` } })
  await sleep(200)
  await soon(() => app.close())
  assert.equal(await stream.next('change'), null)
  assert.equal((await polled).status, 200)
})
