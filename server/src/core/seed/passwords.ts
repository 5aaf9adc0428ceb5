import type { Queryable } from '../../db/database.ts'
import { isPassword, onTheWire, slowHashOf } from '../tills/password.ts'
import { selectPassword } from '../tills/sql.ts'
import type { HashedTill, TillSeed } from './seed.ts'

/**
 * The tills of a seed with hashes of their passwords. To be asked for before anything is written: a till takes 130 ms,
 * twice that where its password is another, and the change feed is read below the oldest transaction that has written.
 * @param organizationId null: it is yet to be made, and so are its tills.
 */
export async function hashedTills(
  db: Queryable,
  organizationId: string | null,
  tills: TillSeed[] = [],
): Promise<HashedTill[]> {
  const hashed: HashedTill[] = []
  for (const { password, password_md5 = onTheWire(password ?? ''), ...members } of tills) {
    const kept = organizationId && (await selectPassword(db, organizationId, members.code))
    hashed.push({ ...members, password: await hashFor(password_md5, kept) })
  }
  return hashed
}

/** A hash is never the same twice: one is made for another password alone. */
async function hashFor(password: string, kept: string | null): Promise<string> {
  return kept !== null && (await isPassword(password, kept)) ? kept : slowHashOf(password)
}
