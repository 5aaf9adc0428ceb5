import * as v from 'valibot'
import { requestKinds } from '../../core/identity-requests/identity-request.ts'
import { longestPattern } from '../../core/pattern.ts'
import { time } from '../rules.ts'
import { strictObject } from '../wire.ts'

const identifier = v.picklist(['email', 'phone', 'external_id'])
const identifiers = v.pipe(
  v.array(identifier),
  v.maxLength(3),
  v.check((list) => new Set(list).size === list.length, 'Invalid list: Received a value twice'),
)
const flag = v.optional(v.boolean())
const concerned = v.optional(v.pipe(v.boolean(), v.description('Whether it goes for this.')))
const flags = <const Name extends string>(names: readonly Name[]) =>
  strictObject(Object.fromEntries(names.map((name) => [name, concerned])) as Record<Name, typeof concerned>)

/** What of the registration rules can be changed: all of them. */
export const ruleChanges = strictObject({
  primary: v.optional(identifier),
  fills: v.optional(flags(identifier.options)),
  strict: flag,
  skip_secondary: flag,
  required: v.optional(identifiers),
  enrolment_requires: v.optional(identifiers),
  external_id_pattern: v.optional(
    v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(longestPattern))),
  ),
  min_registered_at: v.optional(v.nullable(time)),
  batch_limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500))),
  password_sign_in: flag,
  approves: v.optional(flags(requestKinds)),
})
