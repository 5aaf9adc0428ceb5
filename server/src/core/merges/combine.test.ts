import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type Column, columns, defaults } from '../customers/customer.ts'
import type { Person } from '../customers/person.ts'
import { combine } from './combine.ts'

const typed = { integer: Number, number: Number, boolean: (text: string) => text === 'true' } as const

/** A customer of whom nothing is known but this. */
function aPerson(known: Partial<Person> = {}): Person {
  const names = Object.keys(columns) as Column[]
  const blank = names.map((name) => {
    const text = defaults[name as keyof typeof defaults]?.replaceAll("'", '')
    const kind = columns[name] as keyof typeof typed
    return [name, text === undefined ? null : (typed[kind]?.(text) ?? text)]
  })
  return { ...Object.fromEntries(blank), ssn_hash: null, ...known }
}

const after = (survivor: Partial<Person>, victim: Partial<Person>) =>
  combine(aPerson(survivor), aPerson(victim)).after

it('changes nothing for a victim that has nothing', () => {
  const known = { email: 'a@b.example', ltv: '10', total_orders: 2, aov: '7', metadata: { a: 1 } }
  assert.deepEqual(after(known, {}), {})
})

it('keeps the identifiers of the survivor and fills the ones that it lacks', () => {
  const survivor = { email: 's@merge.example', external_id: null }
  const victim = {
    email: 'v@merge.example',
    external_id: 'V-1',
    phone: '+14155552671',
    phone_e164: '+14155552671',
  }
  assert.deepEqual(after(survivor, victim), {
    external_id: 'V-1',
    phone: '+14155552671',
    phone_e164: '+14155552671',
    phone_verified: false,
  })
})

it('takes the mark of verification with the value that it is about, and only then', () => {
  const victim = { email: 'v@merge.example', email_verified: true }
  assert.deepEqual(after({}, victim), victim)
  assert.deepEqual(after({ email: 's@merge.example' }, victim), {})
})

it('fills names, birth and address as whole groups, never from two people', () => {
  const survivor = { first_name: 'Ada', birth_year: 1990 }
  const victim = { full_name: 'Eve Moss', first_name: 'Eve', last_name: 'Moss', birth_month: 2, city: 'Oslo' }
  const taken = after(survivor, { ...victim, country: 'NOR' })
  assert.equal('last_name' in taken, false)
  assert.equal('birth_month' in taken, false)
  assert.deepEqual([taken.city, taken.country, taken.street_line1], ['Oslo', 'NOR', null])
})

it('takes the hash of a social security number with its last digits', () => {
  assert.deepEqual(after({}, { ssn_last4: '1234', ssn_hash: '\\x00ff' }), {
    ssn_last4: '1234',
    ssn_hash: '\\x00ff',
  })
  assert.deepEqual(after({ ssn_last4: '9999' }, { ssn_last4: '1234', ssn_hash: '\\x00ff' }), {})
})

it('takes the place that was seen later, and the later of two times', () => {
  const early = '2026-01-01T00:00:00.000Z'
  const late = '2026-02-01T00:00:00.000Z'
  const seen = after(
    { last_geo_city: 'Rome', last_geo_at: early },
    { last_geo_city: 'Bern', last_geo_at: late },
  )
  assert.deepEqual([seen.last_geo_city, seen.last_geo_at, seen.last_geo_timezone], ['Bern', late, null])
  assert.deepEqual(
    after({ last_geo_city: 'Rome', last_geo_at: late }, { last_geo_city: 'Bern', last_geo_at: early }),
    {},
  )
  assert.deepEqual(after({ last_geo_city: 'Rome' }, { last_geo_city: 'Bern', last_geo_at: late }), {})
  assert.deepEqual(after({ last_order_at: early }, { last_order_at: late }), { last_order_at: late })
  assert.deepEqual(after({ last_order_at: late }, { last_order_at: early }), {})
})

it('lets a refusal of either win over a consent, and never makes a consent', () => {
  const survivor = { sms_promotional_consent: true, email_promotional_consent: null }
  const victim = { sms_promotional_consent: false, email_promotional_consent: true }
  assert.deepEqual(after(survivor, victim), { sms_promotional_consent: false })
  assert.deepEqual(after({ sms_promotional_consent: null }, { sms_promotional_consent: false }), {
    sms_promotional_consent: false,
  })
})

it('keeps what the fraud desk holds to be worse', () => {
  const order = ['NONE', 'NOT_FRAUD', 'MARKED', 'CONFIRMED', 'RECONFIRMED', 'INTERNAL'] as const
  order.forEach((mine, i) => {
    order.forEach((theirs, j) => {
      const expected = j > i ? { fraud_status: theirs } : {}
      assert.deepEqual(after({ fraud_status: mine }, { fraud_status: theirs }), expected)
    })
  })
})

it('adds figures up, computes the average anew, and takes a higher score with its rank and time', () => {
  const at = '2026-02-01T00:00:00.000Z'
  const survivor = { total_orders: 2, ltv: '10.10', aov: '5.05', loyalty_balance: 0.1, monetary_score: 9 }
  const victim = {
    total_orders: 1,
    total_returns: 3,
    ltv: '0.2',
    aov: '0.2',
    loyalty_balance: 0.2,
    activity_score: 0.5,
    activity_rank: 4,
    activity_score_updated_at: at,
    monetary_score: 3,
  }
  const { after, from } = combine(aPerson(survivor), aPerson(victim))
  assert.deepEqual(after, {
    total_orders: 3,
    total_returns: 3,
    ltv: '10.30',
    aov: '3.43333333',
    activity_score: 0.5,
    activity_rank: 4,
    activity_score_updated_at: at,
    loyalty_balance: 0.3,
  })
  assert.deepEqual(
    [from.total_orders, from.total_returns, from.aov, from.activity_rank, from.monetary_score, from.id],
    ['both', 'victim', 'both', 'victim', 'survivor', 'survivor'],
  )
})

it('joins free members, of which the survivor’s win', () => {
  const taken = after(
    { metadata: { a: 1, b: { x: 1 } } },
    { metadata: { b: { y: 2 }, c: 3 }, custom_fields: { k: 'v' } },
  )
  assert.deepEqual(taken, { metadata: { a: 1, b: { x: 1 }, c: 3 }, custom_fields: { k: 'v' } })
})

it('leaves what is about the record, its status and its age as they are', () => {
  const victim = { status: 'INACTIVE', created_at: '2001-01-01T00:00:00.000Z', number: 5, version: 9 }
  assert.deepEqual(after({}, victim), {})
})

it('names the sums that no column can hold, and nothing else', () => {
  const { overflowing } = combine(
    aPerson({ total_orders: Number.MAX_SAFE_INTEGER, ltv: '999999999999.99', loyalty_balance: 1.7e308 }),
    aPerson({ total_orders: 1, ltv: '0.01', loyalty_balance: 1.7e308, external_id: '1234567890123456789' }),
  )
  assert.deepEqual(overflowing, ['total_orders', 'ltv', 'loyalty_balance'])
})
