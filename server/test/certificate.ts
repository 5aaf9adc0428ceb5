import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { opened } from './database.ts'

/** Why a test of TLS is skipped, if it is. */
export const withoutTls =
  process.env.DATABASE_URL && spawnSync('openssl', ['version']).status === 0
    ? false
    : 'needs openssl, and a PostgreSQL beside the server: set DATABASE_URL'

/** For localhost, signed by nobody else. */
export async function aCertificate(): Promise<SecureContext> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-test-'))
  opened.defer(() => rm(folder, { recursive: true }))
  const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')]
  const self = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost']
  execFileSync('openssl', [...self, '-keyout', keyFile, '-out', certFile], { stdio: 'ignore' })
  return createSecureContext({ key: await readFile(keyFile), cert: await readFile(certFile) })
}
