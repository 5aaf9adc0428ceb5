import type { CountryCode } from 'libphonenumber-js'
import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Changes, NormalChanges } from './customer.ts'

/**
 * Brings what a caller wrote into the form that is kept: the e-mail trimmed, the phone as E.164 where it is valid,
 * the full name split at its last space; an identifier of white space alone is none. Absent members stay absent.
 * @param country ISO 3166-1 alpha-2, for phone numbers without a prefix.
 */
export function normalChanges(changes: Changes, country: string): NormalChanges {
  const normal: NormalChanges = { ...changes }
  if (changes.email !== undefined) normal.email = changes.email?.trim() || null
  if (changes.phone !== undefined) {
    normal.phone_e164 = changes.phone === null ? null : e164(changes.phone, country)
    normal.phone = normal.phone_e164 ?? (changes.phone?.trim() || null)
  }
  if (changes.external_id !== undefined)
    normal.external_id = changes.external_id?.trim() ? changes.external_id : null
  if (changes.full_name !== undefined) {
    const [first, last] = splitName(changes.full_name)
    if (changes.first_name === undefined) normal.first_name = first
    if (changes.last_name === undefined) normal.last_name = last
    if (changes.first_name === undefined && changes.last_name === undefined) normal.name_split = true
  }
  return normal
}

/** Changes that are all there is of a customer: the full name is made of its parts where only they are given. */
export function wholeName(changes: NormalChanges): NormalChanges {
  const { name_split, ...whole } = changes
  const { full_name, first_name, last_name } = whole
  if (full_name !== undefined || !(first_name || last_name)) return whole
  return { ...whole, full_name: [first_name, last_name].filter(Boolean).join(' ') }
}

/** The number in E.164, or null where it is not a valid one and so identifies nobody. */
export function e164(phone: string, country: string): string | null {
  // A number within other text is not what was given as one.
  const number = parsePhoneNumberFromString(phone.trim(), {
    defaultCountry: country as CountryCode,
    extract: false,
  })
  // An extension is part of the number but not of E.164: without it the number would be somebody else's.
  return number?.isValid() && !number.ext ? number.number : null
}

function splitName(fullName: string | null): [first: string | null, last: string | null] {
  const name = fullName?.trim() ?? ''
  const space = name.lastIndexOf(' ')
  if (space === -1) return [name || null, null]
  return [name.slice(0, space).trimEnd(), name.slice(space + 1)]
}
