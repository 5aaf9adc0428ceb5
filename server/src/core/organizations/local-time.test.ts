import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fromLocal, toLocal } from './local-time.ts'

describe('a time on the clocks of an organization', () => {
  const cases = [
    ['UTC', '2024-05-02T08:15:03.000Z', '2024-05-02 08:15:03'],
    ['Asia/Kolkata', '2024-05-02T18:30:00.000Z', '2024-05-03 00:00:00'],
    ['Europe/Lisbon', '2024-07-01T23:00:00.000Z', '2024-07-02 00:00:00'],
    ['America/St_Johns', '2024-01-15T12:00:00.000Z', '2024-01-15 08:30:00'],
    ['Pacific/Apia', '2011-12-30T09:59:59.000Z', '2011-12-29 23:59:59'],
    ['Pacific/Apia', '2011-12-30T10:00:00.000Z', '2011-12-31 00:00:00'],
    // Before there were time zones: seconds matter.
    ['Africa/Monrovia', '1930-01-01T12:00:00.000Z', '1930-01-01 11:15:30'],
    ['Asia/Kolkata', '0800-05-02T18:30:00.000Z', '0800-05-03 00:23:28'],
  ] as const
  for (const [zone, iso, local] of cases)
    it(`is ${local} in ${zone}, and back`, () => {
      assert.equal(toLocal(iso, zone), local)
      assert.equal(fromLocal(local, zone), iso)
    })

  it('is later by as much as the clocks are put forward, where they skip it', () => {
    assert.equal(fromLocal('2024-03-31 02:30:00', 'Europe/Berlin'), '2024-03-31T01:30:00.000Z')
    assert.equal(toLocal('2024-03-31T01:30:00.000Z', 'Europe/Berlin'), '2024-03-31 03:30:00')
    assert.equal(fromLocal('2011-12-30 12:00:00', 'Pacific/Apia'), '2011-12-30T22:00:00.000Z')
  })

  it('is the first of two, where the clocks show it twice', () => {
    assert.equal(fromLocal('2024-10-27 02:30:00', 'Europe/Berlin'), '2024-10-27T00:30:00.000Z')
    assert.equal(fromLocal('2024-11-03 01:30:00', 'America/New_York'), '2024-11-03T05:30:00.000Z')
    // By half an hour.
    assert.equal(fromLocal('2024-04-07 01:45:00', 'Australia/Lord_Howe'), '2024-04-06T14:45:00.000Z')
  })

  it('ignores an offset and a fraction, and takes a date as its midnight', () => {
    const texts = [
      '2024-01-15 09:00:00',
      '2024-01-15T09:00:00Z',
      '2024-01-15T09:00:00+05:30',
      '2024-01-15 09:00',
    ]
    for (const text of texts) assert.equal(fromLocal(text, 'Asia/Kolkata'), '2024-01-15T03:30:00.000Z', text)
    assert.equal(fromLocal('2024-01-15 09:00:00.123 +0530', 'UTC'), '2024-01-15T09:00:00.000Z')
    assert.equal(fromLocal('2024-01-15', 'Asia/Kolkata'), '2024-01-14T18:30:00.000Z')
  })

  const none = [
    '',
    'today',
    '2024-02-30 10:00:00',
    '2024-13-01',
    '2024-01-01 24:00:00',
    '2024-01-01 10:60:00',
  ]
  const beyond = ['0000-01-01 00:00:00', '9999-12-31 23:59:59', '+12024-01-01', '2024-1-1', '1714636800']
  for (const text of [...none, ...beyond])
    it(`is nothing for ${JSON.stringify(text)}`, () => {
      assert.equal(fromLocal(text, 'America/New_York'), null)
    })

  it('is the same instant again, for any instant that the clocks show once', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    const instant = fc.integer({ min: -62_000_000_000, max: 250_000_000_000 })
    fc.assert(
      fc.property(fc.constantFrom(...zones), instant, (zone, seconds) => {
        const iso = new Date(seconds * 1000).toISOString()
        const local = toLocal(iso, zone)
        const back = fromLocal(local, zone)
        assert.ok(back !== null)
        // Of two instants that the clocks show alike it is the first.
        assert.ok(back <= iso)
        assert.equal(toLocal(back, zone), local)
      }),
      { numRuns: 3000 },
    )
  })

  it('makes one formatter for a time zone, however often it is asked for, and none for UTC', (t) => {
    const { mock } = t.mock.method(Intl, 'DateTimeFormat')
    // By another name than the platform's own, so that nothing before has asked for it.
    const zone = 'US/Pacific'
    assert.ok(!Intl.supportedValuesOf('timeZone').includes(zone))
    for (let i = 0; i < 100; i++) {
      assert.equal(toLocal('2024-05-02T08:15:03.000Z', zone), '2024-05-02 01:15:03')
      assert.equal(fromLocal('2024-05-02 01:15:03', zone), '2024-05-02T08:15:03.000Z')
    }
    assert.equal(mock.callCount(), 1)
    for (let i = 0; i < 100; i++) {
      assert.equal(toLocal('2024-05-02T08:15:03.000Z', 'UTC'), '2024-05-02 08:15:03')
      assert.equal(fromLocal('2024-05-02 08:15:03', 'UTC'), '2024-05-02T08:15:03.000Z')
    }
    assert.equal(mock.callCount(), 1)
  })
})
