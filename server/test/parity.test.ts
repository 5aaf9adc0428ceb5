import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { dialects } from '../src/app.ts'
import { testApp } from './app.ts'
import { full } from './customers.ts'
import { caughtUp } from './feed.ts'
import { type Beside, fourTellers, type Told } from './tellers.ts'

const app = await testApp()
const names = dialects.map(({ name }) => name)

const mira = {
  email: 'mira@shop.example',
  phone: '+14155552671',
  external_id: 'crm-1',
  first_name: 'Mira',
  last_name: 'Okafor',
  email_promotional_consent: true,
  metadata: { size: 'M' },
} satisfies Told
const married = {
  last_name: 'Lindqvist',
  first_name: 'Mira',
  email_promotional_consent: false,
  metadata: { size: 'L' },
}

/** What a contract can say of it. */
function only<Some extends Partial<Told>>(told: Some, says: readonly (keyof Beside)[]): Some {
  const left = { ...told }
  if (!says.includes('metadata')) delete left.metadata
  if (!says.includes('email_promotional_consent')) delete left.email_promotional_consent
  return left
}

async function tellers() {
  const { owner, tellers } = await fourTellers(app)
  const by = (name: string) => {
    const teller = tellers.find((one) => one.name === name)
    assert.ok(teller, `nobody tells of customers through ${name}: say in tellers.ts how`)
    return teller
  }
  return { owner, tellers, by }
}

describe('one record', () => {
  for (const first of names)
    for (const second of names) {
      if (first === second) continue
      it(`created through ${first} and changed through ${second}, is one row with one history to all`, async () => {
        const { owner, tellers: all, by } = await tellers()
        const a = by(first)
        const b = by(second)
        await a.create(only(mira, a.says))
        await b.change(mira.email, only(married, b.says))

        const expected = { ...only(mira, a.says), ...only(married, b.says) }
        for (const teller of all)
          for (const field of ['email', 'phone', 'external_id'] as const) {
            const seen = await teller.find(field, mira[field])
            assert.ok(seen, `${teller.name} finds nobody by ${field}`)
            const both = Object.entries(only(expected, teller.says))
            for (const [member, value] of both)
              assert.deepEqual(seen[member as keyof Told], value, `${teller.name}, by ${field}: ${member}`)
          }

        const { data } = (await owner.get('/v1/customers')).body
        assert.equal(data.length, 1)
        const history = (await owner.get(`/v1/customers/${data[0].id}/history`)).body.data
        await caughtUp(app.services.db)
        const feed = (await owner.get('/v1/changes')).body.data
        assert.deepEqual(feed, history.toReversed())
        assert.deepEqual([feed[0].kind, feed[0].after.email], ['created', mira.email])
        assert.equal(feed.at(-1).version, data[0].version)
        assert.equal(feed.findLast((line: Line) => 'last_name' in line.after).after.last_name, 'Lindqvist')
      })
    }

  for (const name of names)
    it(`is as it was when ${name} writes back all that it read`, async () => {
      const { owner, by } = await tellers()
      const everything = {
        ...full,
        fraud_status: 'NONE',
        status: 'ACTIVE',
        // As deep as every contract takes it.
        metadata: { interests: ['sneakers', 'vinyl'], size: 'M' },
        custom_fields: null,
        extended_fields: null,
      }
      const before = (await owner.post('/v1/customers', everything)).body
      await by(name).echo(full.email)
      const after = (await owner.get(`/v1/customers/${before.id}`)).body
      assert.deepEqual(after, before)
    })
})

interface Line {
  after: Record<string, unknown>
}
