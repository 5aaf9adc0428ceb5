import * as v from 'valibot'
import { levels, type Permissions, type Resource, resources } from '../../core/access-groups/permission.ts'
import { standardTtlSeconds, ttlBounds } from '../../core/clients/client.ts'
import { wireForm } from '../../core/tills/password.ts'
import { label } from '../rules.ts'
import { strictObject } from '../wire.ts'

const id = v.pipe(v.string(), v.uuid())
const code = v.pipe(v.string(), v.regex(/^[\w.-]{1,50}$/))
const maybe = <Schema extends v.GenericSchema>(schema: Schema) => v.optional(v.nullable(schema))

const accessGroup = maybe(
  v.pipe(id, v.description('Its access group; null: as the default of the organization says.')),
)

/** What of a store can be changed. */
export const storeChanges = strictObject({
  name: v.optional(label),
  external_id: maybe(v.pipe(label, v.description('Its id in another system.'))),
  external_id_1: maybe(label),
  external_id_2: maybe(label),
  zone_code: maybe(code),
  concept_code: maybe(code),
  access_group_id: accessGroup,
})

/** A new store. */
export const storeBody = strictObject({ code, ...storeChanges.entries })

const password = v.pipe(v.string(), v.minLength(1), v.maxLength(255))
const passwordMd5 = v.pipe(v.string(), v.regex(wireForm))
const tillMembers = {
  name: v.optional(label),
  active: v.optional(v.boolean()),
  password: v.optional(password),
  password_md5: v.optional(passwordMd5),
}

interface Passwords {
  password?: string | undefined
  password_md5?: string | undefined
}
const given = ({ password, password_md5 }: Passwords) =>
  [password, password_md5].filter((one) => one !== undefined).length

/** What of a till can be changed. */
export const tillChanges = v.pipe(
  strictObject({ store_id: v.optional(id), ...tillMembers }),
  v.forward(
    v.check((body) => given(body) < 2, 'Invalid password: Expected it once, plain or as its MD5'),
    ['password'],
  ),
)

/** A new till. Codes are as the contract of tills has them (contract sheet §3.10). */
export const tillBody = v.pipe(
  strictObject({
    store_id: id,
    code: v.pipe(
      v.string(),
      v.regex(/^[a-z][a-z0-9._-]{2,49}$/),
      v.description('What it is named by and signs in with, for good; unique within the organization.'),
    ),
    ...tillMembers,
  }),
  v.forward(
    v.check((body) => given(body) === 1, 'Invalid password: Expected it once, plain or as its MD5'),
    ['password'],
  ),
)

const ruled: Record<Resource, string> = {
  customer: 'Customers: whoever may write can add and change them.',
  requests: 'Requests to change an identity.',
  organization: 'What the organization has set up.',
  data_fields: 'Definitions of fields.',
  points: 'Points and tiers.',
  cards: 'Cards of customers.',
  stores: 'Stores and tills.',
}
const entries = resources.map((resource) => [
  resource,
  v.optional(v.pipe(v.picklist(levels), v.description(ruled[resource]))),
])
const permissions: v.GenericSchema<Permissions> = strictObject(Object.fromEntries(entries))

/** What of an access group can be changed. */
export const accessGroupChanges = strictObject({
  name: v.optional(label),
  permissions: v.optional(permissions),
  active: v.optional(v.boolean()),
  is_default: v.optional(v.literal(true)),
})

/** A new access group. */
export const accessGroupBody = strictObject({
  name: label,
  permissions,
  is_default: v.optional(v.literal(true)),
})

const description = v.pipe(v.string(), v.maxLength(1000))

/** What of a client can be changed. */
export const clientChanges = strictObject({
  name: v.optional(label),
  description: v.optional(description),
  token_ttl_seconds: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(ttlBounds.leastSeconds),
      v.maxValue(ttlBounds.mostSeconds),
      v.description(`How long its tokens last; ${standardTtlSeconds} where nothing is said.`),
    ),
  ),
  default_till_id: maybe(id),
  default_till_if_unknown: v.optional(v.boolean()),
  access_group_id: accessGroup,
  active: v.optional(v.boolean()),
})

/** A new client. */
export const clientBody = strictObject({ ...clientChanges.entries, name: label })
