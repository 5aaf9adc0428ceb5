import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { aMember, aProgramme, assertAgreed, post, posted, threeTiers } from '../../../test/loyalty.ts'
import { merge } from '../../../test/merging.ts'
import { dumpOf } from '../../../test/person.ts'

interface Row {
  [name: string]: unknown
}

/** A member with points of its own and of another that was merged into it, each entry with words that tell of it. */
async function aMergedMember() {
  const app = await testApp()
  const owner = await app.anOwner()
  await aProgramme(owner, { tiers: threeTiers })
  const id = await aMember(owner)
  const victim = await aMember(owner)
  const entry = { kind: 'earn', points: '150', reference: 'bill-zebra', note: 'zebra said so' }
  await post(owner, id, entry, { 'idempotency-key': 'k-points' })
  await posted(owner, victim, { ...entry, reference: 'bill-zebra-2' })
  await merge(owner, id, victim)
  return { app, owner, id, victim }
}

const pointsOf = (rows: Row[]) => rows.map(({ points, posted_for, note }) => ({ points, posted_for, note }))

describe('what is held about the points of a person', () => {
  it('is exported: memberships, entries and tiers, with those of whoever was merged', async () => {
    const { owner, id, victim } = await aMergedMember()
    const { body } = await owner.get(`/v1/customers/${id}/export`)
    assert.deepEqual(
      body.memberships.map(({ customer_id, balance, merged_into }: Row) => [
        customer_id,
        balance,
        merged_into,
      ]),
      [
        [id, '300', null],
        [victim, '150', id],
      ],
    )
    assert.deepEqual(pointsOf(body.points), [
      { points: '150', posted_for: id, note: 'zebra said so' },
      { points: '150', posted_for: victim, note: 'zebra said so' },
    ])
    assert.deepEqual(
      body.tier_changes.map(({ kind, to_tier }: Row) => [kind, to_tier]),
      [
        ['UPGRADE', 2],
        ['UPGRADE', 2],
      ],
    )
    assert.ok(body.idempotency.some(({ key }: Row) => key === 'k-points'))
  })

  it('is erased but for the figures', async () => {
    const { app, owner, id } = await aMergedMember()
    assert.equal((await owner.post(`/v1/customers/${id}/erase`, undefined)).status, 200)
    const traces = (await dumpOf(app.services.db)).filter((line) => line.includes('zebra'))
    assert.deepEqual(traces, [])
    const { body } = await owner.get(`/v1/customers/${id}/export`)
    assert.deepEqual(
      body.points.map(({ points, note, reference }: Row) => [points, note, reference]),
      [
        ['150', null, null],
        ['150', null, null],
      ],
    )
    await assertAgreed(app, owner)
  })
})
