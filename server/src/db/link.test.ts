import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { it, mock } from 'node:test'
import tls, { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls'
import { emptyPlace, opened } from '../../test/database.ts'
import { proxyTo } from '../../test/proxy.ts'
import { openLink } from './link.ts'

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const skip =
  process.env.DATABASE_URL && hasOpenssl
    ? false
    : 'needs openssl, and a PostgreSQL beside the server: set DATABASE_URL'

// What the driver sends first over TLS is too short to leave at once (decision 2).
it('finds the database again after a connection over TLS was lost in mid-sentence', {
  skip,
  timeout: 60_000,
}, async () => {
  const place = await emptyPlace()
  assert.ok('databaseUrl' in place)
  await using proxy = await proxyTo(place.databaseUrl, await aCertificate())
  const connecting = mock.method(tls, 'connect')
  await using link = openLink({ at: { url: proxy.url }, connections: 10 })
  const ask = () => link.hear(link.pools.reads.unsafe('select 1'))
  await ask()
  const sockets = connecting.mock.calls.map(({ result }) => result as TLSSocket)

  // What is asked among the immediates leaves with the next ones; sockets are closed in between.
  await new Promise(setImmediate)
  const lost = assert.rejects(ask(), { code: 'CONNECTION_CLOSED' })
  await new Promise(process.nextTick)
  for (const socket of sockets) socket.destroy()
  await lost

  await assert.rejects(ask(), { code: 'CONNECT_TIMEOUT' })
  while ((await ask().catch(() => null)) === null);
  for (let i = 0; i < 10; i++) await ask()
})

async function aCertificate(): Promise<SecureContext> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-test-'))
  opened.defer(() => rm(folder, { recursive: true }))
  const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')]
  const self = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost']
  execFileSync('openssl', [...self, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' })
  return createSecureContext({ key: await readFile(keyFile), cert: await readFile(certFile) })
}
