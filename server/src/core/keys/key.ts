import { hash, randomBytes } from 'node:crypto'

/** What a key may be used for. */
export type Scope = (typeof scopes)[number]
export const scopes = [
  'customers:read',
  'customers:write',
  'changes:read',
  'privacy:admin',
  'points:write',
  'settings:read',
  'settings:admin',
  'keys:admin',
  'organizations:admin',
] as const

/** What a key of an organization may be given; the other is the administrator's alone. */
export const standardScopes = scopes.filter((scope) => scope !== 'organizations:admin')

/** At least 24 characters after the prefix: a key is looked up by a fast hash, so it must not be guessable. */
export const secretKeyPattern = /^sk_(live|test)_[A-Za-z0-9_-]{24,}$/

/** The administrator's key: it manages organizations, and is told from theirs at sight. */
export const adminKeyPattern = /^sk_admin_[A-Za-z0-9_-]{24,}$/

export function newSecretKey(): string {
  return `sk_live_${randomBytes(24).toString('base64url')}`
}

/** SHA-256, hexadecimal. Slow hashes are for passwords; a peer that runs scrypt per request falls to 54 reads/s. */
export function hashOf(secret: string): string {
  return hash('sha256', secret)
}

/** Enough to tell keys apart, not enough to use one. */
export function hintOf(secret: string): string {
  return `${secret.slice(0, 8)}…${secret.slice(-4)}`
}
