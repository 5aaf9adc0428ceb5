import * as v from 'valibot'
import { isEmail } from '../core/customers/email.ts'

/** What the columns can hold, for the schemas of every contract. */

export const shortText = v.pipe(v.string(), v.maxLength(255))
export const label = v.pipe(shortText, v.trim(), v.minLength(1))
export const name = v.pipe(v.string(), v.maxLength(500))
export const email = v.pipe(v.string(), isEmail, v.trim(), v.maxLength(320))
export const phone = v.pipe(v.string(), v.maxLength(64))
export const status = v.picklist(['ACTIVE', 'INACTIVE'])
export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER))
export const rank = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5))
export const money = v.pipe(v.string(), v.regex(/^\d{1,12}(\.\d{1,8})?$/))

const dateOrTimestamp = new RegExp(`${v.ISO_DATE_REGEX.source}|${v.ISO_TIMESTAMP_REGEX.source}`, 'u')

/** Any ISO 8601 date-time with an offset, or a date, which is taken as its midnight in UTC; kept as UTC. */
export const time = v.pipe(
  v.string(),
  { ...v.isoTimestamp<string>(), requirement: dateOrTimestamp },
  v.check(isRealTime, 'Invalid timestamp: Received a day that is not in the calendar'),
  v.transform((text) => timeOf(text).toISOString()),
)

/** `Date` reads no offset of hours alone, and years of a century behind a space as those of another. */
const timeOf = (text: string) => new Date(text.replace(' ', 'T').replace(/(:[\d.]+[+-]\d\d)$/, '$1:00'))

function isRealTime(text: string): boolean {
  // One rule that is broken is enough to be told.
  if (!dateOrTimestamp.test(text)) return true
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number]
  const calendar = new Date(Date.UTC(year, month - 1, day))
  // Beyond these years, which an offset can reach, ISO 8601 needs a sign and PostgreSQL another notation.
  const yearInUtc = timeOf(text).getUTCFullYear()
  return calendar.getUTCDate() === day && yearInUtc >= 1 && yearInUtc <= 9999
}

/** A number that JSON carries without loss: one that came out as infinite, or as a rounded integer, is not what was sent. */
export const exactNumber = v.pipe(
  v.number(),
  v.finite(),
  v.check(
    (value) => !Number.isInteger(value) || Number.isSafeInteger(value),
    'Invalid number: Received an integer beyond 2^53',
  ),
)

export const mostMetadataMembers = 256

/** Of idempotency keys that callers send; those that are made of them are longer. */
export const longestKey = 255
export const idempotencyKey = v.pipe(v.string(), v.minLength(1), v.maxLength(longestKey))
