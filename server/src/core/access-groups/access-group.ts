import type { Permissions } from './permission.ts'

/** What the tills of a store, or a client, may read and write (contract sheet §6). */
export interface AccessGroup {
  id: string
  name: string
  permissions: Permissions
  /** It came with the organization, and neither changes nor ends. */
  built_in: boolean
  /** It counts for whatever is set up with none. */
  is_default: boolean
  active: boolean
  created_at: string
  created_by: string
  updated_at: string | null
  updated_by: string | null
}

/** What may be changed of a group; absent members keep their value. */
export interface GroupChanges {
  name?: string | undefined
  /** All of them: a resource that is not named is at NONE. */
  permissions?: Permissions | undefined
  active?: boolean | undefined
  /** Another ceases to be the default with that. */
  is_default?: true | undefined
}

/** What is said of a new group. */
export interface GroupDraft extends Omit<GroupChanges, 'active'> {
  name: string
  permissions: Permissions
}
