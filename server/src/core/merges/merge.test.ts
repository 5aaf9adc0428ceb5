import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../../test/database.ts'
import type { Context } from '../context.ts'
import { createCustomer } from '../customers/create.ts'
import type { Changes, Customer } from '../customers/customer.ts'
import type { Person } from '../customers/person.ts'
import { selectPeople } from '../customers/person-sql.ts'
import { updateCustomer } from '../customers/update.ts'
import { plus } from '../decimal.ts'
import { Refusal } from '../problem.ts'
import { mergeCustomers } from './merge.ts'
import { unmergeCustomer } from './unmerge.ts'

const { db, aContext } = await testDatabase()

const merge = (ctx: Context, survivorId: string, victimId: string) =>
  mergeCustomers(ctx, { survivorId, victimId })

const person = async (ctx: Context, id: string) =>
  (await selectPeople(db, ctx, [id], 'as they are')).get(id) as Person

/** Without what every write changes. */
function lasting({ version, updated_at, updated_by, ...rest }: Customer) {
  return rest
}

const whole = fc.nat({ max: 9 })
const money = fc.constantFrom('0', '0.10', '12.34567891', '99999999.9', '7')
const time = fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-02-02T02:02:02.020Z')
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one)
const members = orNull(
  fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(1, 'x', null, { y: [1] }, 0.1)),
)
const score = fc.constantFrom(0, 0.1, 2.5)

/** Customers of whom anything may be known; their identifiers never meet, because two live ones cannot share one. */
const known = (name: string): fc.Arbitrary<Changes> =>
  fc.record(
    {
      email: orNull(fc.constant(`${name}@property.example`)),
      email_verified: fc.boolean(),
      phone: orNull(fc.constantFrom(`+1415555267${name.length}`, 'call me')),
      phone_verified: fc.boolean(),
      external_id: orNull(fc.constant(name)),
      full_name: orNull(fc.constantFrom('Ada Lovelace', 'Ada')),
      last_name: orNull(fc.constantFrom('Byron')),
      language: orNull(fc.constantFrom('en', 'de')),
      birth_year: orNull(fc.constantFrom(1990)),
      birth_day: orNull(fc.constantFrom(3, 4)),
      city: orNull(fc.constantFrom('Oslo', '')),
      postal_code: orNull(fc.constantFrom('0150')),
      ssn_last4: orNull(fc.constantFrom('1234')),
      last_geo_city: orNull(fc.constantFrom('Bern')),
      last_geo_latitude: orNull(fc.constantFrom(46.948, -0.1)),
      last_geo_at: orNull(time),
      status: fc.constantFrom('ACTIVE', 'INACTIVE'),
      fraud_status: fc.constantFrom('NONE', 'MARKED', 'INTERNAL'),
      sms_promotional_consent: orNull(fc.boolean()),
      email_transactional_consent: orNull(fc.boolean()),
      total_orders: whole,
      total_returns: whole,
      engaged_count: whole,
      last_order_at: orNull(time),
      ltv: money,
      aov: money,
      activity_score: score,
      activity_rank: fc.nat({ max: 5 }),
      activity_score_updated_at: orNull(time),
      loyalty_type: fc.constantFrom('LOYALTY', 'NON_LOYALTY'),
      registered_at: orNull(time),
      registered_till: orNull(fc.constantFrom('till-1')),
      loyalty_balance: score,
      source_vendor: orNull(fc.constantFrom('shop')),
      metadata: members,
      custom_fields: members,
      extended_fields: members,
    },
    { requiredKeys: [] },
  )

it('makes of two what unmerging makes exactly two of again, with the same figures in all', async () => {
  const story = fc.asyncProperty(known('one'), known('three'), async (first, second) => {
    const ctx = await aContext()
    const survivor = await createCustomer(ctx, first)
    const victim = await createCustomer(ctx, second)
    await db.query(
      `update customers set ssn_hash = '\\x00ff' where organization_id = $1::text::uuid and id = $2::text::uuid and ssn_last4 is not null`,
      [ctx.organizationId, victim.id],
    )
    const before = [await person(ctx, survivor.id), await person(ctx, victim.id)]
    const merged = await merge(ctx, survivor.id, victim.id)
    for (const name of ['total_orders', 'total_returns', 'engaged_count'] as const)
      assert.equal(merged[name], survivor[name] + victim[name])
    assert.match(plus(merged.ltv, `-${plus(survivor.ltv, victim.ltv)}`), /^-?0(\.0+)?$/)
    assert.equal(merged.version, 2)
    assert.equal((await person(ctx, victim.id)).merged_into, survivor.id)

    await unmergeCustomer(ctx, victim.id)
    const after = [await person(ctx, survivor.id), await person(ctx, victim.id)]
    assert.deepEqual(after.map(lasting), before.map(lasting))
    assert.deepEqual(
      after.map(({ version }) => version),
      [3, 3],
    )
    const left = await db.query('select from merges where organization_id = $1::text::uuid', [
      ctx.organizationId,
    ])
    assert.equal(left.length, 0)
  })
  await fc.assert(story, { numRuns: 60 })
})

it('takes merges back in any order', async () => {
  const ctx = await aContext()
  const survivor = await createCustomer(ctx, { total_orders: 1, ltv: '1.00' })
  const first = await createCustomer(ctx, { email: 'v1@order.example', total_orders: 2, ltv: '2.50' })
  const second = await createCustomer(ctx, { phone: '+14155552671', total_orders: 4, ltv: '4.25' })
  await merge(ctx, survivor.id, first.id)
  await merge(ctx, survivor.id, second.id)
  await unmergeCustomer(ctx, first.id)
  const { email, phone, total_orders, ltv } = await person(ctx, survivor.id)
  assert.deepEqual(
    { email, phone, total_orders, ltv },
    { email: null, phone: '+14155552671', total_orders: 5, ltv: '5.25' },
  )
  await unmergeCustomer(ctx, second.id)
  const { phone: none, total_orders: own, ltv: earned, aov } = await person(ctx, survivor.id)
  assert.deepEqual([none, own, earned, aov], [null, 1, '1.00', '1'])
  assert.equal((await person(ctx, first.id)).email, 'v1@order.example')
})

it('makes a victim part of one survivor only, however many ask at once', async () => {
  const ctx = await aContext()
  const victim = await createCustomer(ctx, { email: 'wanted@race.example', total_orders: 3 })
  const survivors = await Promise.all(Array.from({ length: 6 }, () => createCustomer(ctx, {})))
  const settled = await Promise.allSettled(survivors.map(({ id }) => merge(ctx, id, victim.id)))
  const won = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  assert.equal(won.length, 1)
  for (const one of settled)
    if (one.status === 'rejected') {
      assert.ok(one.reason instanceof Refusal)
      assert.deepEqual(one.reason.problem, { kind: 'merged', id: victim.id, into: won[0]?.id })
    }
  const people = await Promise.all(survivors.map(({ id }) => person(ctx, id)))
  assert.equal(
    people.reduce((sum, { total_orders }) => sum + total_orders, 0),
    3,
  )
})

it('never makes a circle, however customers are merged into each other', async () => {
  const ctx = await aContext()
  const ids = (
    await Promise.all(Array.from({ length: 5 }, () => createCustomer(ctx, { total_orders: 1 })))
  ).map(({ id }) => id)
  await Promise.allSettled(ids.flatMap((one) => ids.map((other) => merge(ctx, one, other))))
  const people = await Promise.all(ids.map((id) => person(ctx, id)))
  const live = people.filter(({ archived_at }) => archived_at === null)
  assert.equal(live.length, 1)
  assert.equal(live[0]?.total_orders, 5)
})

it('loses no update that is made while customers are merged and unmerged', async () => {
  const ctx = await aContext()
  const survivor = await createCustomer(ctx, {})
  const victim = await createCustomer(ctx, { external_id: 'back-and-forth', metadata: { mine: true } })
  const written: string[] = []
  const writing = (async () => {
    for (let n = 0; n < 30; n++) {
      const name = `n${n}`
      await updateCustomer(ctx, survivor.id, { metadata: { [name]: n } }, { merge: true })
      written.push(name)
    }
  })()
  for (let times = 0; times < 5; times++) {
    await merge(ctx, survivor.id, victim.id)
    await unmergeCustomer(ctx, victim.id)
  }
  await writing
  const { metadata, version } = await person(ctx, survivor.id)
  assert.deepEqual(Object.keys(metadata ?? {}).toSorted(), written.toSorted())
  assert.equal(version, 1 + 30 + 10)
  assert.deepEqual((await person(ctx, victim.id)).metadata, { mine: true })
})

it('refuses sums that the record cannot hold, and changes nothing', async () => {
  const ctx = await aContext()
  const rich = await createCustomer(ctx, { ltv: '999999999999.99' })
  const poor = await createCustomer(ctx, { ltv: '0.01', email: 'poor@sum.example' })
  await assert.rejects(merge(ctx, rich.id, poor.id), (error: Refusal) => {
    assert.deepEqual(error.problem, { kind: 'refused', rule: 'overflow', fields: ['ltv'] })
    return true
  })
  assert.deepEqual(
    [(await person(ctx, rich.id)).version, (await person(ctx, poor.id)).archived_at],
    [1, null],
  )
})
