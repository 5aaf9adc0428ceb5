import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { aMember, aProgramme, posted, threeTiers } from '../../../test/loyalty.ts'

const app = await testApp()

const patch = (owner: Client, id: string, body: object, headers = {}) =>
  owner.send(`/v1/programmes/${id}`, { method: 'PATCH', body, headers })

describe('POST /v1/programmes', () => {
  it('sets one up with its tiers, the first as the default one', async () => {
    const owner = await app.anOwner()
    const { status, headers, body } = await owner.post('/v1/programmes', {
      name: ' Club ',
      points_valid_days: 365,
      tiers_by: 'lifetime_purchases',
      decimals: 2,
      points_per_currency: '1.50',
      points_to_currency: '0.01',
      incentive: { fields: ['email', 'extended_fields.gender'], points: '40.5' },
      tiers: [
        { serial: 1, name: 'Bronze' },
        {
          serial: 2,
          name: 'Silver',
          description: 'Second',
          threshold: '100.00',
          valid_days: 30,
          keep_threshold: '50',
        },
      ],
    })
    assert.equal(status, 201)
    assert.equal(headers.get('location'), `/v1/programmes/${body.id}`)
    const { id, created_at, ...programme } = body
    assert.deepEqual(programme, {
      number: 1,
      name: 'Club',
      description: '',
      is_default: true,
      points_valid_days: 365,
      tiers_by: 'lifetime_purchases',
      decimals: 2,
      points_per_currency: '1.5',
      points_to_currency: '0.01',
      incentive: { fields: ['email', 'extended_fields.gender'], points: '40.5' },
      tiers: [
        {
          serial: 1,
          name: 'Bronze',
          description: '',
          threshold: null,
          valid_days: null,
          keep_threshold: null,
        },
        {
          serial: 2,
          name: 'Silver',
          description: 'Second',
          threshold: '100',
          valid_days: 30,
          keep_threshold: '50',
        },
      ],
      updated_at: null,
    })
    assert.deepEqual((await owner.get(`/v1/programmes/${id}`)).body, body)
    const second = await aProgramme(owner, { name: 'Second' })
    assert.deepEqual([second.number, second.is_default], [2, false])
    const list = (await owner.get('/v1/programmes?limit=1')).body
    assert.deepEqual([list.data[0].id, list.has_more], [second.id, true])
    assert.equal((await owner.get(`/v1/programmes?limit=1&after=${list.next}`)).body.data[0].id, id)
  })

  it('is done once for an idempotency key, and answers no body where none is wanted', async () => {
    const owner = await app.anOwner()
    const key = { 'idempotency-key': 'k-1' }
    const all = await Promise.all(
      Array.from({ length: 5 }, () => owner.post('/v1/programmes', { name: 'Club' }, key)),
    )
    assert.equal(new Set(all.map(({ status, body }) => `${status} ${body.id}`)).size, 1)
    const { status, body, headers } = await owner.post(
      '/v1/programmes',
      { name: 'B' },
      { prefer: 'return=minimal' },
    )
    assert.deepEqual([status, body, headers.get('preference-applied')], [201, '', 'return=minimal'])
    const numbers = (await owner.get('/v1/programmes')).body.data.map(
      ({ number }: { number: number }) => number,
    )
    assert.deepEqual(numbers, [2, 1])
  })

  it('counts each organization for itself, also when many are set up at once', async () => {
    const owner = await app.anOwner()
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, i) => owner.post('/v1/programmes', { name: `P${i}` })),
    )
    const made = all.map(({ body }) => body)
    assert.deepEqual(made.map(({ number }) => number).toSorted(), [1, 2, 3, 4, 5, 6, 7, 8])
    assert.equal(made.filter(({ is_default }) => is_default).length, 1)
  })

  it('refuses what breaks a rule, and changes nothing', async () => {
    const owner = await app.anOwner()
    await aProgramme(owner)
    for (const [body, pointers] of [
      [{}, ['/name']],
      [{ name: 'A', nickname: 'B' }, ['/nickname']],
      [{ name: 'A', points_per_currency: '0' }, ['/points_per_currency']],
      [{ name: 'A', points_valid_days: 0 }, ['/points_valid_days']],
      [{ name: 'A', incentive: { fields: ['version'], points: '1' } }, ['/incentive/fields/0']],
      [{ name: 'A', incentive: { fields: ['email'], points: '0.5' } }, ['/incentive/points']],
      [{ name: 'A', tiers: [{ serial: 2, name: 'B' }] }, ['/tiers/0/serial']],
      [{ name: 'A', tiers: [{ serial: 1 }] }, ['/tiers/0/name']],
      [{ name: 'A', tiers: [{ serial: 1, name: 'B', threshold: '5' }] }, ['/tiers']],
      [
        { name: 'A', tiers: [...threeTiers.slice(0, 2), { serial: 3, name: 'C', threshold: '100.0' }] },
        ['/tiers'],
      ],
    ] as const) {
      const answer = await owner.post('/v1/programmes', body)
      assert.equal(answer.status, 400, JSON.stringify(body))
      assert.deepEqual(
        answer.body.errors.map(({ pointer }: { pointer: string }) => pointer),
        pointers,
      )
    }
    const taken = await owner.post('/v1/programmes', { name: 'Club' })
    assert.deepEqual([taken.status, taken.body.type], [409, 'urn:clientele:problem:exists'])
    assert.equal((await owner.get('/v1/programmes')).body.data.length, 1)
  })
})

describe('PATCH /v1/programmes/{id}', () => {
  it('changes what is sent, tiers by their serial, and appends the next one', async () => {
    const owner = await app.anOwner()
    const { id } = await aProgramme(owner, { points_valid_days: 30, tiers: threeTiers })
    const { status, body } = await patch(owner, id, {
      points_valid_days: null,
      description: 'For all',
      tiers: [
        { serial: 2, threshold: '150' },
        { serial: 4, name: 'Black', threshold: '5000' },
      ],
    })
    assert.equal(status, 200)
    assert.deepEqual([body.name, body.points_valid_days, body.description], ['Club', null, 'For all'])
    assert.deepEqual(
      body.tiers.map(({ serial, name, threshold }: Record<string, unknown>) => [serial, name, threshold]),
      [
        [1, 'Bronze', null],
        [2, 'Silver', '150'],
        [3, 'Gold', '500'],
        [4, 'Black', '5000'],
      ],
    )
    assert.equal((await patch(owner, id, { tiers: [{ serial: 3, threshold: '150' }] })).status, 400)
    assert.equal((await patch(owner, id, { tiers: [{ serial: 3, name: 'Black' }] })).status, 409)
    assert.deepEqual((await owner.get(`/v1/programmes/${id}`)).body.tiers, body.tiers)
    assert.equal((await patch(owner, '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71', {})).status, 404)
  })

  it('moves nobody until the next entry, which a tier that came later is reached by, too', async () => {
    const owner = await app.anOwner()
    const { id: programme } = await aProgramme(owner)
    const id = await aMember(owner)
    assert.equal((await posted(owner, id, { kind: 'earn', points: '120' })).tier, null)
    await patch(owner, programme, { tiers: threeTiers })
    const { tier, tier_expires_at } = await posted(owner, id, { kind: 'earn', points: '1' })
    assert.equal(tier, 2)
    assert.match(tier_expires_at, /T23:59:59\.000Z$/)
  })

  it('says which programme is the default one, as long as nobody is a member', async () => {
    const owner = await app.anOwner()
    const first = await aProgramme(owner)
    const second = await aProgramme(owner, { name: 'Second' })
    assert.equal((await patch(owner, second.id, { is_default: true })).body.is_default, true)
    assert.equal((await owner.get(`/v1/programmes/${first.id}`)).body.is_default, false)
    await aMember(owner)
    const late = await patch(owner, first.id, { is_default: true })
    assert.deepEqual([late.status, late.body.rule], [409, 'in_use'])
    assert.equal((await owner.post('/v1/programmes', { name: 'Third', is_default: true })).status, 409)
    assert.equal((await patch(owner, second.id, { is_default: true, name: 'Other' })).status, 200)
  })
})
