import type { Json } from '../customers/customer.ts'
import type { FieldDefinition } from './field.ts'

/** A member as it was sent; null: without a value. */
export interface SentField {
  name: string
  value: string | null
}

/** What of the members that were sent can be kept, and the names of the others, in the order sent. */
export interface Checked {
  /** A patch of the column, by the names of the definitions: null removes a member. */
  values: Json
  invalid: string[]
}

/** Definitions by name; of extended fields by their name in lower case. */
export type Definitions = ReadonlyMap<string, FieldDefinition>

/** Custom fields: an empty value clears; null changes nothing. A name that is not defined, or disabled, is invalid. */
export function checkCustom(_definitions: Definitions, _sent: readonly SentField[]): Checked {
  throw new Error('not built yet')
}

/** Extended fields, in canonical form: an empty value, and null, changes nothing. Names in any case. */
export function checkExtended(_definitions: Definitions, _sent: readonly SentField[]): Checked {
  throw new Error('not built yet')
}
