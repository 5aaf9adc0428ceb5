import * as v from 'valibot'
import { type Column, columns } from '../../../core/customers/customer.ts'
import { maskable } from '../../../core/customers/mask.ts'
import { scopes } from '../../../core/keys/key.ts'
import { free, writable } from '../schemas.ts'

/** What the contract answers, for the document alone: nothing checks what is written. */

export const id = v.pipe(v.string(), v.uuid())
export const time = v.pipe(v.string(), v.isoTimestamp())
const text = v.string()
const whole = v.pipe(v.number(), v.integer())
const flag = v.boolean()

const shapes = {
  uuid: id,
  text,
  integer: whole,
  number: v.number(),
  decimal: v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/)),
  boolean: flag,
  time,
  json: v.record(v.string(), free),
}

/** Of the text columns, those that hold one of a few words. */
const chosen: Partial<Record<Column, v.GenericSchema>> = {
  status: writable.status.wrapped,
  fraud_status: writable.fraud_status.wrapped,
}

const names = Object.keys(columns) as Column[]

function shapeOf(name: Column): v.GenericSchema {
  const kind = columns[name]
  const shape = chosen[name] ?? shapes[kind.replace('?', '') as keyof typeof shapes]
  return kind.endsWith('?') ? v.nullable(shape) : shape
}

const members = Object.fromEntries(names.map((name) => [name, shapeOf(name)]))

/** A customer: every column, under its own name. */
export const customer = v.object(members)

/** Some of a customer's members. */
export const columnsHeld = v.partial(customer)

const cursor = v.nullable(text)
export const page = <const Row extends v.GenericSchema>(row: Row) => ({
  data: v.array(row),
  has_more: flag,
  next: cursor,
  previous: cursor,
})

export const customerPage = v.object({ ...page(customer), count: v.optional(whole) })
export const customerMatches = v.object({ data: v.array(customer), has_more: flag })

export const change = v.object({
  cursor: text,
  customer_id: id,
  version: whole,
  kind: v.picklist(['created', 'updated', 'archived', 'restored', 'merged', 'unmerged', 'erased']),
  at: time,
  actor: text,
  request_id: text,
  user_context: v.optional(
    v.object({
      type: v.pipe(v.nullable(text), v.description('What kind of user.')),
      id: v.nullable(text),
      source: v.nullable(text),
      source_id: v.nullable(text),
    }),
  ),
  before: v.pipe(v.nullable(columnsHeld), v.description('What the changed members held; null when new.')),
  after: v.pipe(columnsHeld, v.description('What the changed members hold since.')),
})
export const feed = v.object({ data: v.array(change), next: text, has_more: flag })
export const history = v.object({ data: v.array(change), next: cursor, has_more: flag })
export const events = v.string()

export const preview = v.object({
  customer,
  from: v.object(Object.fromEntries(names.map((name) => [name, v.picklist(['survivor', 'victim', 'both'])]))),
  versions: v.pipe(
    v.object({ survivor: whole, victim: whole }),
    v.description('The versions that were looked at.'),
  ),
})
export const duplicates = v.object({
  data: v.array(
    v.object({
      score: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
      reasons: v.array(v.picklist(['email', 'phone', 'name', 'birth_date', 'postal_code'])),
      customer,
    }),
  ),
  has_more: flag,
})

const rows = v.array(v.record(v.string(), v.unknown()))
export const personalData = v.object({
  customers: v.array(customer),
  changes: v.array(v.omit(change, ['cursor'])),
  idempotency: v.array(
    v.object({
      key: v.pipe(text, v.description('The key of the request that was answered.')),
      created_at: v.pipe(time, v.description('When it was answered.')),
      answered: v.array(v.record(v.string(), v.unknown())),
    }),
  ),
  merges: v.array(
    v.object({
      victim_id: id,
      survivor_id: id,
      survivor_version: whole,
      merged_at: time,
      merged_by: text,
      before: columnsHeld,
      after: columnsHeld,
    }),
  ),
  cards: rows,
  links: rows,
  sessions: rows,
  memberships: rows,
  points: rows,
  tier_changes: rows,
  identity_requests: rows,
  jobs: rows,
})
export const erasure = v.object({ customer_id: id, erased_at: time })

const maybeTime = v.nullable(time)
export const key = v.object({
  id,
  name: text,
  hint: text,
  scopes: v.array(v.picklist(scopes)),
  masked_fields: v.array(v.picklist(maskable)),
  requests_per_minute: v.nullable(whole),
  replaces: v.nullable(id),
  created_at: time,
  created_by: text,
  last_used_at: maybeTime,
  expires_at: maybeTime,
  revoked_at: maybeTime,
})
export const keyPage = v.object(page(key))
export const issuedKey = v.intersect([key, v.object({ secret: text })])

export const organization = v.object({
  id,
  name: text,
  country: text,
  time_zone: text,
  handle: v.nullable(text),
  precondition_required: flag,
  suspended_at: maybeTime,
  created_at: time,
})
export const organizationPage = v.object(page(organization))
