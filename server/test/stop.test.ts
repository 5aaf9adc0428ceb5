import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Client } from './app.ts'
import { emptyPlace } from './database.ts'
import { openPlace, secretKey, startServer } from './process.ts'

const stopWithinMs = 5_000

it('answers every request in flight after SIGTERM, takes no new one, and ends with exit code 0', async () => {
  await using server = await startServer(await emptyPlace())
  const { owner } = server
  // Each takes long enough that all are being answered when the signal comes.
  const batches = Array.from({ length: 16 }, (_, i) =>
    owner.post('/api/consumers/batch', batch(`b${i}`, 400)),
  )
  const singles = Array.from({ length: 16 }, (_, i) =>
    owner.post('/api/consumers', { email: `s${i}@stop.example` }),
  )
  await sleep(150)
  server.child.kill('SIGTERM')
  await noLongerReady(owner)

  for (const { status, body } of await Promise.all(batches)) {
    assert.equal(status, 200)
    assert.equal(body.length, 400)
  }
  for (const { status } of await Promise.all(singles)) assert.equal(status, 200)
  const answered = performance.now()
  assert.equal(await server.ended, 0)
  assert.ok(performance.now() - answered < stopWithinMs)
})

it('loses nothing that it acknowledged before or after a signal under load, though it comes again', async () => {
  const place = await emptyPlace()
  const acknowledged: string[] = []
  {
    await using server = await startServer(place)
    const loads = Array.from({ length: 16 }, (_, i) =>
      createUntilItStops(server.owner, `c${i}`, acknowledged),
    )
    await sleep(700)
    // As under npm, which passes on what a terminal has sent to both.
    for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM'] as const) server.child.kill(signal)
    await Promise.all(loads)
    assert.equal(await server.ended, 0, server.output())
  }
  assert.ok(acknowledged.length > 16)

  await using db = await openPlace(place)
  const kept = await db.query<{ id: string }>('select id from customers')
  const ids = new Set(kept.map(({ id }) => id))
  assert.deepEqual(
    acknowledged.filter((id) => !ids.has(id)),
    [],
  )
})

it('still answers a request that arrives right after SIGTERM on a connection kept open, and closes that', async () => {
  await using server = await startServer(await emptyPlace())
  // Lists are sent in a way of their own.
  const asked = ['/healthz', '/consumers', '/v1/customers'].map((path) => keptOpen(server.url, path))
  for (const { ask, socket } of asked) {
    ask()
    await once(socket, 'readable')
  }
  server.child.kill('SIGTERM')
  await sleep(50)
  for (const { ask } of asked) ask()
  for (const { socket } of asked) {
    const [first, second] = (await text(socket)).split(/(?<=})(?=HTTP)/)
    assert.match(String(first), /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(String(second), /^HTTP\/1\.1 200 OK\r\n(.*\r\n)*connection: close\r\n/i)
  }
  assert.equal(await server.ended, 0)
})

it('does not wait for a connection on which nobody ever asked anything', async () => {
  await using server = await startServer(await emptyPlace())
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  await once(socket, 'connect')
  const signalled = performance.now()
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0)
  assert.ok(performance.now() - signalled < stopWithinMs)
  socket.destroy()
})

it('ends at once when nobody asks anything, though connections are kept open', async () => {
  await using server = await startServer(await emptyPlace())
  assert.equal((await server.owner.get('/readyz')).status, 200)
  const signalled = performance.now()
  server.child.kill('SIGINT')
  assert.equal(await server.ended, 0)
  assert.ok(performance.now() - signalled < stopWithinMs)
})

/** A connection, and what asks for the path on it. */
function keptOpen(url: string, path: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  const head = [`GET ${path} HTTP/1.1`, 'Host: clientele', `Authorization: Bearer ${secretKey}`]
  return { socket, ask: () => socket.write(`${head.join('\r\n')}\r\n\r\n`) }
}

/** Until /readyz answers 503 or nobody listens any more. */
async function noLongerReady(owner: Client): Promise<void> {
  for (;;) {
    const answer = await owner.get('/readyz').catch(() => null)
    if (!answer || answer.status === 503) return
    assert.equal(answer.status, 200)
  }
}

async function createUntilItStops(owner: Client, name: string, acknowledged: string[]): Promise<void> {
  for (let n = 0; ; n++) {
    let answer: Answer
    try {
      answer = await owner.post('/api/consumers', { email: `${name}-${n}@stop.example` })
    } catch {
      return
    }
    if (answer.status === 503) return
    assert.equal(answer.status, 200)
    acknowledged.push(answer.body.id)
  }
}

function batch(name: string, rows: number) {
  const consumers = Array.from({ length: rows }, (_, row) => ({
    email: `${name}-${row}@stop.example`,
    emailVerified: false,
    phoneVerified: false,
    status: 'ACTIVE',
  }))
  return { consumers }
}
