import currencies from 'currency-codes'
import languages from 'iso-639-1'
import { countries } from '../countries.ts'
import { matches } from '../pattern.ts'
import { isDecimal, isInteger } from './custom-value.ts'
import { canonicalDate } from './date-value.ts'
import { type ExtendedDatatype, type FieldDefinition, longestValue } from './field.ts'

/** The text as an extended field keeps it, in canonical form; null where the definition does not allow it. */
export function extendedValue(definition: FieldDefinition, text: string): string | null {
  if (text.length > longestValue) return null
  const canonical = forms[definition.datatype as ExtendedDatatype](text, definition)
  if (canonical === null) return null
  return definition.regex === null || matches(definition.regex, canonical) ? canonical : null
}

type Form = (text: string, definition: FieldDefinition) => string | null

const asIs: Form = (text) => text
const when =
  (isOne: (text: string) => boolean): Form =>
  (text) =>
    isOne(text.trim()) ? text.trim() : null

/** Options in any case, as they are spelt in the definition. */
const option: Form = (text, { options }) => {
  const wanted = text.trim().toLowerCase()
  return options.find((one) => one.toLowerCase() === wanted) ?? null
}

const forms = {
  STRING: asIs,
  STANDARD_STRING: asIs,
  // Codes of tills, stores and users of other systems, which are not looked up.
  ORG_ENTITY: asIs,
  ASSOCIATE_USER: asIs,
  INTEGER: when(isInteger),
  DOUBLE: when(isDecimal),
  DATETIME: (text) => canonicalDate(text.trim()),
  STANDARD_ENUM: option,
  CUSTOM_ENUM: option,
  COUNTRY: (text) => country(text.trim()),
  LANGUAGE: (text) => language(text.trim()),
  CURRENCY: (text) => currencies.code(text.trim())?.code ?? null,
} satisfies Record<ExtendedDatatype, Form>

/** A code of ISO 3166-1 in capitals, two letters or three as it was sent, or the English name. */
function country(text: string): string | null {
  const code = text.toUpperCase()
  if (/^[A-Z]{2,3}$/.test(code) && countries.isValid(code)) return code
  const named = countries.getAlpha2Code(text, 'en')
  return (named && countries.getName(named, 'en')) || null
}

/** A code of ISO 639-1 in lower case, or the English name. */
function language(text: string): string | null {
  if (languages.validate(text.toLowerCase())) return text.toLowerCase()
  return languages.getName(languages.getCode(text)) || null
}
