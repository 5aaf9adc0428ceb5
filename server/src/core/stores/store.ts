/** A place where tills stand (contract sheet §3.10). */
export interface Store {
  id: string
  /** What it is named by, for good. */
  code: string
  name: string
  /** Its ids in other systems. */
  external_id: string | null
  external_id_1: string | null
  external_id_2: string | null
  zone_code: string | null
  concept_code: string | null
  /** What its tills may do; null: as the default of the organization says. */
  access_group_id: string | null
  created_at: string
  created_by: string
  updated_at: string | null
  updated_by: string | null
}

/** What may be changed of a store; absent members keep their value. */
export interface StoreChanges {
  name?: string | undefined
  external_id?: string | null | undefined
  external_id_1?: string | null | undefined
  external_id_2?: string | null | undefined
  zone_code?: string | null | undefined
  concept_code?: string | null | undefined
  access_group_id?: string | null | undefined
}

/** Without a name it goes by its code. */
export interface StoreDraft extends StoreChanges {
  code: string
}
