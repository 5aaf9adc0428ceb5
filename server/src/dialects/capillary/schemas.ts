import * as v from 'valibot'
import { exactNumber } from '../rules.ts'
import { object, record } from '../wire.ts'

/**
 * What the contract takes, of JSON or of XML, which knows text alone: so numbers and flags may stand for text, and text
 * for them; a single element for a list of one; and an empty text for anything that is not passed. Members that are not
 * known are ignored.
 */

/** Text, or a number or flag as text; null for what is empty or absent (contract sheet §2.1). */
const told = v.pipe(
  v.nullish(v.union([v.string(), exactNumber, v.boolean()])),
  v.transform((value) => (value === undefined || value === null || value === '' ? null : String(value))),
)

/** As told; white space alone names nobody. */
const naming = v.pipe(
  told,
  v.transform((value) => (value?.trim() ? value : null)),
)

const toldAtMost = (characters: number) =>
  v.pipe(
    told,
    v.check((value) => value === null || value.length <= characters, 'Invalid length'),
  )

/** As told, for a value that is cleared by being empty. */
const value = v.pipe(
  v.nullish(v.union([v.string(), exactNumber, v.boolean()])),
  v.transform((value) => (value === undefined || value === null ? null : String(value))),
)

/** A list, or one of it. */
function some<Schema extends v.GenericSchema>(item: Schema) {
  return v.pipe(
    v.nullish(v.union([v.array(item), item, v.literal('')])),
    v.transform((sent): v.InferOutput<Schema>[] =>
      sent === undefined || sent === null || sent === '' ? [] : Array.isArray(sent) ? sent : [sent],
    ),
  )
}

/** An object that may be left out; an element without content is read as empty text. */
function part<const Entries extends v.ObjectEntries>(entries: Entries) {
  const inside = object(entries)
  return v.pipe(
    v.nullish(v.union([inside, v.literal('')])),
    v.transform((sent): v.InferOutput<typeof inside> | null => (sent ? sent : null)),
  )
}

const field = object({ name: told, value })
const fields = part({ field: some(field) })

const identifiers = { id: naming, mobile: naming, email: naming, external_id: naming }

const subscription = {
  channel: told,
  priority: told,
  scope: told,
  is_subscribed: told,
}

// Contract sheet §2.1; of names the length alone, for they are not written in the Latin alphabet everywhere.
const mostNameCharacters = 100

/** A customer of update and add. */
export const customer = object({
  ...identifiers,
  firstname: toldAtMost(mostNameCharacters),
  lastname: toldAtMost(mostNameCharacters),
  registered_on: told,
  updated_on: told,
  registered_till: told,
  associated_with: told,
  type: told,
  source: toldAtMost(50),
  accountId: toldAtMost(255),
  custom_fields: fields,
  extended_fields: fields,
  subscriptions: part({ subscription: some(object(subscription)) }),
  fraud_status: v.nullish(v.union([object({ status: told }), told])),
})
export type CustomerSent = v.InferOutput<typeof customer>

/** An item of subscriptions. */
export const subscribing = object({ ...identifiers, ...subscription })

/** An item of update_identity. */
export const identityChange = object({ identifier: told, old_value: value, new_value: told })

const requestValue = v.nullish(v.union([record(v.unknown()), told]))

/** An item of request/add. */
export const changeRequest = object({
  reference_id: toldAtMost(255),
  type: told,
  base_type: told,
  customer: part(identifiers),
  old_value: requestValue,
  new_value: requestValue,
  requested_on: told,
  misc_info: part({ target_customer: part(identifiers) }),
})

/** An item of request/approve and reject. */
export const decision = object({ id: told, reference_id: told })

/** The key and secret of a client. */
export const clientSecret = object({ key: v.string(), secret: v.string() })
