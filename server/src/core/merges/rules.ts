import type { Person, PersonColumn } from '../customers/person.ts'

/** What a merge makes of what two customers have. The columns of a group go together. */
export type Act =
  /** The survivor's, whatever the other has. */
  | 'stays'
  /** The survivor's, or the other's where the survivor has nothing in the whole group. */
  | 'fills'
  /** The group that was seen later. */
  | 'newer'
  /** The group with the higher score. */
  | 'higher'
  /** The later time. */
  | 'later'
  /** The earlier time. */
  | 'earlier'
  /** LOYALTY where either has it. */
  | 'enrols'
  /** The sum. */
  | 'adds'
  /** Lifetime value by orders, of the sums. */
  | 'averages'
  /** What the fraud desk holds to be worse. */
  | 'graver'
  /** A refusal of either; else the survivor's. */
  | 'refuses'
  /** The members of both; where both have one, the survivor's. */
  | 'members'

interface Rule {
  act: Act
  /** Null: the column is a group of its own. */
  group: string | null
}

const rule = (act: Act, group: string | null = null): Rule => ({ act, group })

/** How two customers become one: every column is decided, or this does not compile. */
export const rules = {
  organization_id: rule('stays'),
  id: rule('stays'),
  number: rule('stays'),
  version: rule('stays'),
  created_at: rule('stays'),
  created_by: rule('stays'),
  updated_at: rule('stays'),
  updated_by: rule('stays'),
  archived_at: rule('stays'),
  merged_into: rule('stays'),

  email: rule('fills', 'email'),
  email_verified: rule('fills', 'email'),
  phone: rule('fills', 'phone'),
  phone_e164: rule('fills', 'phone'),
  phone_verified: rule('fills', 'phone'),
  external_id: rule('fills'),

  full_name: rule('fills', 'name'),
  first_name: rule('fills', 'name'),
  last_name: rule('fills', 'name'),

  language: rule('fills'),
  birth_year: rule('fills', 'birth'),
  birth_month: rule('fills', 'birth'),
  birth_day: rule('fills', 'birth'),
  street_line1: rule('fills', 'address'),
  street_line2: rule('fills', 'address'),
  city: rule('fills', 'address'),
  region: rule('fills', 'address'),
  postal_code: rule('fills', 'address'),
  country: rule('fills', 'address'),
  ssn_last4: rule('fills', 'ssn'),
  ssn_hash: rule('fills', 'ssn'),
  last_geo_at: rule('newer', 'place'),
  last_geo_city: rule('newer', 'place'),
  last_geo_region: rule('newer', 'place'),
  last_geo_postal_code: rule('newer', 'place'),
  last_geo_country: rule('newer', 'place'),
  last_geo_latitude: rule('newer', 'place'),
  last_geo_longitude: rule('newer', 'place'),
  last_geo_timezone: rule('newer', 'place'),
  last_geo_source: rule('newer', 'place'),

  status: rule('stays'),
  fraud_status: rule('graver'),
  sms_promotional_consent: rule('refuses'),
  sms_transactional_consent: rule('refuses'),
  email_promotional_consent: rule('refuses'),
  email_transactional_consent: rule('refuses'),

  total_orders: rule('adds'),
  total_returns: rule('adds'),
  total_messages: rule('adds'),
  engaged_count: rule('adds'),
  total_engagements: rule('adds'),
  last_order_at: rule('later'),
  last_return_at: rule('later'),
  last_engaged_at: rule('later'),
  last_login_at: rule('later'),
  ltv: rule('adds'),
  aov: rule('averages'),
  activity_score: rule('higher', 'activity'),
  activity_rank: rule('higher', 'activity'),
  activity_score_updated_at: rule('higher', 'activity'),
  purchase_frequency_score: rule('higher', 'purchase_frequency'),
  purchase_frequency_rank: rule('higher', 'purchase_frequency'),
  purchase_frequency_score_updated_at: rule('higher', 'purchase_frequency'),
  monetary_score: rule('higher', 'monetary'),
  monetary_rank: rule('higher', 'monetary'),
  monetary_score_updated_at: rule('higher', 'monetary'),
  loyalty_type: rule('enrols'),
  registered_at: rule('earlier'),
  registered_till: rule('fills', 'registration'),
  registered_source: rule('fills', 'registration'),
  registered_account: rule('fills', 'registration'),
  associated_till: rule('fills'),
  loyalty_balance: rule('adds'),
  loyalty_lifetime_points: rule('adds'),
  loyalty_last_activity_at: rule('later'),

  source_vendor: rule('fills', 'source'),
  source_record_id: rule('fills', 'source'),
  source_synced_at: rule('fills', 'source'),

  metadata: rule('members'),
  custom_fields: rule('members'),
  extended_fields: rule('members'),
  account_history: rule('fills'),
} as const satisfies Record<PersonColumn, Rule>

export interface Group {
  act: Act
  /** The first decides where the act compares. */
  columns: [PersonColumn, ...PersonColumn[]]
}

/** The rules group by group, in the order of the record. */
export const groups: readonly Group[] = grouped()

function grouped(): Group[] {
  const found = new Map<string, Group>()
  for (const [column, { act, group }] of Object.entries(rules) as [PersonColumn, Rule][]) {
    const known = found.get(group ?? column)
    if (known) known.columns.push(column)
    else found.set(group ?? column, { act, columns: [column] })
  }
  return [...found.values()]
}

/** Worst last. */
export const fraudPrecedence: readonly Person['fraud_status'][] = [
  'NONE',
  'NOT_FRAUD',
  'MARKED',
  'CONFIRMED',
  'RECONFIRMED',
  'INTERNAL',
]
