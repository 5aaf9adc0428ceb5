import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Tokens } from '../core/clients/tokens.ts'
import type { KeyRing } from '../core/keys/authenticate.ts'
import type { Access } from '../core/keys/sql.ts'
import type { ErasedList } from '../core/privacy/erased-list.ts'
import type { Problem } from '../core/problem.ts'
import type { Secrets } from '../core/secrets/secrets.ts'
import type { Setups } from '../core/setup/setup.ts'
import type { TillRing } from '../core/tills/sign-in.ts'
import type { Database } from '../db/database.ts'

/** An outside contract that the record is served through. */
export interface Dialect {
  name: string
  title: string
  mounts: Mount[]
  /** OpenAPI 3.1, made of the schemas that validate. */
  openapi(): object
}

/** A path prefix under which a dialect has routes, and its words for what can go wrong there. */
export interface Mount {
  prefix: string
  /** Takes bodies of `application/merge-patch+json` as well (RFC 7396). */
  mergePatches?: true
  routes(app: FastifyInstance, tools: Tools): void
  say(problem: Problem, request: FastifyRequest, tools: Tools): Answer
}

export interface Answer {
  status: number
  headers?: Record<string, string>
  body: object
}

/** What every dialect is given to work with. */
export interface Tools {
  db: Database
  keyRing: KeyRing
  rateLimit: RateLimit
  erasedList: ErasedList
  secrets: Secrets
  tillRing: TillRing
  tokens: Tokens
  setups: Setups
  /** What parses a body waits for it: a large one has its turn, until the request is answered. */
  inTurn(request: FastifyRequest, body: Buffer): Promise<void>
  /** Leave what was sent out of validation errors. */
  redactErrors: boolean
  /** How long sessions of customers last. */
  sessionMinutes: number
}

/**
 * Counts a request, tells the counts in the headers, and raises too_many when a minute is used up. Mostly without a
 * promise: the counts are in memory, and processes that share a database exchange them beside the requests.
 */
export type RateLimit = (reply: FastifyReply, caller: Caller, bucket: Bucket) => void | Promise<void>

/** Who makes a request, and the limit of its own that it has within its organization's. */
export type Caller = Pick<Access, 'organizationId' | 'keyId' | 'requestsPerMinute'>

export type Bucket = 'general' | 'batch'
