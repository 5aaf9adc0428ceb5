import type { Database, Queryable } from '../../db/database.ts'
import { issueKey, makeKey } from '../keys/issue.ts'
import { hashOf } from '../keys/key.ts'
import { createOrganization } from './organization.ts'

const bootstrapLock = 4800_0002

/**
 * Sets up the first organization with a key if there is none yet, and makes the given key open it.
 * Safe when several servers start at once.
 * @returns the generated key, to be shown once; null when a key was given or there was one already.
 */
export function bootstrap(db: Database, givenKey: string | null): Promise<string | null> {
  return db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [bootstrapLock])
    const existing = await firstOrganization(tx)
    const organizationId = existing ?? (await createOrganization(tx, { name: 'First organization' })).id
    if (givenKey) {
      if (!(await isKnown(tx, organizationId, givenKey)))
        await makeKey(tx, organizationId, { name: 'given' }, 'setup', { secret: givenKey })
      return null
    }
    return existing ? null : issueKey(tx, organizationId, 'first')
  })
}

/** Id of the oldest organization, or null before the first start. */
async function firstOrganization(db: Queryable): Promise<string | null> {
  const [row] = await db.query<{ id: string }>('select id from organizations order by id limit 1')
  return row?.id ?? null
}

async function isKnown(tx: Queryable, organizationId: string, secret: string): Promise<boolean> {
  const text = "select from keys where organization_id = $1::text::uuid and hash = decode($2, 'hex')"
  return (await tx.query(text, [organizationId, hashOf(secret)])).length > 0
}
