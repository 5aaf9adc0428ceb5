import * as v from 'valibot'
import { type Column, columns, serverOwned } from '../../core/customers/customer.ts'
import { tierFigures } from '../../core/loyalty/programme.ts'
import { label, money } from '../rules.ts'
import { strictObject } from '../wire.ts'

const text = v.pipe(v.string(), v.maxLength(2_000))
const some = (digits: v.GenericSchema<string, string>) =>
  v.pipe(
    digits,
    v.check((amount) => /[1-9]/.test(amount), 'Invalid amount: Expected more than none'),
  )
const amount = some(money)
const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.nullable(schema))
// A hundred years.
const days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(36_525))

const writable = (Object.keys(columns) as Column[]).filter(
  (name) => !(serverOwned as readonly Column[]).includes(name),
)
const free = /^(custom_fields|extended_fields|metadata)\.[^\p{C}]{1,100}$/u

/** A column that a caller may write, or a member of one that holds free ones. */
const field = v.pipe(
  v.string(),
  v.check(
    (name) => free.test(name) || (writable as string[]).includes(name),
    'Invalid field: Expected a member of a customer, such as email or custom_fields.shoe_size',
  ),
)

const incentive = strictObject({
  fields: v.pipe(v.array(field), v.minLength(1), v.maxLength(50)),
  points: amount,
})

const tierChanges = strictObject({
  serial: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
  name: v.optional(label),
  description: v.optional(text),
  threshold: maybe(amount),
  valid_days: maybe(days),
  keep_threshold: maybe(amount),
})

/** What of a programme can be changed. */
export const programmeChanges = strictObject({
  name: v.optional(label),
  description: v.optional(text),
  is_default: v.optional(v.boolean()),
  points_valid_days: maybe(days),
  tiers_by: v.optional(v.picklist(tierFigures)),
  decimals: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8))),
  points_per_currency: maybe(amount),
  points_to_currency: maybe(amount),
  incentive: maybe(incentive),
  tiers: v.optional(v.pipe(v.array(tierChanges), v.maxLength(100))),
})

/** A new programme. */
export const programmeBody = strictObject({ ...programmeChanges.entries, name: label })
