import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { type Client, testApp } from '../../../test/app.ts'
import {
  aMember,
  aProgramme,
  assertAgreed,
  letExpire,
  post,
  posted,
  threeTiers,
} from '../../../test/loyalty.ts'
import { has, merge, unmerge } from '../../../test/merging.ts'
import { expirePoints } from './expire.ts'

const app = await testApp()
const timeLimitMs = 10_000

/** Two programmes, three members and somebody who takes no part. */
async function aClub() {
  const owner = await app.anOwner()
  await aProgramme(owner, {
    decimals: 2,
    points_valid_days: 30,
    points_per_currency: '0.5',
    tiers: threeTiers,
  })
  const second = await aProgramme(owner, {
    name: 'Second',
    tiers_by: 'lifetime_purchases',
    tiers: threeTiers,
  })
  const people = await Promise.all([aMember(owner), aMember(owner), aMember(owner)])
  // Of several lots, so that there is something to spend, to give back and to tell apart.
  for (const programme_id of [undefined, second.id])
    for (const id of people)
      for (const points of ['100', '30'])
        await posted(owner, id, { kind: 'earn', points, purchase: points, programme_id })
  return { owner, programmes: [undefined, second.id], people: [...people, await has(owner, {})] }
}

// The last one takes no part, and is asked for less often.
const who = fc.constantFrom(0, 1, 2, 0, 1, 2, 3)
const amount = fc.constantFrom('1', '7', '40', '120', '0.25')
const entry = fc.record({
  who,
  programme: fc.nat({ max: 1 }),
  body: fc.oneof(
    fc.record({ kind: fc.constant('earn'), points: amount, expires_at: fc.constantFrom(null, undefined) }),
    fc.record({ kind: fc.constant('earn'), purchase: amount }),
    fc.record({ kind: fc.constantFrom('redeem', 'return'), points: amount }),
    fc.record({ kind: fc.constant('return'), points: amount, purchase: amount }),
    fc.record({
      kind: fc.constant('adjust'),
      points: fc.oneof(
        amount,
        amount.map((points) => `-${points}`),
      ),
    }),
  ),
})
const step = fc.oneof(
  { weight: 9, arbitrary: entry.map((one) => ({ act: 'post' as const, ...one })) },
  { weight: 1, arbitrary: who.map((one) => ({ act: 'expire' as const, who: one })) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('merge' as const), who, victim: who }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('unmerge' as const), who }) },
)
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never

it('keeps ledger, lots, memberships and customers in step through any sequence of entries, expiries and merges', async () => {
  const deadline = performance.now() + timeLimitMs
  const story = fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
    if (performance.now() > deadline) return
    const club = await aClub()
    for (const one of steps) {
      const status = await take(club, one)
      assert.ok([200, 201, 400, 409].includes(status), `${JSON.stringify(one)} was answered ${status}`)
      await assertAgreed(app, club.owner)
    }
  })
  await fc.assert(story, { numRuns: 200 })
})

async function take(
  { owner, programmes, people }: { owner: Client; programmes: (string | undefined)[]; people: string[] },
  one: Step,
): Promise<number> {
  const id = people[one.who] as string
  switch (one.act) {
    case 'post':
      return (await post(owner, id, { ...one.body, programme_id: programmes[one.programme] })).status
    case 'merge':
      return (await merge(owner, id, people[one.victim] as string)).status
    case 'unmerge':
      return (await unmerge(owner, id)).status
    case 'expire':
      await letExpire(app, id)
      await expirePoints(app.services.db)
      return 200
    default:
      return one satisfies never
  }
}
