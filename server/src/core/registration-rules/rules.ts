import type { RequestKind } from '../identity-requests/identity-request.ts'
import type { Identifier } from '../problem.ts'

/** How an organization registers customers and lets their identifiers change (contract sheet §3.1 to §3.3). */
export interface RegistrationRules {
  /** The identifier that customers are registered by; the others are secondary. */
  primary: Identifier
  /** Whether an update may fill a secondary one that is empty. */
  fills: Record<Identifier, boolean>
  /** An identifier of somebody else fails the item. */
  strict: boolean
  /** An identifier of somebody else is left out, whatever `strict` says. */
  skip_secondary: boolean
  /** Without these nobody is registered. */
  required: Identifier[]
  /** Without these nobody takes part in loyalty programmes. */
  enrolment_requires: Identifier[]
  /** RE2; an external id has to match. */
  external_id_pattern: string | null
  /** ISO 8601, UTC: the earliest time at which a customer can have registered. */
  min_registered_at: string | null
  /** Customers in one call. */
  batch_limit: number
  /** Tills may sign in with their password. */
  password_sign_in: boolean
  /** Requests of this kind are approved at once. */
  approves: Record<RequestKind, boolean>
}

/** The rules of an organization that has stated none. */
export const standardRules: Readonly<RegistrationRules> = Object.freeze({
  primary: 'phone',
  fills: { email: true, phone: true, external_id: true },
  strict: false,
  skip_secondary: false,
  required: [],
  enrolment_requires: [],
  external_id_pattern: null,
  min_registered_at: null,
  batch_limit: 100,
  password_sign_in: true,
  approves: {
    email: false,
    phone: false,
    external_id: false,
    address: false,
    merge: false,
    phone_reallocation: false,
  },
})
