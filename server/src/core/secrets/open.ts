import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Database, Queryable } from '../../db/database.ts'
import { Obstacle } from '../../db/failure.ts'
import { type Secrets, secretsOf } from './secrets.ts'

const pepperLock = 4800_0003

/**
 * The secrets of this installation: of the pepper that was given or, where none was, of one that is made at the first
 * start and kept in the database. Raises an obstacle for another pepper than the database was begun with. Safe when
 * several servers start at once.
 */
export function openSecrets(db: Database, given: string | null): Promise<Secrets> {
  return db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [pepperLock])
    const kept = await readInstallation(tx)
    if (!kept) return begin(tx, given)
    if (kept.pepper === null) return confirmed(given, kept.pepper_check)
    return given === null ? secretsOf(kept.pepper) : adopt(tx, kept.pepper, given)
  })
}

interface Installation {
  /** Null where one was given. */
  pepper: string | null
  /** Hexadecimal. */
  pepper_check: string
}

async function readInstallation(db: Queryable): Promise<Installation | null> {
  const text = "select pepper, encode(pepper_check, 'hex') as pepper_check from installation"
  return (await db.query<Installation>(text))[0] ?? null
}

const checkOf = (secrets: Secrets) => secrets.keyed('check', 'pepper')

async function begin(tx: Queryable, given: string | null): Promise<Secrets> {
  const made = given === null ? randomBytes(32).toString('base64url') : null
  const secrets = secretsOf(given ?? made ?? '')
  const text = "insert into installation (pepper, pepper_check) values ($1, decode($2, 'hex'))"
  await tx.query(text, [made, checkOf(secrets).toString('hex')])
  return secrets
}

function confirmed(given: string | null, check: string): Secrets {
  if (given === null)
    throw new Obstacle('This database was begun with a CLIENTELE_PEPPER: start the server with the same.')
  const secrets = secretsOf(given)
  if (!timingSafeEqual(checkOf(secrets), Buffer.from(check, 'hex')))
    throw new Obstacle(
      'CLIENTELE_PEPPER is not the one that this database was begun with: start the server with that one.',
    )
  return secrets
}

/** Puts a given pepper in the place of the one in the database. What is sealed is sealed anew; a hash cannot be. */
async function adopt(tx: Queryable, old: string, given: string): Promise<Secrets> {
  const hashes = await tx.query('select from customers where ssn_hash is not null limit 1')
  if (hashes.length > 0)
    throw new Obstacle(
      'CLIENTELE_PEPPER cannot be set any more: this database has hashes of social security numbers that were made with a pepper of its own. Start the server without it.',
    )
  const [before, after] = [secretsOf(old), secretsOf(given)]
  const keys = await tx.query<{ kid: string; sealed: string }>('select kid, sealed from signing_keys')
  for (const { kid, sealed } of keys)
    await tx.query('update signing_keys set sealed = $2 where kid = $1', [
      kid,
      after.seal(before.open(sealed)),
    ])
  const text = "update installation set pepper = null, pepper_check = decode($1, 'hex')"
  await tx.query(text, [checkOf(after).toString('hex')])
  return after
}
