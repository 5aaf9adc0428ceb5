import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { createCardProgramme } from '../cards/programmes.ts'
import { createField, updateField } from '../fields/fields.ts'
import { createProgramme } from '../loyalty/change-programme.ts'
import { updateOrganization } from '../organizations/organization.ts'
import { changeRules } from '../registration-rules/change.ts'
import { standardRules } from '../registration-rules/rules.ts'
import { openSetups } from './setup.ts'

const { db, aContext } = await testDatabase()

/** The database, and how often it was asked for what organizations have set up. */
function counting() {
  const asked: unknown[] = []
  const gather: typeof db.gather = (statement, item) => {
    asked.push(item)
    return db.gather(statement, item)
  }
  return { asked, db: { ...db, gather } }
}

describe('what an organization has set up', () => {
  it('is nothing but the standard rules at first', async () => {
    const { organizationId } = await aContext()
    assert.deepEqual(await openSetups(db).of(organizationId), {
      country: 'US',
      timeZone: 'UTC',
      rules: standardRules,
      customFields: new Map(),
      extendedFields: new Map(),
      programmes: [],
      cardProgrammes: [],
    })
  })

  it('is all of its own, as each of it is read alone', async () => {
    const ctx = await aContext()
    const other = await aContext()
    await createField(other, { kind: 'custom', name: 'theirs' })
    await updateOrganization(db, ctx.organizationId, { country: 'IN', time_zone: 'Asia/Kolkata' })
    const min_registered_at = '2020-01-01T00:00:00.500Z'
    const rules = await changeRules(ctx, { primary: 'email', min_registered_at, fills: { phone: false } })
    const shoe = await createField(ctx, { kind: 'custom', name: 'Shoe' })
    const gender = await createField(ctx, { kind: 'extended', name: 'Gender' })
    const disabled = await updateField(ctx, gender.id, { disabled: true })
    await createField(ctx, { kind: 'custom', name: 'elsewhere', scope: 'customer_feedback' })
    const second = await createProgramme(ctx, { name: 'B', is_default: false, points_per_currency: '0.1' })
    const first = await createProgramme(ctx, {
      name: 'A',
      is_default: true,
      tiers: [{ serial: 1, name: 'Bronze' }],
    })
    const card = await createCardProgramme(ctx, { name: 'Gold', merchant_key: 'key' })
    assert.deepEqual(await openSetups(db).of(ctx.organizationId), {
      country: 'IN',
      timeZone: 'Asia/Kolkata',
      rules,
      customFields: new Map([['Shoe', shoe]]),
      extendedFields: new Map([['gender', disabled]]),
      programmes: [first, second],
      cardProgrammes: [card],
    })
  })

  it('is asked for once, however many want it at the same time', async () => {
    const { asked, db: counted } = counting()
    const { organizationId } = await aContext()
    const setups = openSetups(counted)
    assert.equal(setups.known(organizationId), undefined)
    const all = await Promise.all(Array.from({ length: 50 }, () => setups.of(organizationId)))
    assert.equal(new Set(all).size, 1)
    assert.deepEqual(asked, [organizationId])
    assert.equal(setups.known(organizationId), all[0])
  })

  it('is asked for again half a second later, so that a change is known within a second, and not before', async (t) => {
    const { asked, db: counted } = counting()
    const ctx = await aContext()
    let now = performance.now()
    t.mock.method(performance, 'now', () => now)
    const setups = openSetups(counted)
    const before = await setups.of(ctx.organizationId)
    await changeRules(ctx, { batch_limit: 3 })
    now += 499
    assert.equal(await setups.of(ctx.organizationId), before)
    assert.equal(asked.length, 1)
    now += 1
    assert.equal((await setups.of(ctx.organizationId)).rules.batch_limit, 3)
    assert.equal(asked.length, 2)
  })

  it('is asked for again by whoever wants it after a failure', async () => {
    const { organizationId } = await aContext()
    let broken = true
    const gather: typeof db.gather = async (statement, item) => {
      if (broken) throw new Error('lost')
      return db.gather(statement, item)
    }
    const setups = openSetups({ ...db, gather })
    await assert.rejects(setups.of(organizationId), /lost/)
    broken = false
    assert.equal((await setups.of(organizationId)).country, 'US')
  })

  it('is missing for an organization that is not there', async () => {
    await assert.rejects(openSetups(db).of('018f0000-0000-7000-8000-000000000001'), {
      problem: { kind: 'missing', what: 'organization', row: null },
    })
  })
})
