import * as v from 'valibot'
import { countries } from '../../core/countries.ts'
import { maskable } from '../../core/customers/mask.ts'
import { standardScopes } from '../../core/keys/key.ts'
import { mostOverlapSeconds, standardOverlapSeconds } from '../../core/keys/rotate.ts'
import { label, time } from '../rules.ts'

const isDistinct = (list: readonly unknown[]) => new Set(list).size === list.length
const twice = 'Invalid list: Received a value twice'

/** What is asked of a new key. */
export const keyBody = v.strictObject({
  name: label,
  scopes: v.pipe(
    v.array(v.picklist(standardScopes)),
    v.minLength(1),
    v.maxLength(standardScopes.length),
    v.check((list) => isDistinct(list), twice),
  ),
  masked_fields: v.optional(
    v.pipe(
      v.array(v.picklist(maskable)),
      v.maxLength(maskable.length),
      v.check((list) => isDistinct(list), twice),
    ),
  ),
  requests_per_minute: v.optional(
    v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000_000))),
  ),
  expires_at: v.optional(v.nullable(time)),
})

/** What of a key can be changed. */
export const keyChanges = v.strictObject({ name: label })

/** How a key is replaced. */
export const rotation = v.strictObject({
  overlap_seconds: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(mostOverlapSeconds)),
    standardOverlapSeconds,
  ),
  expires_at: v.optional(v.nullable(time)),
})

const country = v.pipe(
  v.string(),
  v.check(
    (code) => /^[A-Z]{2}$/.test(code) && countries.isValid(code),
    'Invalid country: Expected an ISO 3166-1 alpha-2 code such as US',
  ),
)
const timeZone = v.pipe(
  v.string(),
  v.check(isTimeZone, 'Invalid time zone: Expected an IANA name such as Europe/Lisbon'),
)

/** What of an organization can be changed. */
export const organizationChanges = v.strictObject({
  name: v.optional(label),
  country: v.optional(country),
  time_zone: v.optional(timeZone),
  handle: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{1,29}$/)))),
  precondition_required: v.optional(v.boolean()),
  suspended: v.optional(v.boolean()),
})

/** A new organization. */
export const organizationBody = v.strictObject({ ...organizationChanges.entries, name: label })

/** For what takes no query parameters. */
export const noParameters = v.strictObject({})

function isTimeZone(name: string): boolean {
  // The platform takes offsets, too; a place that changes its clocks needs a name.
  if (!/^[A-Z]\w*(\/[\w+-]+)*$/i.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
