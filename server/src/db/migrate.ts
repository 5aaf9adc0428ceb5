import { readdir, readFile } from 'node:fs/promises'
import type { Database, Queryable } from './database.ts'
import { Obstacle } from './failure.ts'

const folder = new URL('../../migrations/', import.meta.url)
const migrationLock = 4800_0001

interface Migration {
  version: number
  name: string
}

/**
 * Brings the schema up to date in one transaction; servers that start at once take turns.
 * Raises an obstacle when the schema is newer than this server.
 * @returns the names of the migrations that were applied.
 */
export async function migrate(db: Database): Promise<string[]> {
  const known = await knownMigrations()
  return db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [migrationLock])
    const current = await currentVersion(tx)
    const newest = known.at(-1)?.version ?? 0
    if (current > newest) {
      throw new Obstacle(
        `The database has schema ${current} and this server knows only ${newest}: run a newer server, or restore a backup.`,
      )
    }
    const due = known.filter(({ version }) => version > current)
    for (const { version, name } of due) {
      await tx.script(await readFile(new URL(name, folder), 'utf8'))
      await tx.query('insert into schema_migrations (version, name) values ($1::int, $2)', [version, name])
    }
    return due.map(({ name }) => name)
  })
}

async function knownMigrations(): Promise<Migration[]> {
  const files = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort()
  return files.map((name) => ({ name, version: Number(name.slice(0, 4)) }))
}

async function currentVersion(tx: Queryable): Promise<number> {
  await tx.query(`
    create table if not exists schema_migrations
      (version integer primary key, name text not null, applied_at timestamptz not null default now())`)
  const [row] = await tx.query<{ version: number }>(
    'select coalesce(max(version), 0) as version from schema_migrations',
  )
  return row?.version ?? 0
}
