import type { Json } from '../customers/customer.ts'
import { customValue } from './custom-value.ts'
import { extendedValue } from './extended-value.ts'
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

/**
 * Custom fields: an empty value clears, null changes nothing. Invalid is what is not defined, or disabled, or does not
 * fit its definition (contract sheet §3.4 and §7-14).
 */
export function checkCustom(definitions: Definitions, sent: readonly SentField[]): Checked {
  const stated = sent.filter(({ value }) => value !== null)
  return check(stated, (name) => definitions.get(name), customValue)
}

/** Extended fields, by names in any case: neither null nor an empty value changes anything. Invalid as above. */
export function checkExtended(definitions: Definitions, sent: readonly SentField[]): Checked {
  const stated = sent.filter(({ value }) => value !== null && value !== '')
  return check(stated, (name) => definitions.get(name.toLowerCase()), extendedValue)
}

/** The form in which a definition keeps a text; null for one that it does not allow. */
type Form = (definition: FieldDefinition, text: string) => string | null

function check(
  sent: readonly SentField[],
  find: (name: string) => FieldDefinition | undefined,
  form: Form,
): Checked {
  const checked: Checked = { values: {}, invalid: [] }
  for (const { name, value } of sent) {
    const definition = find(name)
    const kept = value && definition ? form(definition, value) : null
    if (!definition || definition.disabled || (value && kept === null)) checked.invalid.push(name)
    else checked.values[definition.name] = kept
  }
  return checked
}
