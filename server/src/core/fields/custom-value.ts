import { matches } from '../pattern.ts'
import type { CustomDatatype, FieldDefinition } from './field.ts'
import { longestValue } from './field.ts'

/** The text as a custom field keeps it, which is as it was sent; null where the definition does not allow it. */
export function customValue(definition: FieldDefinition, text: string): string | null {
  if (text.length > longestValue) return null
  const chosen = choices.has(definition.type) ? chosenIn(text) : [text]
  return chosen?.every((one) => fits(definition, one)) ? text : null
}

/** Types of form fields that may have several values at once: those are the text of a JSON list. */
const choices: ReadonlySet<string> = new Set(['select', 'checkbox', 'radio'])

/** Null for a list of anything but texts. */
function chosenIn(text: string): string[] | null {
  if (!text.startsWith('[')) return [text]
  try {
    const list: unknown[] = JSON.parse(text)
    return list.every((one) => typeof one === 'string') ? list : null
  } catch {
    return null
  }
}

function fits({ datatype, options, regex }: FieldDefinition, text: string): boolean {
  return (
    formats[datatype as CustomDatatype](text) &&
    (options.length === 0 || options.includes(text)) &&
    (regex === null || matches(regex, text))
  )
}

export const isInteger = (text: string) => /^[+-]?\d{1,18}$/.test(text)
export const isDecimal = (text: string) =>
  /^[+-]?(\d{1,100}(\.\d{0,100})?|\.\d{1,100})(e[+-]?\d{1,3})?$/i.test(text)

const formats = {
  String: () => true,
  Integer: isInteger,
  Double: isDecimal,
  Boolean: (text) => /^(true|false|0|1)$/i.test(text),
} satisfies Record<CustomDatatype, (text: string) => boolean>
