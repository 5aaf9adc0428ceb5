/** A program that asks for a token with a key and a secret, and works with that (contract sheet §1.4, OAuth). */
export interface OauthClient {
  id: string
  /** Names it when it asks for a token. */
  key: string
  /** The last characters of the secret, of which only a hash is kept. */
  hint: string
  name: string
  description: string
  token_ttl_seconds: number
  /** The till that it works for where a request names none. */
  default_till_id: string | null
  /** The default till stands in for one that a request names and nobody knows. */
  default_till_if_unknown: boolean
  /** What it may do; null: as the default of the organization says. */
  access_group_id: string | null
  active: boolean
  created_at: string
  created_by: string
  updated_at: string | null
  updated_by: string | null
}

/** What may be changed of a client; absent members keep their value. */
export interface ClientChanges {
  name?: string | undefined
  description?: string | undefined
  token_ttl_seconds?: number | undefined
  default_till_id?: string | null | undefined
  default_till_if_unknown?: boolean | undefined
  access_group_id?: string | null | undefined
  active?: boolean | undefined
}

/** What is said of a new client; the rest is standard. */
export interface ClientDraft extends ClientChanges {
  name: string
}

/** A client and its secret, which is kept nowhere. */
export interface IssuedClient {
  client: OauthClient
  secret: string
}

export const standardTtlSeconds = 3600
/** A minute to 30 days. */
export const ttlBounds = { leastSeconds: 60, mostSeconds: 30 * 86_400 }

/** Of keys and secrets that are given: they are looked up by a fast hash, so they must not be guessable. */
export const credentialForm = /^[!-~]{24,255}$/
