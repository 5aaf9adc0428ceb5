import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { it } from 'node:test'
import { type Client, testApp } from './app.ts'

const app = await testApp()

// Pages of some 40 kB, whose memory is used again as soon as they are sent.
async function aBrand(word: string): Promise<Client> {
  const owner = await app.anOwner()
  const consumers = Array.from({ length: 40 }, (_, i) => ({
    ...{ emailVerified: false, phoneVerified: false, status: 'ACTIVE' },
    fullName: `${word} ${i}`,
    metadata: { note: `${word}-${i}-`.repeat(100) },
  }))
  const { status } = await owner.post('/api/consumers/batch', { consumers })
  assert.equal(status, 200)
  return owner
}

/** Asks for pages on a connection of its own and reads nothing of them until it is told to. */
async function slowReader(owner: Client, pages: number) {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1').pause()
  await once(socket, 'connect')
  const ask = `GET /api/consumers HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${owner.secret}\r\n`
  socket.write(`${`${ask}\r\n`.repeat(pages - 1)}${ask}connection: close\r\n\r\n`)
  return {
    async rest(): Promise<string> {
      const parts: Buffer[] = []
      for await (const part of socket) parts.push(part)
      return Buffer.concat(parts).toString()
    },
  }
}

it('keeps every page as it was read, among many at once and for clients that take it late', async () => {
  const words = ['amber', 'birch', 'cedar']
  const brands = await Promise.all(words.map(async (word) => ({ word, owner: await aBrand(word) })))
  const expected = await Promise.all(
    brands.map(async ({ owner }) => (await owner.get('/api/consumers')).body),
  )
  expected.forEach(({ data }, i) => {
    assert.equal(data.length, 20)
    for (const { fullName, metadata } of data) {
      const [word, number] = fullName.split(' ')
      assert.equal(word, words[i])
      assert.equal(metadata.note, `${word}-${number}-`.repeat(100))
    }
  })

  // More than the system takes for a client that does not read.
  const pages = 200
  const slow = await Promise.all(brands.map(({ owner }) => slowReader(owner, pages)))
  for (let round = 0; round < 20; round++) {
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, i) => brands[i % 3]?.owner.get('/api/consumers')),
    )
    answers.forEach((answer, i) => {
      assert.deepEqual(answer?.body, expected[i % 3])
    })
  }
  for (const [i, reader] of slow.entries()) {
    const bodies = (await reader.rest()).split(/HTTP\/1\.1 200 OK\r\n[^{]*\r\n\r\n/).slice(1)
    assert.equal(bodies.length, pages)
    for (const body of bodies) assert.deepEqual(JSON.parse(body), expected[i])
  }
})
