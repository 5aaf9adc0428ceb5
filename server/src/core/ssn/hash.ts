import type { Secrets } from '../secrets/secrets.ts'

/** A social security number, as far as it is kept. */
export interface KnownSsn {
  last4: string
  /** Keyed hash of the whole number, as the database takes it: `\x` and hexadecimal digits. */
  hash: string
}

/** Nine digits, without hyphens. */
export const ssnPattern = /^\d{9}$/

/** What of a number may be kept and looked for. Without the server's key nobody can try all numbers on a hash. */
export function knownSsn(secrets: Secrets, organizationId: string, ssn: string): KnownSsn {
  const hash = secrets.keyed('ssn', `${organizationId} ${ssn}`)
  return { last4: ssn.slice(-4), hash: `\\x${hash.toString('hex')}` }
}
