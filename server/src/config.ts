import { adminKeyPattern, hashOf, secretKeyPattern } from './core/keys/key.ts'
import { addressesOf } from './db/addresses.ts'

export interface Config {
  port: number
  host: string
  /** Null: the embedded database in dataDir. */
  databaseUrl: string | null
  dataDir: string
  /** The file that lists who was erased; it must outlive a restored database. */
  erasedList: string
  secretKey: string | null
  /** SHA-256 of the key that manages organizations; null: nobody does over HTTP. */
  adminKeyHash: string | null
  /** What keyed hashes and encryption are derived of; null: one is made, and kept in the database. */
  pepper: string | null
  /** Requests a minute for each organization; null: no limit. */
  rateLimit: number | null
  logLevel: (typeof logLevels)[number]
  /** Leave what was sent out of validation errors. */
  redactErrors: boolean
  /** How long lines of the change feed are kept; null: forever. */
  changeRetentionDays: number | null
  /** How long sessions of customers last. */
  sessionMinutes: number
  /** A file that is applied at each start; null: none. */
  seedFile: string | null
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const leastPepper = 32

/** A setting that cannot be used; the message names it. */
export class MalformedSetting extends Error {}

/** Reads the environment, once. Raises MalformedSetting. */
export function readConfig(env: NodeJS.ProcessEnv): Readonly<Config> {
  return Object.freeze({
    port: read(env, 'PORT', '4800', 'a port number from 0 to 65535', (text) => integer(text, 0, 65_535)),
    host: read(env, 'HOST', '127.0.0.1', 'an address to listen on', (text) => text),
    databaseUrl: optional(
      env,
      'DATABASE_URL',
      'a postgres:// connection string, of one host or of several with commas between',
      databaseUrl,
    ),
    dataDir: read(env, 'DATA_DIR', './data', 'a directory', (text) => text),
    erasedList: read(
      env,
      'ERASED_LIST',
      `${(env.DATA_DIR || './data').replace(/\/+$/, '')}.erased.ndjson`,
      'a file',
      (text) => text,
    ),
    secretKey: optional(
      env,
      'CLIENTELE_SECRET_KEY',
      'sk_live_ or sk_test_ and at least 24 letters, digits, - or _',
      (text) => (secretKeyPattern.test(text) ? text : null),
    ),
    adminKeyHash: optional(
      env,
      'CLIENTELE_ADMIN_KEY',
      'sk_admin_ and at least 24 letters, digits, - or _',
      (text) => (adminKeyPattern.test(text) ? hashOf(text) : null),
    ),
    pepper: optional(
      env,
      'CLIENTELE_PEPPER',
      `at least ${leastPepper} characters, with no white space at either end`,
      (text) => (text.length >= leastPepper && text.trim() === text ? text : null),
    ),
    rateLimit: rateLimit(env),
    logLevel: read(
      env,
      'LOG_LEVEL',
      'info',
      `one of ${logLevels.join(', ')}`,
      (text) => logLevels.find((level) => level === text) ?? null,
    ),
    redactErrors: read(env, 'REDACT_ERRORS', 'off', 'on or off', onOrOff),
    changeRetentionDays: changeRetention(env),
    sessionMinutes: read(env, 'SESSION_MINUTES', '30', 'minutes from 1 to 1440', (text) =>
      integer(text, 1, 1440),
    ),
    seedFile: optional(env, 'SEED_FILE', 'a file', (text) => text),
  })
}

function rateLimit(env: NodeJS.ProcessEnv): number | null {
  if (env.RATE_LIMIT === 'off') return null
  const range = 'off, or requests a minute from 1 to 1000000000'
  return read(env, 'RATE_LIMIT', '1000', range, (text) => integer(text, 1, 1e9))
}

function changeRetention(env: NodeJS.ProcessEnv): number | null {
  if (env.CHANGE_RETENTION_DAYS === 'forever') return null
  const range = 'forever, or days from 1 to 36500'
  return optional(env, 'CHANGE_RETENTION_DAYS', range, (text) => integer(text, 1, 36_500))
}

/** An empty setting counts as absent: that is how compose files leave one out. */
function read<T>(
  env: NodeJS.ProcessEnv,
  name: string,
  standard: string,
  wanted: string,
  parse: (text: string) => T | null,
): T {
  const value = parse(env[name] || standard)
  // The value itself may be a secret, so the sentence does not repeat it.
  if (value === null) throw new MalformedSetting(`The setting ${name} is malformed: it must be ${wanted}.`)
  return value
}

function optional<T>(
  env: NodeJS.ProcessEnv,
  name: string,
  wanted: string,
  parse: (text: string) => T | null,
) {
  return env[name] ? read(env, name, '', wanted, parse) : null
}

function integer(text: string, least: number, most: number): number | null {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : null
}

function databaseUrl(text: string): string | null {
  const addresses = addressesOf(text).map((address) => URL.parse(address))
  const isOne = addresses.length === 1
  const isGood = addresses.every(
    (one) => one && /^postgres(ql)?:$/.test(one.protocol) && (isOne || one.hostname) && isDecodable(one),
  )
  return isGood ? text : null
}

/** A percent sign in a password is to be written as %25. */
function isDecodable({ username, password, hostname, pathname }: URL): boolean {
  try {
    for (const part of [username, password, hostname, pathname]) decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}

function onOrOff(text: string): boolean | null {
  return text === 'on' ? true : text === 'off' ? false : null
}
