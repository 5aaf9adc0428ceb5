import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../../test/database.ts'
import { aSetup, proposed, ruleIn } from '../../../test/registration.ts'
import { createCustomer } from '../customers/create.ts'
import type { Customer } from '../customers/customer.ts'
import { addRegistered } from './add.ts'
import { updateRegistered } from './update.ts'

const { db, aContext } = await testDatabase()

const mostly = (value: boolean) => fc.constantFrom(value, value, value, !value)

const rules = fc.record({
  primary: fc.constantFrom('phone', 'email', 'external_id'),
  strict: mostly(false),
  skip_secondary: mostly(false),
  fills: fc.record({ phone: mostly(true), email: mostly(true), external_id: mostly(true) }),
} as const)

const sometimes = <T>(...values: T[]) => fc.option(fc.constantFrom(...values))

/** Of few values, so that they meet. */
const item = fc.record({
  phone: sometimes('447911000101', '447911000102', '447911000103'),
  email: sometimes('a@never.example', 'B@never.example', 'b@never.example'),
  external_id: sometimes('E-1', 'E-2', 'E-3'),
  type: sometimes('LOYALTY', 'NON_LOYALTY'),
  changes: fc.record({ total_orders: fc.constantFrom(0, 0, 1) }, { requiredKeys: [] }),
})

/** Who is there before: each may become part of another. */
const contacts = fc.subarray(
  [
    { phone: '+447911000101' },
    { phone: '+447911000102' },
    { email: 'a@never.example' },
    { email: 'b@never.example' },
    { external_id: 'E-1' },
    { external_id: 'E-2' },
  ],
  { minLength: 3 },
)

const calls = fc.array(
  fc.record({ adds: fc.boolean(), items: fc.array(item, { minLength: 1, maxLength: 4 }) }),
  { minLength: 1, maxLength: 8 },
)

const fixed = ['phone_e164', 'email', 'external_id', 'registered_at']

const refusals = new Set([
  'missing',
  'no_identifier',
  'no_usable_identifier',
  'identifier_mismatch',
  'not_updatable',
  'loyalty_for_good',
  'contact_required',
  'busy',
])

it('never changes an identifier that is there, nor makes anybody but a contact part of another, whatever is sent at once', async () => {
  let partsOfOthers = 0
  let told = 0
  const story = fc.asyncProperty(rules, contacts, calls, async (given, present, sent) => {
    const ctx = await aContext()
    for (const one of present) await createCustomer(ctx, { ...one, loyalty_type: 'NON_LOYALTY' })
    const setup = aSetup(given)
    const settled = await Promise.all(
      sent.map(({ adds, items }) =>
        (adds ? addRegistered : updateRegistered)(ctx, setup, items.map(proposed)),
      ),
    )
    for (const one of settled.flat())
      if (one.status === 'rejected') {
        const [rule = ''] = ruleIn(one.reason).split(' ')
        assert.ok(refusals.has(rule), rule)
      }
    const lines = await db.query<Record<'before' | 'after', Record<string, unknown>>>(
      `select before, after from changes where organization_id = $1::text::uuid and kind in ('updated', 'merged')`,
      [ctx.organizationId],
    )
    for (const { before, after } of lines)
      for (const field of fixed.filter((field) => field in before)) {
        told++
        if (before[field] !== null) assert.deepEqual(after[field], before[field], field)
      }
    const all = await db.query<Customer>('select * from customers where organization_id = $1::text::uuid', [
      ctx.organizationId,
    ])
    const merged = all.filter(({ merged_into }) => merged_into !== null)
    partsOfOthers += merged.length
    if (given.strict || given.skip_secondary) assert.equal(merged.length, 0)
    for (const { loyalty_type, total_orders } of merged)
      assert.deepEqual([loyalty_type, total_orders], ['NON_LOYALTY', 0])
    const live = all.filter(({ archived_at }) => archived_at === null)
    assert.equal(live.length + merged.length, all.length)
  })
  await fc.assert(story, { numRuns: 60 })
  // Few stories would say as little as none.
  assert.ok(told > 20 && partsOfOthers > 3, `${told} identifiers, ${partsOfOthers} merges`)
})
