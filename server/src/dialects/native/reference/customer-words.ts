import type { Column } from '../../../core/customers/customer.ts'

const rank = 'Fifth of the organization by the score: 5 is the top, 1 the bottom, 0 not ranked.'
const computed = 'When the score was last computed.'
const consent = (to: string) => `Agrees to ${to}; null: never said.`

/** What the members of a customer mean; the compiler asks for one that is missing. */
export const customerWords = {
  organization_id: 'The organization that owns the record: the one of the key.',
  id: 'Id, a UUID of version 7.',
  number:
    'The same customer for contracts whose ids are integers. Each organization counts for itself, with gaps.',
  version:
    'Counts the changes of a customer, from 1; it is also in `ETag`. In an operation: the one that you have seen; 0: none.',
  created_at: 'When it was created.',
  created_by: 'Id of the key that created it, or what else did.',
  updated_at: 'When it was last changed; null until it is.',
  updated_by: 'Id of the key that last changed it, or what else did; null until it is.',
  archived_at: 'When it was archived; null while it is live.',
  merged_into: 'The customer that it was merged into; else null.',

  email:
    'E-mail address. No two live customers share one; case and surrounding blanks do not tell two apart.',
  email_verified: 'The e-mail address was confirmed. Falls back to false when the address changes.',
  phone: 'Phone number as it is to be shown.',
  phone_e164:
    'The phone number as E.164, read as of the country of the organization; null where it is none. No two live customers share one.',
  phone_verified: 'The phone number was confirmed. Falls back to false when the number changes.',
  external_id: 'Id in a system of yours. No two live customers share one.',

  full_name: 'Name as the person writes it.',
  first_name: 'Given name; taken from `full_name` where it is not sent with it.',
  last_name: 'Family name; taken from `full_name`, its last word, where it is not sent with it.',

  language: 'Language, ISO 639-1, as `en`.',
  birth_year: 'Year of birth.',
  birth_month: 'Month of birth.',
  birth_day: 'Day of birth.',
  street_line1: 'Street and number.',
  street_line2: 'What else the address needs.',
  city: 'Town.',
  region: 'State, province or county.',
  postal_code: 'Postal code.',
  country: 'Country, ISO 3166-1: of a customer as `USA`, of an organization as `US`.',
  ssn_last4: 'Last four digits of the social security number.',
  last_geo_city: 'Town of the last known place.',
  last_geo_region: 'Region of the last known place.',
  last_geo_postal_code: 'Postal code of the last known place.',
  last_geo_country: 'Country of the last known place.',
  last_geo_latitude: 'Degrees north of the last known place.',
  last_geo_longitude: 'Degrees east of the last known place.',
  last_geo_timezone: 'Time zone of the last known place, by its IANA name.',
  last_geo_source: 'How the last known place was found out.',
  last_geo_at: 'When the last known place was seen.',

  status: 'Whether the customer may take part; `ACTIVE` unless told otherwise.',
  fraud_status: 'What the fraud desk holds of the customer; `NONE` unless told otherwise.',
  sms_promotional_consent: consent('promotional text messages'),
  sms_transactional_consent: consent('text messages about orders'),
  email_promotional_consent: consent('promotional e-mail'),
  email_transactional_consent: consent('e-mail about orders'),

  total_orders: 'Orders ever placed.',
  total_returns: 'Orders ever returned.',
  total_messages: 'Messages ever sent to the customer.',
  engaged_count: 'Messages that the customer reacted to.',
  total_engagements: 'Engagements ever counted.',
  last_order_at: 'Time of the latest order.',
  last_return_at: 'Time of the latest return.',
  last_engaged_at: 'Time of the latest engagement.',
  last_login_at: 'Time of the latest login.',
  ltv: 'Total spend in the currency of the organization, as a decimal.',
  aov: 'Average value of an order, as a decimal.',
  activity_score: 'How recently and how often the customer was active.',
  activity_rank: rank,
  activity_score_updated_at: computed,
  purchase_frequency_score: 'How often the customer buys.',
  purchase_frequency_rank: rank,
  purchase_frequency_score_updated_at: computed,
  monetary_score: 'How much the customer spends.',
  monetary_rank: rank,
  monetary_score_updated_at: computed,
  loyalty_type: 'Whether the customer takes part in loyalty programmes.',
  registered_at: 'When the customer registered, as the brand tells it.',
  registered_till: 'Code of the till that registered the customer.',
  associated_till: 'Code of the till that the customer belongs to now.',
  registered_source: 'Channel through which the customer registered, such as instore.',
  registered_account: 'Account within that channel, where it has several.',
  loyalty_balance: 'Points that can be spent now.',
  loyalty_lifetime_points: 'Points ever earned.',
  loyalty_last_activity_at: 'When points last moved.',

  source_vendor: 'The outside system that the customer came from.',
  source_record_id: 'Id of the customer in that system.',
  source_synced_at: 'When the customer was last brought up to date from there.',

  metadata: 'Free members of yours, at any depth; at most 256 at the top.',
  custom_fields: 'Free members that your forms ask for, as `metadata`.',
  extended_fields: 'Free members of other systems, as `metadata`.',
  account_history: 'What was last told of the account that the customer has with the brand.',
} satisfies Record<Column, string>
