import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { aSetup, proposed, rulesIn } from '../../../test/registration.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import type { Changes, Customer } from '../customers/customer.ts'
import { getCustomer } from '../customers/get.ts'
import type { Identifier } from '../problem.ts'
import { type Fate, fateOf, type Standing } from './identifier-table.ts'
import type { Registered } from './proposal.ts'
import { updateRegistered } from './update.ts'

const { aContext } = await testDatabase()

/** The rule in other words, as one who reads the contract sheet would say it. */
function expected({ role, stored, fills, holder, mode }: Standing): Fate {
  if (stored === 'same') return 'nothing'
  const mayTake = stored === 'none' && fills
  if (holder !== 'nobody') {
    if (mode === 'skip') return 'held_by_another'
    if (mode === 'strict') return 'mismatch'
    return mayTake && holder === 'contact' ? 'merged' : 'held_by_another'
  }
  if (mayTake) return 'filled'
  return stored === 'other' && role === 'primary' ? 'primary_fixed' : 'update_not_allowed'
}

const standings: Standing[] = []
for (const role of ['primary', 'secondary'] as const)
  for (const stored of ['none', 'same', 'other'] as const)
    for (const fills of [true, false])
      for (const holder of ['nobody', 'contact', 'account'] as const)
        for (const mode of ['skip', 'strict', 'merge'] as const)
          standings.push({ role, stored, fills, holder, mode })

it('decides every identifier by the sheet, whatever is stored, allowed and held', () => {
  assert.equal(standings.length, 108)
  for (const standing of standings)
    assert.equal(fateOf(standing), expected(standing), JSON.stringify(standing))
})

const fields = ['phone', 'email', 'external_id'] as const
const values = {
  phone: { own: '+447911000101', other: '+447911000102' },
  email: { own: 'own@table.example', other: 'other@table.example' },
  external_id: { own: 'own', other: 'other' },
} satisfies Record<Identifier, Record<'own' | 'other', string>>

const accounts: Changes[] = [
  { loyalty_type: 'LOYALTY' },
  { loyalty_type: 'NOT_INTERESTED' },
  { total_orders: 1 },
  { total_returns: 1 },
  { engaged_count: 1 },
  { total_engagements: 1 },
  { ltv: '0.01' },
]

/** A customer found by its number, in this standing, and what becomes of it when the identifier is sent for it. */
async function tell(ctx: Context, field: Identifier, standing: Standing, account: Changes) {
  const { own, other } = values[field]
  const { role, stored, fills, holder, mode } = standing
  const sent = stored === 'same' ? own : other
  const holds = { none: {}, same: { [field]: own }, other: { [field]: own } }[stored]
  const customer = await createCustomer(ctx, { first_name: 'Asha', ...holds })
  // Of a value that is the customer's own nobody else can be the holder.
  const isHeld = holder !== 'nobody' && stored !== 'same'
  const another = isHeld
    ? await createCustomer(ctx, { [field]: sent, city: 'Leeds', ...(holder === 'account' ? account : {}) })
    : null
  const setup = aSetup({
    primary: role === 'primary' ? field : (fields.find((one) => one !== field) ?? 'email'),
    fills: { phone: true, email: true, external_id: true, [field]: fills },
    // Skip goes before strict.
    strict: mode !== 'merge',
    skip_secondary: mode === 'skip',
  })
  const update = (changes: Changes) =>
    updateRegistered(ctx, setup, [proposed({ number: String(customer.number), [field]: sent, changes })])
  return { customer, another, sent, update }
}

for (const [i, field] of fields.entries())
  describe(`an update by number that sends ${field}`, () => {
    it('does what the table says in the record, and leaves the rest as it is', async () => {
      for (const [n, standing] of standings.entries()) {
        const ctx = await aContext()
        const account = accounts[(n + i) % accounts.length] as Changes
        const { customer, another, sent, update } = await tell(ctx, field, standing, account)
        const what = JSON.stringify({ standing, account })
        const [result] = (await update({ last_name: 'Verne' })) as [PromiseSettledResult<Registered>]
        const after = await getCustomer(ctx, customer.id)
        const anotherAfter = another && (await getCustomer(ctx, another.id))
        const fate = expected(standing)
        if (fate === 'mismatch') {
          assert.deepEqual(rulesIn([result]), [`identifier_mismatch ${field}`], what)
          assert.deepEqual(after, customer, what)
        } else {
          assert.equal(result.status, 'fulfilled', what)
          const { notices } = (result as PromiseFulfilledResult<Registered>).value
          const isNotice = !['nothing', 'filled', 'merged'].includes(fate)
          assert.deepEqual(notices, isNotice ? [{ kind: fate, field }] : [], what)
          assert.deepEqual([after.full_name, after.last_name], ['Asha Verne', 'Verne'], what)
          const gets = fate === 'filled' || fate === 'merged'
          assert.equal(after[field], gets ? sent : customer[field], what)
        }
        if (fate === 'merged') {
          assert.equal(after.city, 'Leeds', what)
          assert.equal(anotherAfter?.merged_into, customer.id, what)
        } else assert.deepEqual(anotherAfter, another, what)
      }
    })

    it('refuses an item that would change refused identifiers alone, and changes nothing', async () => {
      for (const standing of standings) {
        const ctx = await aContext()
        const { customer, another, update } = await tell(ctx, field, standing, { total_orders: 1 })
        const fate = expected(standing)
        const what = JSON.stringify(standing)
        const isRefused = ['update_not_allowed', 'primary_fixed', 'held_by_another'].includes(fate)
        const rule = isRefused ? 'not_updatable' : fate === 'mismatch' ? `identifier_mismatch ${field}` : null
        assert.deepEqual(rulesIn(await update({})), [rule], what)
        if (rule === null) continue
        assert.deepEqual(await getCustomer(ctx, customer.id), customer, what)
        if (another) assert.deepEqual(await getCustomer(ctx, another.id), another satisfies Customer, what)
      }
    })
  })
