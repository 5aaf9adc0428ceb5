/** Made up; each stands in the document under a sentence and is checked against its schema. */

export const customerId = '01981C2E-5B7A-7D10-8A4F-3C9E6B20D7F1'
export const sessionId = '8B1F4E02-3C55-4F0A-9D77-6A1E0B9C2D10'

export const customer = {
  id: customerId,
  email: 'mara.lind@example.org',
  phone: '+12065550142',
  statuses: { 'Harbor Rewards Visa': 'OPEN' },
  first_name: 'Mara',
  last_name: 'Lind',
  preferred_language: 'es',
  ssn4: '4821',
  date_of_birth: { year: 1987, month: 11, day: 23 },
  address: {
    street_line1: '77 Harbor Rd',
    street_line2: 'Unit 5',
    city: 'Seattle',
    state: 'WA',
    postal_code: '98101',
    country: 'USA',
  },
  partner_customer_id: 'acme-10077',
  metadata: { segment: 'coastal' },
  created_at: '2026-01-15T08:30:00.000Z',
  updated_at: '2026-03-04T10:15:30.000Z',
}

export const customerList = { data: [customer], has_more: false, total: 1 }

export const update = {
  phone: '+12065550199',
  street_line1: '9 Pike Pl',
  city: 'Seattle',
  state: 'WA',
  postal_code: '98101',
  customer_history: {
    account_tenure: 27,
    ltv_amount: 129950,
    ltv_currency: 'USD',
    loyalty_tier: 'SILVER',
    account_created_at: '2023-12-02T00:00:00.000Z',
    transaction_count: 41,
    address: { city: 'Tacoma', state: 'WA', country: 'USA' },
  },
  metadata: { segment: 'coastal' },
}

export const updated = {
  ...customer,
  phone: update.phone,
  address: {
    street_line1: '9 Pike Pl',
    city: 'Seattle',
    state: 'WA',
    postal_code: '98101',
    country: 'USA',
  },
}

export const search = { ssn: '900124821', date_of_birth: { year: 1987, month: 11, day: 23 }, limit: 5 }

export const newLink = { partner_customer_id: 'acme-10077', metadata: { channel: 'ios' } }

export const link = {
  customer_id: customerId,
  partner_customer_id: 'acme-10077',
  partner_identifier: '01981B90-2C44-7F3A-A1B5-6DE0C8F91B07',
  status: 'ACTIVE',
  created_at: '2026-03-04T10:15:30.000Z',
  updated_at: '2026-03-04T10:15:30.000Z',
  metadata: { channel: 'ios' },
}

export const alreadyLinked = {
  error: {
    type: 'CUSTOMER_ALREADY_LINKED',
    message: 'Customer already linked to a partner account',
    existing_link: link,
  },
}

export const newSession = {
  partner_customer_id: 'acme-10077',
  customer_history: { email: 'mara.lind@example.org', first_name: 'Mara', last_name: 'Lind' },
  source: 'kiosk',
  metadata: { store_number: '0417' },
  customer_metadata: { membership_tier: 'silver' },
}

export const session = {
  id: sessionId,
  client_secret: 'RVhBTVBMRS1PRi1BLUNMSUVOVC1TRUNSRVQtMDAwMDE=',
  expires_at: '2026-03-04T10:45:30.000Z',
  metadata: { store_number: '0417' },
  customer_metadata: { membership_tier: 'silver' },
  source: 'kiosk',
}

export const rewardsBalance = { customer_id: customerId, reward_balance: 4200, reward_symbol: 'points' }

export const newKey = {
  key: 'sk_live_EXAMPLE-ONLY-NOT-A-KEY-0001',
  created_at: '2026-03-01T09:00:00.000Z',
}

export const deletedKey = {
  key: 'sk_live_…0001',
  created_at: '2026-03-01T09:00:00.000Z',
  deleted_at: '2026-03-08T09:00:00.000Z',
}

const reasons = {
  400: 'Bad Request',
  404: 'Not Found',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
}

export const invalidRequest = (path: string, status: keyof typeof reasons, ...details: string[]) => ({
  path,
  details,
  error: reasons[status],
  status,
  timestamp: '2026-03-04T10:15:30.000+00:00',
})

export const notFound = (what: 'Customer' | 'Session') => ({
  type: `${what.toUpperCase()}_NOT_FOUND_ERROR`,
  message: `${what} not found for provided ID: 00000000-0000-4000-8000-000000000000`,
  param: `${what.toLowerCase()}_id`,
})

export const apiError = (type: string, message: string) => ({ error: { type, message } })
