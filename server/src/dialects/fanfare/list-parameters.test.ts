import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testApp } from '../../../test/app.ts'
import { at, refusal } from '../../../test/consumers.ts'
import type { PublishedIssue } from './issues.ts'

const app = await testApp()
const owner = await app.anOwner()

describe('A5: a size', () => {
  for (const parameter of ['first', 'last']) {
    it(`${parameter} is from 1 to 100, and is refused beyond rather than clamped`, async () => {
      const refused = [
        ['0', 'min_value', '>=1', 'value'],
        ['101', 'max_value', '<=100', 'value'],
      ]
      for (const [sent, type, expected, label] of refused) {
        const answer = await owner.get(`/api/consumers?${parameter}=${sent}`)
        const message = `Invalid ${label}: Expected ${expected} but received ${sent}`
        assert.equal(answer.status, 400)
        assert.deepEqual(
          answer.body,
          refusal({
            kind: 'validation',
            type,
            expected,
            received: sent,
            message,
            path: at(parameter, { [parameter]: sent }),
          }),
        )
      }
      for (const sent of [
        '',
        '-1',
        '1.5',
        '1e1',
        '0x10',
        '+5',
        'ten',
        '１',
        '99999999999999999999',
        ' 5',
        'NaN',
      ])
        await refuses(`/api/consumers?${parameter}=${encodeURIComponent(sent)}`, parameter)
    })
  }
})

describe('A5: directions', () => {
  const mixtures = [
    'first=2&last=2',
    'first=2&before=x',
    'after=x&before=y',
    'after=x&last=2',
    'first=1&after=x&before=y&last=1',
  ]
  for (const query of mixtures) {
    it(`do not mix: ${query}`, async () => {
      const answer = await owner.get(`/api/consumers?${query}`)
      assert.deepEqual([answer.status, answer.body.error], [400, 'validation_error'])
      for (const issue of answer.body.issues) {
        assert.equal(issue.message, 'Invalid paging: Expected either first and after or last and before')
        assert.match(issue.path[0].key, /^(last|before)$/)
      }
    })
  }
})

describe('a parameter of a list', () => {
  const refused: Record<string, string[]> = {
    after: ['', 'x', 'e30=', 'bnVsbA', '%00', '%ff', '!', btoa('{"id":1}'), 'A'.repeat(2000)],
    before: ['', 'W10', btoa(JSON.stringify({ id: '0198f3c2-7a10-7c3e-9b55-2f6d1e0a4b71', value: null }))],
    search: ['', 'a', 'x'.repeat(256)],
    sortBy: ['', 'created_at', 'ltv', 'id', '__proto__', 'constructor', 'createdat'],
    sortDir: ['', 'ASC', 'up'],
    createdAfter: ['', 'today', '2026-02-30', '2026-01-01T00:00:00', '1767225600', '0000-01-01'],
    createdBefore: ['2026-1-1', '9999-12-31T23:59:59-14:00'],
    include: ['', 'friends', 'audiences,', 'orders,friends'],
  }
  for (const [parameter, values] of Object.entries(refused)) {
    it(`${parameter} is refused where it means nothing`, async () => {
      for (const value of values) await refuses(`/api/consumers?${parameter}=${value}`, parameter)
    })
  }

  for (const parameter of [...Object.keys(refused), 'first', 'last', 'audienceId']) {
    it(`${parameter} stands once`, async () => {
      const path = `/api/consumers?${parameter}=2&${parameter}=2`
      const answer = await refuses(path, parameter)
      assert.equal(answer.body.issues[0].received, 'Array')
    })
  }

  it('A24: a time that is none is told of once, as it was sent', async () => {
    for (const [sent, type] of [
      ['today', 'iso_timestamp'],
      ['2026-13-01', 'iso_timestamp'],
      ['2026-02-30', 'check'],
    ]) {
      const { issues } = (await refuses(`/api/consumers?createdAfter=${sent}`, 'createdAfter')).body
      assert.deepEqual(
        issues.map((issue: PublishedIssue) => [issue.type, issue.received]),
        [[type, `"${sent}"`]],
      )
    }
  })

  it('A5: a cursor of no list is refused for an audience, too', async () => {
    assert.equal((await owner.get('/api/consumers?audienceId=a')).body.data.length, 0)
    await refuses('/api/consumers?audienceId=a&after=x', 'after')
  })

  it('A24: an offset may be of hours alone', async () => {
    for (const offset of ['+02', '+0200', '+02:00']) {
      const time = encodeURIComponent(`2026-01-01T00:00:00${offset}`)
      assert.equal((await owner.get(`/api/consumers?createdAfter=${time}`)).status, 200, offset)
    }
  })

  it('A21: search has at least two characters', async () => {
    const answer = await owner.get('/api/consumers?search=a')
    assert.equal(answer.status, 400)
    assert.deepEqual(
      answer.body,
      refusal({
        kind: 'validation',
        type: 'min_length',
        expected: '>=2',
        received: '1',
        message: 'Invalid length: Expected >=2 but received 1',
        path: at('search', { search: 'a' }),
      }),
    )
  })

  it('is told at /api/v1 in the older words', async () => {
    const answer = await owner.get('/api/v1/consumers?search=a&first=x')
    assert.equal(answer.status, 400)
    const { error, details } = answer.body
    assert.deepEqual(
      { error, details },
      {
        error: 'Validation failed',
        details: [
          { field: 'first', message: 'Invalid digits: Received "x"' },
          { field: 'search', message: 'Invalid length: Expected >=2 but received 1' },
        ],
      },
    )
  })
})

async function refuses(path: string, parameter: string) {
  const answer = await owner.get(path)
  assert.deepEqual([path, answer.status, answer.body.error], [path, 400, 'validation_error'])
  for (const issue of answer.body.issues) assert.equal(issue.path[0].key, parameter)
  return answer
}
