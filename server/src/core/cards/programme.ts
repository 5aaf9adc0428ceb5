/** A payment card that an organization offers. */
export interface CardProgramme {
  id: string
  /** Unique within the organization. */
  name: string
  /** The product that it belongs to, as callers name it; null: every product. */
  merchant_key: string | null
  created_at: string
  created_by: string
  updated_at: string | null
  updated_by: string | null
}

/** What may be said of one; absent members keep their value. */
export interface CardProgrammeChanges {
  name?: string | undefined
  merchant_key?: string | null | undefined
}

/** The columns of `card_programmes` that leave the database. */
export const shown = 'id, name, merchant_key, created_at, created_by, updated_at, updated_by'
