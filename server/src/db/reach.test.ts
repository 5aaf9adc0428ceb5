import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempDisposable } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { addressesOf } from './addresses.ts'
import { wayTo } from './reach.ts'

describe('a connection string', () => {
  it('has an address for each host, whatever stands before and behind them', () => {
    assert.deepEqual(addressesOf('postgres://h1:1,h2,[::1]:3/db?a=b,c'), [
      'postgres://h1:1/db?a=b,c',
      'postgres://h2/db?a=b,c',
      'postgres://[::1]:3/db?a=b,c',
    ])
    for (const one of ['postgres://u:a,b@h/d,b?c=d,e', 'postgres:///db?host=/run', 'nonsense'])
      assert.deepEqual(addressesOf(one), [one])
    assert.deepEqual(addressesOf('postgres://u:a,b@h1,h2'), ['postgres://u:a,b@h1', 'postgres://u:a,b@h2'])
  })

  it('may name the directory of a socket of this machine', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'clientele-test-'))
    const server = createServer((socket) => socket.resume()).listen(join(folder.path, '.s.PGSQL.6000'))
    await once(server, 'listening')
    const socket = await wayTo(`postgres://u@${encodeURIComponent(folder.path)}:6000/db`).options.socket()
    await once(socket, 'connect')
    socket.destroy()
    server.close()
  })
})

describe('of several hosts', () => {
  // Nobody listens on the first port of the system's.
  const nobody = '127.0.0.1:1'

  async function portOf({ options }: ReturnType<typeof wayTo>): Promise<number | undefined> {
    const socket = await options.socket()
    if (socket.connecting) await once(socket, 'connect')
    const { remotePort } = socket
    socket.destroy()
    return remotePort
  }

  it('the first that answers is taken', async () => {
    await using server = await somebody()
    const { port } = server.address() as AddressInfo
    for (const hosts of [`${nobody},127.0.0.1:${port}`, `127.0.0.1:${port},${nobody}`])
      for (const search of ['', '?sslmode=prefer'])
        assert.equal(await portOf(wayTo(`postgres://u@${hosts}/db${search}`)), port)
  })

  it('each comes first in its turn, where it is looked at what its sessions are like', async () => {
    await using server = await somebody()
    await using another = await somebody()
    const { port } = server.address() as AddressInfo
    const { port: otherPort } = another.address() as AddressInfo
    const hosts = `127.0.0.1:${port},127.0.0.1:${otherPort}`
    const way = wayTo(`postgres://u@${hosts}/db?target_session_attrs=primary`)
    assert.deepEqual([await portOf(way), await portOf(way), await portOf(way)], [port, otherPort, port])
    const plain = wayTo(`postgres://u@${hosts}/db`)
    assert.deepEqual([await portOf(plain), await portOf(plain)], [port, port])
  })

  it('none that answers is the failure of a connection, not a wait without end', async () => {
    await assert.rejects(portOf(wayTo(`postgres://u@${nobody},${nobody}/db`)), { code: 'ECONNREFUSED' })
  })
})

/** Who offers no TLS. */
async function somebody(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}).on('data', () => socket.write('N')))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
