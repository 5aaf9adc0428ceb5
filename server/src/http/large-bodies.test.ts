import assert from 'node:assert/strict'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { after, before, beforeEach, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyRequest } from 'fastify'
import { largeBodiesInTurn, largeBytes, mostAtOnce } from './large-bodies.ts'

const app = Fastify()
const inTurn = largeBodiesInTurn(app)
app.removeAllContentTypeParsers()
app.addContentTypeParser(
  'text/plain',
  { parseAs: 'buffer' },
  async (request: FastifyRequest, body: Buffer) => {
    await inTurn(request, body)
    return body
  },
)

let working = 0
let most = 0
let gate: PromiseWithResolvers<void>
app.post('/', async (request) => {
  most = Math.max(most, ++working)
  await gate.promise
  working--
  return `${(request.body as Buffer).length}`
})

let answeredMuch = 0
app.post('/much', async () => {
  answeredMuch++
  return Buffer.alloc(64 * 1024 * 1024)
})

let port: number
before(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})
after(() => app.close())
beforeEach(() => {
  gate = Promise.withResolvers()
  most = 0
})

async function post(body: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain' },
  })
  return answer.text()
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    assert.ok(tries < 500, 'it never came to be')
    await sleep(10)
  }
}

const large = 'x'.repeat(largeBytes)

describe('requests with large bodies', () => {
  it('are worked on a few at once, all are answered, and small ones wait for none of them', async () => {
    const answers = Array.from({ length: 3 * mostAtOnce }, () => post(large))
    await until(() => working === mostAtOnce)
    const small = post('small')
    await until(() => working === mostAtOnce + 1)
    gate.resolve()
    assert.equal(await small, '5')
    assert.deepEqual(
      await Promise.all(answers),
      answers.map(() => `${largeBytes}`),
    )
    assert.equal(most, mostAtOnce + 1)
  })

  it('leave their place when their caller is gone', async () => {
    const callers = Array.from({ length: mostAtOnce }, () => ask('/'))
    await until(() => working === mostAtOnce)
    const waiting = post(large)
    for (const caller of callers) caller.destroy()
    await until(() => working === mostAtOnce + 1)
    gate.resolve()
    assert.equal(await waiting, `${largeBytes}`)
  })

  it('leave their place when the answer is written, even if the caller never reads it', async () => {
    gate.resolve()
    const callers = Array.from({ length: mostAtOnce }, () => ask('/much'))
    await until(() => answeredMuch === mostAtOnce)
    assert.equal(await post(large), `${largeBytes}`)
    for (const caller of callers) caller.destroy()
  })
})

/** Sends a large body and reads nothing of the answer. */
function ask(path: string): Socket {
  const socket = connect(port, '127.0.0.1').pause()
  socket.on('error', () => undefined)
  const head = ['host: test', 'content-type: text/plain', `content-length: ${largeBytes}`]
  socket.write([`POST ${path} HTTP/1.1`, ...head, '', large].join('\r\n'))
  return socket
}
