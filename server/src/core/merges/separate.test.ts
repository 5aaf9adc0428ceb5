import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Person } from '../customers/person.ts'
import { separate } from './separate.ts'

/** What taking a merge back does to a survivor that is like this now. */
function back(before: Partial<Person>, after: Partial<Person>, now: Partial<Person>, keep: string[] = []) {
  const { patch, unclear } = separate({ ...after, ...now } as Person, { before, after }, new Set(keep))
  return unclear.length > 0 ? unclear : patch
}

it('puts back what nobody has touched since', () => {
  const before = { email: null, email_verified: false, ltv: '1.50', metadata: null }
  const after = { email: 'v@merge.example', email_verified: true, ltv: '3.50', metadata: { a: 1 } }
  assert.deepEqual(back(before, after, {}), before)
})

it('takes the share of the victim from figures that have grown since', () => {
  const before = { total_orders: 2, ltv: '10.00', aov: '5' }
  const after = { total_orders: 3, ltv: '16.00', aov: '5.33333333' }
  const now = { total_orders: 4, ltv: '46.00', aov: '11.5' }
  assert.deepEqual(back(before, after, now), { total_orders: 3, ltv: '40.00', aov: '13.33333333' })
})

it('does not make a figure negative: it names it', () => {
  assert.deepEqual(back({ total_orders: 1 }, { total_orders: 5 }, { total_orders: 2 }), ['total_orders'])
})

it('names the whole group of a filled column that was written since, unless it is to be kept', () => {
  const before = { full_name: null, first_name: null, last_name: null }
  const after = { full_name: 'Eve Moss', first_name: 'Eve', last_name: 'Moss' }
  const now = { full_name: 'Eve Holt', last_name: 'Holt' }
  assert.deepEqual(back(before, after, now), ['full_name', 'first_name', 'last_name'])
  assert.deepEqual(back(before, after, now, ['last_name']), {})
})

it('lets later decisions and later events stand', () => {
  const before = { fraud_status: 'NONE', sms_promotional_consent: true, last_order_at: null }
  const after = {
    fraud_status: 'MARKED',
    sms_promotional_consent: false,
    last_order_at: '2026-01-01T00:00:00.000Z',
  }
  const now = {
    fraud_status: 'NOT_FRAUD',
    sms_promotional_consent: true,
    last_order_at: '2026-03-01T00:00:00.000Z',
  }
  assert.deepEqual(back(before, after, now), {})
})

it('takes away the members that came with the victim, but none that was written since', () => {
  const before = { metadata: { a: 1 }, custom_fields: null }
  const after = { metadata: { a: 1, b: 2, c: 3 }, custom_fields: { k: 1 } }
  const now = { metadata: { a: 9, b: 2, c: 4, d: 5 }, custom_fields: {} }
  assert.deepEqual(back(before, after, now), { metadata: { a: 9, c: 4, d: 5 }, custom_fields: null })
})
