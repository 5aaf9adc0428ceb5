import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { flags, linesOf } from '../../../test/consumers.ts'

const app = await testApp()
const owner = await app.anOwner()

const create = (row: object) => owner.post('/api/consumers/batch', { consumers: [{ ...flags, ...row }] })

describe('A12: a row holds only what an answer can show', () => {
  const refused: Record<string, unknown[]> = {
    activityRank: [-1, 6, 2.5, '3', null],
    purchaseFrequencyRank: [6],
    monetaryRank: [6],
    ltv: ['', '-1', '1e3', '+1', '1.', '.5', '1234567890123', '1.123456789', ' 1', 'NaN', 1, null],
    aov: ['-0', '1,5', 5],
    totalOrders: [-1, 1.5, 9007199254740992, '1', null],
    totalMessages: [-1],
    engagedCount: [0.5],
    totalEngagements: [1e21],
    totalReturns: [true],
    activityScore: ['1', null, false, 2 ** 63, 1e300],
    loyaltyBalance: [9007199254740992],
    lastOrderAt: [
      'yesterday',
      '2026-02-29',
      '2026-13-01',
      '2026-01-01T25:00:00Z',
      '2026-01-01T10:00:00',
      1,
      '',
    ],
    lastLoginAt: [
      '0000-01-01',
      '0001-01-01T00:00:00+14:00',
      '9999-12-31T23:59:59-14:00',
      '+010000-01-01T00:00:00Z',
    ],
    lastGeoAt: ['2026-01-01T10:00:00+25:00', '20260101'],
    lastGeoCoordinates: [{}, { latitude: 1 }, [1, 2], { latitude: '1', longitude: 2 }, 'here'],
    lastGeoCity: [1, 'x'.repeat(256)],
    email: ['nope', `${'x'.repeat(310)}@shop.example`, ''],
    phone: ['1'.repeat(65), 4155552671],
    fullName: ['x'.repeat(501), {}],
    externalId: ['x'.repeat(256), 5],
    verificationCode: [271828],
    emailVerified: [null, 'true', 1],
    status: ['active', 'DELETED', ''],
  }
  for (const [member, values] of Object.entries(refused)) {
    it(`refuses ${member} out of its bounds`, async () => {
      for (const value of values) {
        const answer = await create({ [member]: value })
        assert.deepEqual([value, answer.status, answer.body.error], [value, 400, 'validation_error'])
        const { issues } = answer.body as { issues: { path: { key: string }[] }[] }
        const paths = issues.map(({ path }) => path.slice(0, 3).map(({ key }) => key))
        assert.ok(paths.length > 0)
        assert.deepEqual(paths, Array(paths.length).fill(['consumers', '0', member]))
      }
      assert.equal(await linesOf(app, owner), 0)
    })
  }
})

describe('A12: times are answered in UTC', () => {
  const times = {
    '2026-03-02': '2026-03-02T00:00:00.000Z',
    '2024-02-29': '2024-02-29T00:00:00.000Z',
    '2026-03-02T18:04:11Z': '2026-03-02T18:04:11.000Z',
    '2026-03-02T18:04:11+02:00': '2026-03-02T16:04:11.000Z',
    '2026-03-01T00:30:00.5+02:00': '2026-02-28T22:30:00.500Z',
    '2026-03-02T18:04:11.123456Z': '2026-03-02T18:04:11.123Z',
    '0099-03-02T00:00:00Z': '0099-03-02T00:00:00.000Z',
    '0001-01-01T00:00:00Z': '0001-01-01T00:00:00.000Z',
    '0001-01-01 00:00:00Z': '0001-01-01T00:00:00.000Z',
    '0012-03-04 00:00:00+01': '0012-03-03T23:00:00.000Z',
    '9999-12-31T23:59:59.999Z': '9999-12-31T23:59:59.999Z',
  }
  for (const [sent, answered] of Object.entries(times)) {
    it(`${sent} as ${answered}`, async () => {
      const { status, body } = await create({ lastOrderAt: sent, loyaltyLastActivityAt: sent })
      assert.deepEqual(
        [status, body[0]?.lastOrderAt, body[0]?.loyaltyLastActivityAt],
        [200, answered, answered],
      )
    })
  }
})

describe('A32: money is answered with the decimals it was sent with', () => {
  for (const money of [
    '0',
    '0.0',
    '10',
    '10.00',
    '0.00000001',
    '0.10',
    '999999999999.99999999',
    '123456789012',
  ]) {
    it(money, async () => {
      const { status, body } = await create({ ltv: money, aov: money })
      assert.deepEqual([status, body[0]?.ltv, body[0]?.aov], [200, money, money])
    })
  }
})

it('takes text up to its bounds, whatever the script', async () => {
  const row = {
    fullName: '𝒜'.repeat(250),
    externalId: '漢'.repeat(255),
    phone: '☎'.repeat(64),
    lastGeoCity: 'Ï'.repeat(255),
    metadata: { '': '', ключ: '\u2028"\\\n\u0001' },
  }
  const { status, body } = await create(row)
  assert.equal(status, 200)
  const { fullName, primaryExternalId: externalId, phone, lastGeoCity, metadata } = body[0]
  assert.deepEqual({ fullName, externalId, phone, lastGeoCity, metadata }, row)
})
