import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { aCertificate, withoutTls } from '../../test/certificate.ts'
import { emptyPlace, opened } from '../../test/database.ts'
import { proxyTo } from '../../test/proxy.ts'
import { Unreachable } from './failure.ts'
import { openPools } from './pools.ts'
import { encryptionOf } from './secured.ts'

it('encryption is what the connection string asks for', () => {
  const asked = (search: string) => encryptionOf(new URLSearchParams(search))
  for (const none of ['', 'sslmode=disable', 'ssl=false']) assert.equal(asked(none), null)
  const required = { isRequired: true, isVerified: false, isDirect: false }
  assert.deepEqual(asked('sslmode=require'), required)
  for (const mode of ['prefer', 'allow'])
    assert.deepEqual(asked(`sslmode=${mode}`), { ...required, isRequired: false })
  for (const mode of ['sslmode=verify-full', 'sslmode=verify-ca', 'ssl=true'])
    assert.deepEqual(asked(mode), { ...required, isVerified: true })
  assert.deepEqual(asked('ssl=require&sslnegotiation=direct'), { ...required, isDirect: true })
})

describe('a database that cannot be spoken to as is asked', { timeout: 60_000 }, () => {
  for (const [name, hear] of [
    ['offers no TLS', (socket) => socket.once('data', () => socket.write('N'))],
    ['hangs up', (socket) => socket.destroy()],
    ['hangs up in the middle of the handshake', (socket) => socket.once('data', () => socket.end('S'))],
    ['speaks something else', (socket) => socket.on('data', () => socket.write('SSH-2.0\r\n'))],
  ] satisfies [string, (socket: Socket) => void][])
    it(`since it ${name}, is unreachable, again and again`, async () => {
      const heard: string[] = []
      const server = createServer((socket) => {
        socket.on('error', () => {}).on('data', (bytes) => heard.push(String(bytes)))
        hear(socket)
      })
      opened.defer(() => void server.close())
      await once(server.listen(0, '127.0.0.1'), 'listening')
      const { port } = server.address() as AddressInfo
      await isUnreachable(`postgres://somebody:secret@127.0.0.1:${port}/db?sslmode=require`)
      assert.ok(!heard.join().includes('somebody'))
    })

  for (const how of ['', '&sslnegotiation=direct'])
    it(`since nobody is there, is unreachable, again and again ${how}`, () =>
      isUnreachable(`postgres://u@127.0.0.1:1/db?sslmode=require${how}`))
})

describe('a database', { skip: withoutTls }, () => {
  it('with a certificate that nobody trusts is unreachable for those who verify it, and for nobody else', async () => {
    const url = new URL(await securely())
    assert.equal(await isAsked(url.href), 1)
    url.search = '?sslmode=verify-full'
    await isUnreachable(url.href)
    url.hostname = 'localhost'
    await isUnreachable(url.href)
  })

  it('is spoken to in plain where that is enough, and it offers nothing else', async () => {
    const place = await emptyPlace()
    assert.ok('databaseUrl' in place)
    const url = new URL(place.databaseUrl)
    url.search = '?sslmode=prefer'
    assert.equal(await isAsked(url.href), 1)
  })
})

async function securely(): Promise<string> {
  const place = await emptyPlace()
  assert.ok('databaseUrl' in place)
  return opened.use(await proxyTo(place.databaseUrl, await aCertificate())).url
}

function asking(url: string): () => Promise<unknown> {
  const pools = openPools({ at: { url }, connections: 10 })
  opened.defer(() => pools.end(0))
  return () => pools.reads.unsafe('select 1 as one').then(([row]) => row?.one)
}

const isAsked = (url: string) => asking(url)()

async function isUnreachable(url: string): Promise<void> {
  const ask = asking(url)
  for (let n = 0; n < 3; n++) await assert.rejects(ask(), Unreachable)
}
