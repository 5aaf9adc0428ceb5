/** A till of a store, which signs in for itself (contract sheet §1.4, §3.10). */
export interface Till {
  id: string
  store_id: string
  /** What it is named by, for good. */
  code: string
  name: string
  /** What it signs in with. */
  username: string
  active: boolean
  created_at: string
  created_by: string
  updated_at: string | null
  updated_by: string | null
}

/** What may be changed of a till; absent members keep their value. */
export interface TillChanges {
  store_id?: string | undefined
  name?: string | undefined
  active?: boolean | undefined
  /** What slowHashOf made of the wire form. */
  password?: string | undefined
}

/** Without a name it goes by its code. */
export interface TillDraft extends TillChanges {
  store_id: string
  code: string
  password: string
}
