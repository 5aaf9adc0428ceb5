import * as v from 'valibot'
import { credentialForm } from '../core/clients/client.ts'
import { cardProgrammeBody } from '../dialects/native/card-schemas.ts'
import { fieldBody } from '../dialects/native/field-schemas.ts'
import { organizationChanges } from '../dialects/native/key-schemas.ts'
import { programmeBody } from '../dialects/native/programme-schemas.ts'
import { ruleChanges } from '../dialects/native/rule-schemas.ts'
import { accessGroupBody, clientBody, storeBody, tillBody } from '../dialects/native/store-schemas.ts'
import { strictObject } from '../dialects/wire.ts'

const reference = v.pipe(v.string(), v.minLength(1), v.maxLength(255))
const maybeReference = v.optional(v.nullable(reference))
const credential = v.pipe(v.string(), v.regex(credentialForm))

// In a file things refer to each other by code and name: their ids come with being set up.
const { access_group_id: _group, ...storeMembers } = storeBody.entries
const { store_id: _store, ...tillMembers } = tillBody.pipe[0].entries
const { access_group_id: _clientGroup, default_till_id: _till, ...clientMembers } = clientBody.entries

const store = strictObject({ ...storeMembers, access_group: maybeReference })
const till = v.pipe(
  strictObject({ ...tillMembers, store: reference }),
  v.check(
    ({ password, password_md5 }) => (password === undefined) !== (password_md5 === undefined),
    'Invalid password: Expected it once, plain or as its MD5',
  ),
)
const client = strictObject({
  ...clientMembers,
  key: credential,
  secret: credential,
  access_group: maybeReference,
  default_till: maybeReference,
})

const most = 1000

/** A list of things, none of which has the name of another. */
const distinct = <
  const Item extends v.GenericSchema<unknown, Partial<Record<Name, string>>>,
  const Name extends string,
>(
  item: Item,
  name: Name,
) =>
  v.optional(
    v.pipe(
      v.array(item),
      v.maxLength(most),
      v.check(
        (items) => new Set(items.map((one) => one[name])).size === items.length,
        `Invalid list: Received a ${name} twice`,
      ),
    ),
  )

/** What a seed file holds: of each thing what the native API takes for a new one. */
export const seedFile = strictObject({
  organization: v.optional(organizationChanges),
  registration_rules: v.optional(ruleChanges),
  // Names are unique within kind and scope: the database tells.
  fields: v.optional(v.pipe(v.array(fieldBody), v.maxLength(most))),
  access_groups: distinct(accessGroupBody, 'name'),
  stores: distinct(store, 'code'),
  tills: distinct(till, 'code'),
  oauth_clients: distinct(client, 'name'),
  programmes: distinct(programmeBody, 'name'),
  card_programmes: distinct(cardProgrammeBody, 'name'),
})
