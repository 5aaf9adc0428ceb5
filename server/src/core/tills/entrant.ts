import type { Permissions } from '../access-groups/permission.ts'

/** Who has signed in: a till by its password, or a client by a token. */
export interface Entrant {
  /** Id of the till or the client: the actor of what it does. */
  id: string
  kind: 'till' | 'client'
  organizationId: string
  /** ISO 3166-1 alpha-2. */
  country: string
  suspended: boolean
  preconditionRequired: boolean
  /** Of the access group of the store or the client, else of the one that is the organization's default. */
  permissions: Permissions
  /** The till itself; of a client its default till, or null. */
  till: TillRef | null
  /** A client's default till stands in for one that a request names and nobody knows. */
  defaultTillIfUnknown: boolean
}

/** A till and its store: what they are named by, and what they are called. */
export interface TillRef {
  code: string
  name: string
  storeCode: string
  storeName: string
}
