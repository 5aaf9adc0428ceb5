/** A member of a customer's custom or extended fields that the organization knows (contract sheet §3.4). */
export interface FieldDefinition {
  id: string
  kind: FieldKind
  /** What it is asked for at (loyalty_registration), or what it belongs to (customer). */
  scope: string
  /** Unique within kind and scope; of extended fields without regard to case. */
  name: string
  label: string
  /** How a form asks for it: text, select, checkbox, radio … */
  type: string
  datatype: CustomDatatype | ExtendedDatatype
  /** What a form begins with; no value is ever taken from it here. */
  default_value: string | null
  phase: number
  position: number
  /** For forms, in their own language; kept, not applied. */
  rule: string | null
  /** RE2, anywhere in the value unless it says otherwise with ^ and $. */
  regex: string | null
  /** What a form says to a value that does not match. */
  error: string | null
  /** The values that there are; empty: any. */
  options: string[]
  /** For forms: no write is refused for it. */
  mandatory: boolean
  disabled: boolean
  /** ISO 8601, UTC. */
  created_at: string
  created_by: string
}

/** What may be said of one that is there; absent members keep their value. */
export type FieldChanges = Partial<
  Maybe<Omit<FieldDefinition, 'id' | 'kind' | 'scope' | 'name' | 'datatype' | 'created_at' | 'created_by'>>
>

/** A new one: what is left out is as in a field of free text. */
export type FieldDraft = Pick<FieldDefinition, 'kind' | 'name'> &
  Partial<Maybe<Pick<FieldDefinition, 'scope' | 'datatype'>>> &
  FieldChanges

type Maybe<Members> = { [Name in keyof Members]: Members[Name] | undefined }

/** Which fields of a list; absent: all. */
export interface FieldFilter {
  kind?: FieldKind | undefined
  scope?: string | undefined
}

/** Which of the two sets of fields that an organization defines. */
export type FieldKind = (typeof fieldKinds)[number]
export const fieldKinds = ['custom', 'extended'] as const

export type CustomDatatype = (typeof customDatatypes)[number]
export const customDatatypes = ['String', 'Integer', 'Double', 'Boolean'] as const

export type ExtendedDatatype = (typeof extendedDatatypes)[number]
export const extendedDatatypes = [
  'STRING',
  'INTEGER',
  'DOUBLE',
  'DATETIME',
  'STANDARD_STRING',
  'STANDARD_ENUM',
  'CUSTOM_ENUM',
  'COUNTRY',
  'LANGUAGE',
  'CURRENCY',
  'ORG_ENTITY',
  'ASSOCIATE_USER',
] as const

/** Where the fields of a customer are: the scope that each kind has unless it is told another. */
export const customerScopes = { custom: 'loyalty_registration', extended: 'customer' } satisfies Record<
  FieldKind,
  string
>

/** Characters of a value, and of the name of a custom field (contract sheet §3.4). */
export const longestValue = 250
export const longestCustomName = 20

/** Of an organization: they are all in the memory of every process that serves it. */
export const mostFields = 1000
