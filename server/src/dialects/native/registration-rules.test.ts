import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'

const app = await testApp()
const path = '/v1/registration-rules'
const patch = (body: unknown, headers: Record<string, string> = {}) => ({ method: 'PATCH', body, headers })

const standard = {
  primary: 'phone',
  fills: { email: true, phone: true, external_id: true },
  strict: false,
  skip_secondary: false,
  required: [],
  enrolment_requires: [],
  external_id_pattern: null,
  min_registered_at: null,
  batch_limit: 100,
  password_sign_in: true,
  approves: {
    email: false,
    phone: false,
    external_id: false,
    address: false,
    merge: false,
    phone_reallocation: false,
  },
}

describe('registration rules', () => {
  it('are the standard ones until others are stated', async () => {
    const { status, body } = await (await app.anOwner()).get(path)
    assert.deepEqual([status, body], [200, standard])
  })

  it('keep what a change leaves out, one by one in those that have members', async () => {
    const owner = await app.anOwner()
    const first = await owner.send(
      path,
      patch({
        primary: 'external_id',
        fills: { phone: false },
        external_id_pattern: '^[A-Z]\\d+$',
        min_registered_at: '2020-01-01',
      }),
    )
    const expected = {
      ...standard,
      primary: 'external_id',
      fills: { ...standard.fills, phone: false },
      external_id_pattern: '^[A-Z]\\d+$',
      min_registered_at: '2020-01-01T00:00:00.000Z',
    }
    assert.deepEqual([first.status, first.body], [200, expected])
    const second = await owner.send(
      path,
      patch({
        fills: { email: false },
        approves: { merge: true },
        external_id_pattern: null,
        required: ['email'],
      }),
    )
    assert.deepEqual(second.body, {
      ...expected,
      fills: { email: false, phone: false, external_id: true },
      approves: { ...standard.approves, merge: true },
      external_id_pattern: null,
      required: ['email'],
    })
    assert.deepEqual((await owner.get(path)).body, second.body)
    assert.deepEqual((await (await app.anOwner()).get(path)).body, standard)
  })

  it('are not touched by a change that changes nothing', async () => {
    const owner = await app.anOwner()
    const change = { strict: true, min_registered_at: '2020-01-01T00:00:00Z', fills: { email: true } }
    const row = async () => {
      await owner.send(path, patch(change))
      const text = 'select r::text as row from registration_rules r where organization_id = $1::text::uuid'
      return app.services.db.query<{ row: string }>(text, [owner.organizationId])
    }
    assert.deepEqual(await row(), await row())
  })

  for (const wrong of [
    { primary: 'ssn' },
    { primary: null },
    { fills: { ssn: true } },
    { fills: { email: null } },
    { fills: [] },
    { required: ['email', 'email'] },
    { external_id_pattern: '(a' },
    { external_id_pattern: '' },
    { batch_limit: 0 },
    { batch_limit: 501 },
    { min_registered_at: 'yesterday' },
    { colour: 'red' },
  ])
    it(`are not changed to ${JSON.stringify(wrong)}`, async () => {
      const owner = await app.anOwner()
      const { status, body } = await owner.send(path, patch(wrong))
      assert.deepEqual([status, body.type], [400, 'urn:clientele:problem:invalid'])
      assert.deepEqual((await owner.get(path)).body, standard)
    })

  it('are changed once for an idempotency key', async () => {
    const owner = await app.anOwner()
    const once = { 'idempotency-key': 'k' }
    const first = await owner.send(path, patch({ batch_limit: 5 }, once))
    await owner.send(path, patch({ batch_limit: 6 }))
    const again = await owner.send(path, patch({ batch_limit: 5 }, once))
    assert.deepEqual([again.status, again.body], [200, first.body])
    assert.equal((await owner.get(path)).body.batch_limit, 6)
    const brief = await owner.send(path, patch({ strict: true }, { prefer: 'return=minimal' }))
    assert.deepEqual([brief.status, brief.body], [204, ''])
  })

  it('are patched member by member by many at once', async () => {
    const owner = await app.anOwner()
    const changes = [
      { strict: true },
      { batch_limit: 9 },
      { fills: { email: false } },
      { approves: { email: true } },
    ]
    await Promise.all(changes.map((change) => owner.send(path, patch(change))))
    const { body } = await owner.get(path)
    assert.deepEqual(
      [body.strict, body.batch_limit, body.fills.email, body.approves.email],
      [true, 9, false, true],
    )
  })
})
