import { hash } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { v7 as uuidv7 } from 'uuid'
import type { Database } from '../../db/database.ts'
import { freshly } from '../fresh.ts'
import { isId } from '../id.ts'
import { hashOf } from '../keys/key.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Entrant } from '../tills/entrant.ts'
import { type ClientAccess, findClient, findClientBy } from './access-sql.ts'
import { openSigningKeys, type SigningKeys } from './signing-keys.ts'

/** Issues tokens to clients and knows them again (contract sheet §1.4, OAuth). */
export interface Tokens {
  /** Null for an unknown key, a wrong secret, a client that is not active, and one of a suspended organization alike. */
  issue(key: string, secret: string): Promise<{ accessToken: string; ttlSeconds: number } | null>
  /** The answer if it is fresh in memory, else undefined: spares the hot path a promise. */
  known(token: string): Entrant | null | undefined
  /** Null for a token that is not ours, has expired, or whose client is no longer active. */
  find(token: string): Promise<Entrant | null>
}

/** What a token says, once its signature has been verified. */
interface Claims {
  /** Its organization and its id. */
  client: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

const issuer = 'Clientele'
const use = 'token_access'
const mostTokens = 20_000

/** A signature is verified once; the row of the client is looked up once in half a second. */
export function openTokens(db: Database, secrets: Secrets): Tokens {
  const keys = openSigningKeys(db, secrets)
  const verified = new Map<string, Claims>()
  const clients = freshly(async (client) => {
    const [organizationId = '', id = ''] = client.split(' ')
    return (await findClient(db, organizationId, id))?.entrant ?? null
  })

  function remember(digest: string, claims: Claims): void {
    const [oldest] = verified.keys()
    if (verified.size >= mostTokens && oldest !== undefined) verified.delete(oldest)
    verified.set(digest, claims)
  }

  return {
    async issue(key, secret) {
      const client = await findClientBy(db, key, hashOf(secret))
      if (!client || client.entrant.suspended) return null
      return { accessToken: await signed(keys, client), ttlSeconds: client.ttlSeconds }
    },
    known(token) {
      const claims = verified.get(digestOf(token))
      if (!claims) return undefined
      return claims.expiresAt <= Date.now() ? null : clients.known(claims.client)
    },
    async find(token) {
      const digest = digestOf(token)
      const claims = verified.get(digest) ?? (await claimsOf(keys, token))
      if (!claims || claims.expiresAt <= Date.now()) return null
      remember(digest, claims)
      return clients.find(claims.client)
    },
  }
}

const digestOf = (token: string) => hash('sha256', token)

async function signed(keys: SigningKeys, { key, name, ttlSeconds, entrant }: ClientAccess): Promise<string> {
  const { kid, privateKey } = await keys.current()
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({
    client_id: entrant.id,
    org_id: entrant.organizationId,
    token_use: use,
    client_key: key,
    default_till: entrant.till?.code ?? null,
    scopes: Object.entries(entrant.permissions).map(([resource, level]) => `${resource}:${level}`),
  })
    .setProtectedHeader({ kid, alg: 'RS256' })
    .setIssuer(issuer)
    .setSubject(name)
    .setIssuedAt(now)
    .setExpirationTime(now + ttlSeconds)
    .setJti(uuidv7())
    .sign(privateKey)
}

/** What a token says; null for one that is not ours or has expired. */
async function claimsOf(keys: SigningKeys, token: string): Promise<Claims | null> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid = '' }) => {
        const key = await keys.named(kid)
        if (!key) throw new errors.JWKSNoMatchingKey()
        return key
      },
      { algorithms: ['RS256'], issuer, requiredClaims: ['exp', 'jti', 'sub'] },
    )
    const { exp = 0, token_use, client_id, org_id } = payload
    if (token_use !== use || !isIdText(client_id) || !isIdText(org_id)) return null
    return { client: `${org_id} ${client_id}`, expiresAt: exp * 1000 }
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

const isIdText = (value: unknown) => typeof value === 'string' && isId(value)
