import type { Store } from '../db/database.ts'
import type { Mask } from './customers/mask.ts'
import type { Scope } from './keys/key.ts'

/** Who asks, for which organization, in which request, and what there is to answer with. */
export interface Context {
  db: Store
  organizationId: string
  /** ISO 3166-1 alpha-2: how phone numbers without a prefix are read. */
  country: string
  /** Id of the key or till, `system` of a job, or the name of the operator's tool: whom the change feed will name. */
  actor: string
  requestId: string
  /** Whom the caller acted for, as it says; absent where it says nothing. */
  userContext?: UserContext | null
  /** The organization refuses writes that do not say which version they have seen. */
  preconditionRequired: boolean
  /** What the key may be used for: it can give away no more. */
  scopes: readonly Scope[]
  /** The columns that the key is shown in masked form alone; null for most keys. */
  mask: Mask | null
}

/** The context of whoever works without a request: a job, or the operator's tool. It writes as it is told, and sees everything. */
export const unattended = (db: Store, organizationId: string, actor: string, requestId = actor): Context => ({
  db,
  organizationId,
  country: 'US',
  actor,
  requestId,
  preconditionRequired: false,
  scopes: [],
  mask: null,
})

/** Who used the calling system, in that system's own words. */
export interface UserContext {
  type: string | null
  id: string | null
  source: string | null
  source_id: string | null
}
