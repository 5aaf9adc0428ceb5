import * as v from 'valibot'
import { money, shortText, time } from '../rules.ts'
import { bothWays, isOneWay, pageParameters } from './paging.ts'

const amount = v.optional(money)
const expires_at = v.optional(v.nullable(time))
const programme_id = v.optional(v.pipe(v.string(), v.uuid()))
const common = {
  programme_id,
  reference: v.optional(v.nullable(v.pipe(shortText, v.minLength(1)))),
  note: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(1_000)))),
}

/** An entry to be posted. */
export const pointsBody = v.variant('kind', [
  v.strictObject({ kind: v.literal('earn'), points: amount, purchase: amount, expires_at, ...common }),
  v.strictObject({ kind: v.literal('redeem'), points: money, ...common }),
  v.strictObject({ kind: v.literal('return'), points: amount, purchase: amount, ...common }),
  v.strictObject({
    kind: v.literal('adjust'),
    points: v.pipe(v.string(), v.regex(/^-?\d{1,12}(\.\d{1,8})?$/)),
    expires_at,
    ...common,
  }),
])

/** Query parameters of what a customer has in programmes. */
export const ofProgramme = v.pipe(
  v.strictObject({ programme_id, ...pageParameters }),
  v.forward(
    v.check((query) => isOneWay(query), bothWays),
    ['before'],
  ),
)

/** How a customer is enrolled. */
export const enrolment = v.optional(v.strictObject({ registered_at: v.optional(v.nullable(time)) }), {})
