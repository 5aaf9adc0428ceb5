import * as v from 'valibot'
import { object } from '../wire.ts'

/** The answers, for the reference and the tests (contract sheet §2.2, §4). */

const text = v.string()
const flag = v.picklist(['true', 'false'])
const maybe = v.nullable(text)
const of = <Schema extends v.GenericSchema>(name: string, item: Schema) => object({ [name]: v.array(item) })

export const status = object({
  success: flag,
  code: v.number(),
  message: text,
  total: v.optional(text),
  success_count: v.optional(text),
})

export const failure = object({ response: object({ status }) })

export const itemStatus = object({
  success: flag,
  code: text,
  message: text,
  warnings: of('warning', text),
})

/** An item that was refused, with what it was named by. */
export const refusedItem = object({
  id: v.optional(text),
  mobile: v.optional(text),
  email: v.optional(text),
  external_id: v.optional(text),
  card_number: v.optional(text),
  card_external_id: v.optional(text),
  item_status: itemStatus,
})

const summaryMembers = {
  programId: text,
  redeemed: text,
  expired: text,
  returned: text,
  adjusted: text,
  lifetimePoints: text,
  loyaltyPoints: text,
  cumulativePurchases: text,
  currentSlab: text,
  nextSlab: text,
  nextSlabSerialNumber: text,
  nextSlabDescription: text,
  slabSNo: text,
  slabExpiryDate: text,
  totalPoints: text,
}
export const pointsSummary = object(summaryMembers)

const anything = v.array(v.unknown())

const programmeSummary = object({
  ...summaryMembers,
  currentSlabDescription: v.optional(text),
  delayed_points: v.optional(text),
  delayed_returned_points: v.optional(text),
  total_available_points: v.optional(text),
  total_returned_points: v.optional(text),
  program_title: v.optional(text),
  program_description: v.optional(text),
  program_points_to_currency_ratio: v.optional(text),
  linked_partner_programs: v.optional(anything),
  gap_to_upgrade: v.optional(anything),
  gap_to_renew: v.optional(anything),
})

const fields = of('field', object({ name: text, value: text }))
const subscriptions = of(
  'subscription',
  object({ channel: text, priority: text, scope: text, status: v.picklist(['0', '1']) }),
)
const type = v.picklist(['LOYALTY', 'NON_LOYALTY'])

/** Of update and add. */
export const customer = object({
  user_id: v.number(),
  firstname: text,
  lastname: text,
  mobile: maybe,
  email: maybe,
  external_id: maybe,
  lifetime_points: v.number(),
  loyalty_points: v.number(),
  current_slab: maybe,
  tier_expiry_date: maybe,
  points_summaries: of('points_summary', pointsSummary),
  lifetime_purchases: v.number(),
  registered_on: text,
  updated_on: text,
  type,
  source: text,
  fraud_status: text,
  reason: text,
  custom_fields: fields,
  extended_fields: fields,
  subscriptions,
  side_effects: of(
    'effect',
    object({ type: v.literal('points'), awarded_points: v.number(), total_points: v.number() }),
  ),
  item_status: itemStatus,
})

const place = object({ code: text, name: text })
const empty = (name: string) => v.optional(of(name, v.unknown()))

/** Of get: what is optional here stands there where a flag asks for it. */
const found = object({
  user_id: v.optional(text),
  firstname: text,
  lastname: text,
  mobile: maybe,
  email: maybe,
  external_id: maybe,
  lifetime_points: v.number(),
  lifetime_purchases: v.number(),
  loyalty_points: v.number(),
  current_slab: maybe,
  registered_on: text,
  updated_on: text,
  type,
  source: text,
  identifiers: v.optional(v.array(object({ type: text, value: text }))),
  gender: v.optional(text),
  registered_by: v.optional(text),
  registered_store: v.optional(place),
  registered_till: v.optional(place),
  custom_fields: v.optional(fields),
  extended_fields: v.optional(fields),
  user_groups2: v.optional(anything),
  fraud_details: v.optional(object({ status: text, marked_by: text, modified_on: text, reason: text })),
  subscriptions: v.optional(subscriptions),
  next_slab: v.optional(text),
  next_slab_serial_number: v.optional(text),
  next_slab_description: v.optional(text),
  slab_expiry_date: v.optional(text),
  slab_history: v.optional(
    of(
      'history',
      object({
        to: text,
        from: text,
        store: place,
        type: text,
        changed_on: maybe,
        notes: text,
        program_id: text,
        to_tier_expiry_date: maybe,
        from_tier_expiry_date: maybe,
      }),
    ),
  ),
  expired_points: v.optional(of('item', object({ program_id: text, points: text, expired_on: text }))),
  transactions: empty('transaction'),
  coupons: empty('coupon'),
  segments: empty('segment'),
  cards: empty('card'),
  trackers: empty('tracker'),
  expiry_schedule: v.optional(of('schedule', object({ program_id: text, points: text, expiry_date: text }))),
  promotion_points: empty('promotion'),
  delayed_accrual: empty('accrual'),
  customer_image: v.optional(text),
  ndnc_status: v.optional(text),
  optin_status: v.optional(text),
  points_summaries: v.optional(of('points_summary', programmeSummary)),
  item_status: itemStatus,
})

/** An answer with an item for each that was sent. */
const batch = (list: string, item: string, items: v.GenericSchema) =>
  object({ response: object({ status, [list]: object({ [item]: items }) }) })

const each = (item: v.GenericSchema) => v.array(v.union([item, refusedItem]))

export const customers = batch('customers', 'customer', each(customer))
export const foundCustomers = batch('customers', 'customer', each(found))

const changedIdentity = object({
  identifier: v.optional(text),
  old_value: v.optional(text),
  new_value: v.optional(text),
  updated: v.optional(text),
  item_status: itemStatus,
})
export const identityChanges = batch(
  'customers',
  'customer',
  v.union([changedIdentity, v.array(changedIdentity)]),
)

const whose = { user_id: v.number(), mobile: maybe, email: maybe, external_id: maybe }
export const stated = batch(
  'subscriptions',
  'subscription',
  each(
    object({
      ...whose,
      channel: text,
      priority: text,
      scope: text,
      is_subscribed: text,
      item_status: itemStatus,
    }),
  ),
)

const preference = object({ name: text, subscribed: text, unsubscribed: text, user_preference: text })
export const told = batch(
  'subscriptions',
  'subscription',
  each(
    object({
      ...whose,
      channel: v.array(object({ name: text, priority: v.array(preference) })),
      orgUnitSubscriptions: anything,
      item_status: itemStatus,
    }),
  ),
)

const value = v.union([text, v.record(v.string(), v.unknown())])
/** In the request resource alone it is no text. */
const requestItemStatus = object({
  success: v.boolean(),
  code: v.number(),
  message: text,
  warnings: of('warning', text),
})
const requestStatus = v.picklist(['PENDING', 'APPROVED', 'REJECTED'])
const request = object({
  id: v.number(),
  reference_id: text,
  type: text,
  base_type: text,
  status: requestStatus,
  old_value: value,
  new_value: value,
  requested_on: text,
  customer: object({
    firstname: text,
    lastname: text,
    email: maybe,
    mobile: maybe,
    external_id: maybe,
    id: v.number(),
  }),
  item_status: requestItemStatus,
})
const refusedRequest = object({
  id: v.optional(text),
  reference_id: v.optional(text),
  base_type: v.optional(text),
  item_status: itemStatus,
})
export const requests = batch('requests', 'request', v.array(v.union([request, refusedRequest])))

const log = object({ status: requestStatus, changed_on: text, changed_by: text })
const loggedRequest = object({
  id: v.number(),
  reference_id: text,
  base_type: text,
  status: requestStatus,
  logs: of('log', log),
  item_status: requestItemStatus,
})
export const requestLogs = batch('requests', 'request', v.array(v.union([loggedRequest, refusedRequest])))

const member = <Entries extends v.ObjectEntries>(name: string, entries: Entries) =>
  object({ response: object({ status, [name]: object(entries) }) })

const hit = object({
  user_id: text,
  org_id: text,
  firstname: text,
  lastname: text,
  mobile: text,
  email: text,
  external_id: text,
  loyalty_points: text,
  lifetime_points: text,
  lifetime_purchases: text,
  current_slab: text,
  registered_on: text,
  registered_by: text,
  last_trans_value: text,
  attributes: of('attribute', object({ name: text, value: text })),
})
export const hits = member('customer', { count: text, start: text, rows: text, results: of('item', hit) })

const fieldDefinition = object({
  name: text,
  label: text,
  type: text,
  datatype: text,
  default: text,
  phase: v.number(),
  position: v.number(),
  rule: text,
  regex: text,
  error: text,
  options: of('option', text),
  scope: text,
  is_mandatory: v.boolean(),
  is_disabled: v.boolean(),
})
export const customFields = member('organization', {
  custom_fields: of('field', fieldDefinition),
  item_status: itemStatus,
})

const config = object({
  key: text,
  scopes: text,
  value_type: text,
  modules: text,
  entity_id: text,
  value: text,
})
export const configs = member('organization', { configs: of('config', config), item_status: itemStatus })

const entity = object({
  id: text,
  code: text,
  name: text,
  type: text,
  is_active: v.picklist(['0', '1']),
  parent: object({ type: text, code: text }),
})
export const entities = member('organization', {
  entities: object({ type: text, entity: v.array(entity) }),
  item_status: itemStatus,
})

const error = object({ code: v.number(), message: text })
const extendedField = object({
  name: text,
  label: text,
  dataType: text,
  entityType: text,
  defaultValue: maybe,
  enumValues: v.array(text),
  isMandatory: v.boolean(),
  isEnabled: v.boolean(),
  createdBy: text,
  createdOn: text,
})
export const extendedFields = object({
  entity: v.nullable(v.record(v.string(), v.array(extendedField))),
  warnings: anything,
  errors: v.array(error),
  success: v.boolean(),
})
export const token = object({
  data: v.nullable(object({ accessToken: text, ttlSeconds: v.number() })),
  errors: v.nullable(v.array(error)),
})
