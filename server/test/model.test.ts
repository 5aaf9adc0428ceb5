import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { testApp } from './app.ts'
import { type Body, emails, externalIds, names, phones } from './model.ts'
import { batchCreate, batchUpdate, create, get, list, remove, search, update } from './model-operations.ts'

const app = await testApp()
const timeLimitMs = 10_000

const orNull = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values))
const body: fc.Arbitrary<Body> = fc.record(
  {
    email: orNull(emails),
    phone: orNull(phones),
    fullName: orNull(names),
    externalId: orNull(externalIds),
    metadata: orNull([{ size: 'M', visits: 4 }, { size: 'L' }, { note: null }, {}]),
    status: fc.constantFrom('ACTIVE', 'INACTIVE'),
    smsOptOut: fc.boolean(),
  },
  { requiredKeys: [] },
)
const flags = fc.record({
  emailVerified: fc.boolean(),
  phoneVerified: fc.boolean(),
  status: fc.constant('ACTIVE' as const),
})
const row = fc.tuple(body, flags).map(([one, set]): Body => ({ ...one, ...set }))
const n = fc.nat({ max: 20 })

it('behaves as the model does under any sequence of operations', async () => {
  const commands = fc.commands(
    [
      body.map(create),
      fc.tuple(n, body).map(([at, changes]) => update(at, changes)),
      n.map(remove),
      n.map(get),
      fc.array(row, { maxLength: 4 }).map(batchCreate),
      fc.array(fc.record({ n, body }), { maxLength: 4 }).map(batchUpdate),
      fc.constant(list()),
      fc.constantFrom('an', 'POOL', '+1415', 'bo@', 'de v', '. 1', 'zz').map(search),
    ],
    { maxCommands: 40, size: 'max' },
  )
  const story = fc.asyncProperty(commands, async (steps) => {
    if (performance.now() > deadline) return
    const owner = await app.anOwner()
    await fc.asyncModelRun(() => ({ model: new Map(), real: owner }), steps)
  })
  const deadline = performance.now() + timeLimitMs
  await fc.assert(story, { numRuns: 200 })

  const gaps = await app.services.db.query(`
    select c.id from customers c left join changes l on l.organization_id = c.organization_id and l.customer_id = c.id
    group by c.organization_id, c.id having count(l.*) <> c.version or max(l.version) <> c.version`)
  assert.equal(gaps.length, 0)
})
