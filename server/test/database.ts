import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Context } from '../src/core/context.ts'
import { standardScopes } from '../src/core/keys/key.ts'
import { createOrganization } from '../src/core/organizations/organization.ts'
import { type Database, openDatabase } from '../src/db/database.ts'
import type { At } from '../src/db/driver.ts'
import { startEmbedded } from '../src/db/embedded.ts'
import { migrate } from '../src/db/migrate.ts'
import { copyTemplate } from './template.ts'

/** What a test file has opened, closed after it in reverse: a database before its place goes. */
export const opened = new AsyncDisposableStack()
after(() => opened.disposeAsync())

/** Where a test file keeps its data: a database of its own on DATABASE_URL, else a directory for the embedded one. */
export type Place = { databaseUrl: string } | { dataDir: string }

/** Makes an empty place, gone after the test file. */
export async function emptyPlace(): Promise<Place> {
  const server = process.env.DATABASE_URL
  if (!server) {
    const dataDir = await mkdtemp(join(tmpdir(), 'clientele-test-'))
    opened.defer(() => rm(dataDir, { recursive: true, force: true }))
    return { dataDir }
  }
  const name = `clientele_test_${randomUUID().slice(0, 8)}`
  await onServer(server, `create database ${name}`)
  opened.defer(() => onServer(server, `drop database ${name} with (force)`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return { databaseUrl: url.href }
}

/** As emptyPlace, with a database of our schema in it where that is quicker than to migrate an empty one. */
export async function preparedPlace(): Promise<Place> {
  const place = await emptyPlace()
  if ('dataDir' in place) await copyTemplate(place.dataDir)
  return place
}

async function onServer(url: string, statement: string): Promise<void> {
  await using db = openDatabase({ at: { url }, connections: 1 })
  await db.query(statement)
}

/** An open, migrated database for the tests of one file, where it is, and contexts of organizations made for them. */
export async function testDatabase(): Promise<{
  db: Database
  at: At
  aContext(): Promise<Context>
}> {
  const place = await preparedPlace()
  const at =
    'databaseUrl' in place
      ? { url: place.databaseUrl }
      : { socketPath: opened.use(await startEmbedded(place.dataDir)).socketPath }
  const db = opened.use(openDatabase({ at, connections: 'url' in at ? 10 : 1 }))
  await migrate(db)
  return { db, at, aContext: async () => contextOf(db, await anOrganization(db)) }
}

/** A new organization; each test has its own, so that isolation is exercised all day. */
export async function anOrganization(db: Database): Promise<string> {
  return (await createOrganization(db, { name: 'Test' })).id
}

/** Whoever may do everything in an organization. */
export function contextOf(db: Database, organizationId: string): Context {
  return {
    db,
    organizationId,
    country: 'US',
    actor: 'test',
    requestId: 'test',
    preconditionRequired: false,
    scopes: standardScopes,
    mask: null,
  }
}
