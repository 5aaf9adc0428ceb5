import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { v7 as uuidv7 } from 'uuid'
import type { Database, Queryable } from '../../db/database.ts'
import type { Secrets } from '../secrets/secrets.ts'

/** The keys that tokens are signed and verified with. */
export interface SigningKeys {
  /** The newest; made if there is none. */
  current(): Promise<{ kid: string; privateKey: CryptoKey }>
  /** The public key of this name, or null. */
  named(kid: string): Promise<CryptoKey | null>
}

// How long a key that was added may wait until it signs, and one that was removed until it is refused.
const freshMs = 60_000
// A name that is not known may be of a key that another process has just made.
const freshForUnknownMs = 1000

/** The keys of the table, in memory; a new one is taken up by every process within a minute. */
export function openSigningKeys(db: Database, secrets: Secrets): SigningKeys {
  let rows: KeyRow[] = []
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null
  const publicKeys = new Map<string, CryptoKey>()
  const privateKeys = new Map<string, CryptoKey>()

  async function read(): Promise<void> {
    rows = await selectKeys(db)
    readAt = performance.now()
  }

  /** Those who find the keys too old share one look-up. */
  async function notOlderThan(ms: number): Promise<void> {
    if (performance.now() - readAt < ms) return
    reading ??= read().finally(() => {
      reading = null
    })
    await reading
  }

  return {
    async current() {
      await notOlderThan(freshMs)
      if (rows.length === 0) {
        await addSigningKey(db, secrets, { unlessThereIsOne: true })
        await read()
      }
      const [{ kid, sealed }] = rows as [KeyRow]
      const privateKey = privateKeys.get(kid) ?? (await imported(JSON.parse(secrets.open(sealed))))
      privateKeys.set(kid, privateKey)
      return { kid, privateKey }
    },
    async named(kid) {
      await notOlderThan(freshMs)
      if (!rows.some((row) => row.kid === kid)) await notOlderThan(freshForUnknownMs)
      const row = rows.find((row) => row.kid === kid)
      if (!row) return null
      const publicKey = publicKeys.get(kid) ?? (await imported(row.public_key))
      publicKeys.set(kid, publicKey)
      return publicKey
    },
  }
}

const keyLock = 4800_0004

/**
 * Makes a key that signs from now on; tokens that older ones have signed stay good until they expire. Safe when several
 * servers do it at once.
 */
export async function addSigningKey(
  db: Database,
  secrets: Secrets,
  { unlessThereIsOne = false } = {},
): Promise<void> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const [open, closed] = [await exportJWK(publicKey), await exportJWK(privateKey)]
  await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [keyLock])
    if (unlessThereIsOne && (await selectKeys(tx)).length > 0) return
    const text =
      'insert into signing_keys (kid, public_key, sealed, created_at) values ($1, $2::text::jsonb, $3, clock_timestamp())'
    await tx.query(text, [uuidv7(), JSON.stringify(open), secrets.seal(JSON.stringify(closed))])
  })
}

interface KeyRow {
  kid: string
  public_key: JWK
  sealed: string
}

function selectKeys(db: Queryable): Promise<KeyRow[]> {
  return db.query<KeyRow>(
    'select kid, public_key, sealed from signing_keys order by created_at desc, kid desc',
  )
}

/** Only a symmetric JWK is imported as bytes. */
const imported = async (jwk: JWK) => (await importJWK(jwk, 'RS256')) as CryptoKey
