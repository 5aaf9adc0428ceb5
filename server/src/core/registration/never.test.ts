import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../../test/database.ts'
import { aSetup, proposed, ruleIn } from '../../../test/registration.ts'
import type { Customer } from '../customers/customer.ts'
import { addRegistered } from './add.ts'
import { updateRegistered } from './update.ts'

const { db, aContext } = await testDatabase()

const rules = fc.record({
  primary: fc.constantFrom('phone', 'email', 'external_id'),
  strict: fc.boolean(),
  skip_secondary: fc.boolean(),
  fills: fc.record({ phone: fc.boolean(), email: fc.boolean(), external_id: fc.boolean() }),
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

const calls = fc.array(
  fc.record({ adds: fc.boolean(), items: fc.array(item, { minLength: 1, maxLength: 4 }) }),
  { minLength: 1, maxLength: 8 },
)

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
  const story = fc.asyncProperty(rules, calls, async (given, sent) => {
    const ctx = await aContext()
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
    for (const field of ['phone_e164', 'email', 'external_id', 'registered_at']) {
      const lost = await db.query(
        `select from changes where organization_id = $1::text::uuid and kind in ('updated', 'merged')
          and before->>'${field}' is not null and before->'${field}' is distinct from after->'${field}'`,
        [ctx.organizationId],
      )
      assert.equal(lost.length, 0, field)
    }
    const all = await db.query<Customer>('select * from customers where organization_id = $1::text::uuid', [
      ctx.organizationId,
    ])
    const merged = all.filter(({ merged_into }) => merged_into !== null)
    if (given.strict || given.skip_secondary) assert.equal(merged.length, 0)
    for (const { loyalty_type, total_orders } of merged)
      assert.deepEqual([loyalty_type, total_orders], ['NON_LOYALTY', 0])
    const live = all.filter(({ archived_at }) => archived_at === null)
    assert.equal(live.length + merged.length, all.length)
  })
  await fc.assert(story, { numRuns: 60 })
})
