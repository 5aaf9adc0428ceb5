import * as v from 'valibot'
import { isEmail } from '../customers/email.ts'
import type { Handle } from '../customers/find.ts'
import { e164 } from '../customers/normal.ts'
import { matches } from '../pattern.ts'
import type { Identifier } from '../problem.ts'
import type { Setup } from '../setup/setup.ts'
import type { Proposal } from './proposal.ts'

/** What a customer may be given here, in the order in which it is looked for (contract sheet §7-7). */
export const identifiers = ['phone', 'email', 'external_id'] as const satisfies Identifier[]

/** What names a customer, as it is sought: null where it was not sent, or can be nobody's. */
export type Identity = Record<Handle, string | null>

/** What the identifiers of a proposal name. */
export interface Named {
  identity: Identity
  /** Sent, but not to be given to anybody here. It may be held still: by another contract, or from before a rule. */
  invalid: readonly Identifier[]
  /** Whether anything was sent at all. */
  isNamed: boolean
}

type Sent = Pick<Proposal, Handle>

/** Reads the identifiers of a proposal. */
export function namedBy({ country, rules }: Setup, sent: Sent): Named {
  const identity = {
    number: sent.number === null ? null : /^\d{1,15}$/.test(sent.number) ? sent.number : nobodysNumber,
    phone: sent.phone === null ? null : phoneOf(sent.phone, country),
    email: sent.email === null ? null : anyEmail(sent.email),
    external_id: sent.external_id === null || sent.external_id.includes('\0') ? null : sent.external_id,
  }
  const invalid: Identifier[] = []
  if (sent.phone !== null && identity.phone === null) invalid.push('phone')
  if (sent.email !== null && emailOf(sent.email) === null) invalid.push('email')
  if (sent.external_id !== null && !isExternalId(sent.external_id, rules.external_id_pattern))
    invalid.push('external_id')
  const isNamed =
    sent.number !== null || sent.phone !== null || sent.email !== null || sent.external_id !== null
  return { identity, invalid, isNamed }
}

// They begin with 1.
const nobodysNumber = '0'

/** E.164 of digits that begin with the country code, or of a number as it is dialled in the country; null of neither. */
export function phoneOf(sent: string, country: string): string | null {
  const international = sent.trimStart().startsWith('+') ? sent : `+${sent}`
  return e164(international, country) ?? e164(sent, country)
}

const emailSchema = v.pipe(v.string(), isEmail, v.maxLength(320))

/** Without the space around it; null for what is no address. */
function anyEmail(sent: string): string | null {
  const email = sent.trim()
  return v.is(emailSchema, email) ? email : null
}

/** As that; null, too, for an address of other characters than this contract has (sheet §2.1). */
export function emailOf(sent: string): string | null {
  const email = anyEmail(sent)
  return email && /^[\w+.@-]+$/.test(email) ? email : null
}

// Contract sheet §2.1.
const externalIdMostCharacters = 250

/** Whether the organization gives out external ids like this one. */
export function isExternalId(sent: string, pattern: string | null): boolean {
  if (sent === '' || sent.length > externalIdMostCharacters || sent.includes('\0')) return false
  return pattern === null || matches(pattern, sent)
}
