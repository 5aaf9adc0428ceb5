import { answerHeaders } from '../answer-headers.ts'
import type { Contract } from '../openapi.ts'
import { customerId, sessionId } from './examples.ts'

/** What the members of bodies mean, here in our own words; one name means one thing in all of them. */
export const members: Contract['members'] = {
  id: 'Id, a UUID in upper case.',
  email: 'E-mail address. No two customers share one; case does not tell two apart.',
  phone: 'Phone number. Without a plus sign, one is put before it. No two customers share a valid one.',
  statuses: 'The cards of the customer: the name of each programme, and whether the card is open.',
  first_name: 'First name.',
  last_name: 'Last name.',
  preferred_language: 'ISO 639-1, kept in lower case.',
  ssn4: 'Last four digits of the social security number.',
  ssn: 'The whole social security number: nine digits, without hyphens.',
  date_of_birth: 'Date of birth, of which each part may be known without the others.',
  year: 'Year.',
  month: 'Month, 1 to 12.',
  day: 'Day of the month.',
  address: 'Postal address.',
  street_line1: 'Street and number.',
  street_line2: 'Flat, floor, building.',
  city: 'City.',
  state: 'State or province.',
  postal_code: 'Postal code.',
  country:
    'ISO 3166-1 alpha-3. `USA` where the first part of an address is written and there is no country yet.',
  partner_customer_id: 'Id of the customer in the system of the partner. No two customers share one.',
  partner_identifier: 'Id of the partner: the organization of the key.',
  metadata: 'Free members, within 16 KiB.',
  customer_metadata: 'Free members of text, patched into the metadata of the customer.',
  customer_history: 'What the partner tells of the account of the customer. Kept whole, never shown.',
  account_tenure: 'Age of the account, in months.',
  ltv_amount: 'Lifetime value, in the minor unit of its currency.',
  ltv_currency: 'ISO 4217; `USD` where there is an amount without it.',
  loyalty_tier: 'Tier of the partner’s own programme.',
  account_created_at: 'When the account was made, RFC 3339.',
  transaction_count: 'Purchases ever made.',
  created_at: 'When it was made.',
  updated_at: 'When it last changed; before that, when it was made.',

  data: 'The customers of the page, newest first.',
  has_more: 'Whether there is another page.',
  total: 'How many match on all pages.',
  limit: 'Customers of the page; more than 100 are taken for 100.',
  starting_after: 'Id of the customer that the page follows.',

  customer_id: 'Id of the customer.',
  source: 'Where the session was opened, in words of yours.',
  transaction_amount: 'Amount of the purchase at hand, in the minor unit of its currency.',
  transaction_currency: 'ISO 4217; `USD` where there is an amount without it.',
  client_secret: 'What a client takes part in the session with. Do not log or keep it.',
  expires_at: 'From when it is gone.',
  reward_balance: 'Whole points that can be spent.',
  reward_symbol: 'What the balance is counted in.',
  key: 'The secret; masked once it is deleted.',
  deleted_at: 'When it was deleted.',

  path: 'The path that was asked.',
  details: '`field: problem` for each broken field, in the order of the schema.',
  error: 'What went wrong: the reason of the status or, where it has members, type and message.',
  status: 'The status of the answer; of a link, whether it is active.',
  timestamp: 'When, in UTC.',
  type: 'What went wrong, for programs.',
  message: 'The same as a sentence.',
  param: 'The parameter at fault.',
  existing_link: 'The link that stands in the way.',
}

/** Examples of ids double as the values that a reader replaces by ids of their own. */
export const parameters: Contract['parameters'] = {
  customer_id: { description: 'Id of the customer, in any case.', example: customerId },
  session_id: { description: 'Id of the session, in any case.', example: sessionId },
  partner_customer_id: {
    description: 'Id of the customer in the system of the partner, exactly.',
    example: 'acme-10077',
  },
  limit: { description: 'Customers of the page; more than 100 are taken for 100.' },
  starting_after: { description: 'Only customers behind this one.', example: customerId },
  merchantKey: {
    name: 'x-imprint-merchant-key',
    description:
      'The product that is meant: needed where the organization has several. A customer with cards of other products alone is not found.',
    example: 'HARBOR_CARD',
  },
  requestId: {
    name: 'X-Request-Id',
    description: 'An id of your making for this request, for the logs. Made here when absent or unusable.',
    example: 'checkout-7731',
  },
}

export const headers: Contract['headers'] = {
  ...answerHeaders,
  'WWW-Authenticate': {
    description: 'How to authenticate.',
    schema: { type: 'string' },
    example: 'Basic, Bearer',
  },
}
