import { type Customer, columns } from '../../../core/customers/customer.ts'
import type { Key } from '../../../core/keys/sql.ts'
import type { Organization } from '../../../core/organizations/sql.ts'
import {
  cursor,
  customerId,
  feedCursor,
  keyId,
  organizationId,
  requestId,
  victimId,
} from './example-values.ts'

/** Made up; each stands in the document under a sentence and is checked against its schema. */

const ada = {
  email: 'ada@example.com',
  phone: '+12025550143',
  full_name: 'Ada Byron',
  language: 'en',
  country: 'USA',
  email_promotional_consent: true,
  metadata: { tier: 'gold', interests: ['chess', 'looms'], sizes: { shoe: 39 } },
}

export const newCustomer = { ...ada, external_id: 'crm-1042' }
export const patch = { full_name: 'Ada King', city: 'London', metadata: { tier: null, sizes: { coat: 'M' } } }
export const replacement = { email: 'ada@example.com', full_name: 'Ada King', external_id: 'crm-1042' }
export const upsert = { full_name: 'Ben Okoro', total_orders: 4, ltv: '310.50' }

const empty: Record<string, unknown> = { integer: 0, number: 0, decimal: '0', boolean: false }

/** A customer of whom nothing was sent. */
const blank = {
  ...Object.fromEntries(Object.entries(columns).map(([name, kind]) => [name, empty[kind] ?? null])),
  organization_id: organizationId,
  number: 1042,
  version: 1,
  created_at: '2026-07-14T09:30:12.481Z',
  created_by: keyId,
  status: 'ACTIVE',
  fraud_status: 'NONE',
  loyalty_type: 'NON_LOYALTY',
} as Omit<Customer, 'id'>

export const customer = {
  ...blank,
  id: customerId,
  ...ada,
  phone_e164: '+12025550143',
  first_name: 'Ada',
  last_name: 'Byron',
  external_id: 'crm-1042',
} satisfies Customer

const changedAt = { updated_at: '2026-07-15T07:02:44.120Z', updated_by: keyId }

export const patched: Customer = {
  ...customer,
  ...changedAt,
  version: 2,
  full_name: 'Ada King',
  last_name: 'King',
  city: 'London',
  metadata: { interests: ['chess', 'looms'], sizes: { shoe: 39, coat: 'M' } },
}
export const replaced: Customer = {
  ...blank,
  ...replacement,
  ...changedAt,
  id: customerId,
  first_name: 'Ada',
  last_name: 'King',
  version: 3,
}
export const archived: Customer = { ...replaced, version: 4, archived_at: '2026-07-15T07:10:00.000Z' }
export const restored: Customer = { ...replaced, version: 5 }
export const upserted: Customer = {
  ...blank,
  ...upsert,
  id: victimId,
  number: 1043,
  first_name: 'Ben',
  last_name: 'Okoro',
  email: 'ben@example.com',
}
export const merged: Customer = {
  ...replaced,
  version: 6,
  total_orders: 4,
  ltv: '310.50',
  aov: '77.62500000',
}
export const unmerged: Customer = { ...upserted, ...changedAt, version: 3 }

export const page = { has_more: true, next: cursor, previous: null }
export const customerPage = { data: [customer], ...page, count: 1043 }
export const matches = { data: [customer], has_more: false }

export const operations = [
  { op: 'create', body: { email: 'cleo@example.com', full_name: 'Cleo Marsh' }, idempotency_key: 'row-17' },
  { op: 'upsert', by: { field: 'external_id', value: 'crm-1044' }, body: { total_orders: 2 } },
  { op: 'patch', id: customerId, body: { city: 'Leeds' } },
]
const cleo: Customer = {
  ...blank,
  id: victimId,
  email: 'cleo@example.com',
  full_name: 'Cleo Marsh',
  first_name: 'Cleo',
  last_name: 'Marsh',
}
const crm: Customer = {
  ...blank,
  id: '01981c2e-5b7c-7f19-8e40-2b7d9a3c6e15',
  external_id: 'crm-1044',
  total_orders: 2,
}
export const outcomes = [
  { status: 201, customer: cleo },
  { status: 201, customer: crm },
  { status: 200, customer: { ...patched, city: 'Leeds' } },
]

const told = {
  customer_id: customerId,
  version: 2,
  kind: 'updated',
  at: changedAt.updated_at,
  actor: keyId,
  request_id: requestId,
  before: { full_name: 'Ada Byron', last_name: 'Byron', city: null },
  after: { full_name: 'Ada King', last_name: 'King', city: 'London' },
}
const line = { cursor: feedCursor, ...told }
export const feed = { data: [line], next: feedCursor, has_more: false }
export const history = { data: [line], next: null, has_more: false }
export const events = `retry: 1000\n\nid: ${feedCursor}\nevent: change\ndata: ${JSON.stringify(line)}\n\n: still here\n\n`

export const preview = {
  customer: merged,
  from: {
    ...Object.fromEntries(Object.keys(columns).map((name) => [name, 'survivor'])),
    total_orders: 'both',
    ltv: 'both',
    aov: 'both',
  },
  versions: { survivor: 5, victim: 1 },
}
export const duplicates = {
  data: [{ score: 0.92, reasons: ['email', 'name'], customer: upserted }],
  has_more: false,
}

export const personalData = {
  customers: [customer],
  changes: [told],
  idempotency: [],
  merges: [],
  cards: [],
  links: [],
  sessions: [],
  memberships: [],
  points: [],
  tier_changes: [],
  identity_requests: [],
  jobs: [],
}
export const erasure = { customer_id: customerId, erased_at: '2026-08-01T12:00:00.000Z' }

export const newKey = {
  name: 'reporting',
  scopes: ['customers:read', 'changes:read'],
  masked_fields: ['email', 'phone'],
  requests_per_minute: 120,
  expires_at: '2099-12-31T23:00:00.000Z',
}
export const key = {
  ...newKey,
  id: keyId,
  hint: 'sk_live_…c5Qe',
  scopes: ['customers:read', 'changes:read'],
  masked_fields: ['email', 'phone'],
  replaces: null,
  created_at: '2026-07-14T09:00:00.000Z',
  created_by: 'setup',
  last_used_at: null,
  revoked_at: null,
} satisfies Key
export const issued = { ...key, secret: 'sk_live_this-is-shown-once-and-kept-nowhere' }
export const keyPage = { data: [key], ...page }

export const newOrganization = {
  name: 'Northern shops',
  country: 'GB',
  time_zone: 'Europe/London',
  handle: 'north',
}
export const organization = {
  id: organizationId,
  ...newOrganization,
  precondition_required: false,
  suspended_at: null,
  created_at: '2026-07-14T08:55:00.000Z',
} satisfies Organization
export const organizationPage = { data: [organization], ...page }
