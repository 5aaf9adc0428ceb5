import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { full } from '../../../test/customers.ts'
import { testDatabase } from '../../../test/database.ts'
import { archiveCustomer } from './archive.ts'
import { createCustomer } from './create.ts'
import { type Changes, type Column, columns } from './customer.ts'
import { type ListQuery, listAs, listCustomers } from './list.ts'
import { isFalse, isSet, made, nothing, numberOf, objectOf, plain, viewOf } from './view.ts'

const { aContext } = await testDatabase()

const place = objectOf({ latitude: 'last_geo_latitude', longitude: 'last_geo_longitude' })
const members = [
  ...(Object.keys(columns) as Column[]).map((name) => [name, plain(name)] as const),
  ['is archived', isSet('archived_at')],
  ["won't", isFalse('sms_promotional_consent')],
  ['"worth"', numberOf('ltv')],
  ['place', place],
  ['nothing', nothing],
] as const
const view = viewOf(members)

/** What is hard to write as JSON, or to write the same twice. */
const oddities: Record<string, Changes> = {
  'whose columns are all filled': full,
  'of whom nothing is known': {},
  'with text that JSON escapes': {
    full_name: 'a"b\\c\n\t\u0001\u2028 é 😀 </script>',
    email: '"x y"@shop.example',
  },
  'with great and small numbers': {
    ltv: '999999999999.99999999',
    aov: '0.00000001',
    total_orders: Number.MAX_SAFE_INTEGER,
    activity_score: 1e-9,
    monetary_score: 1.7976931348623157e308,
    loyalty_balance: -0.1,
    last_geo_latitude: -89.123456789012,
    last_geo_longitude: 0,
  },
  'with a place that is half known': { last_geo_latitude: 1 },
  'with flags': { sms_promotional_consent: false, email_promotional_consent: true, email_verified: true },
  'with times far away': {
    last_order_at: '0001-01-01T00:00:00.001Z',
    last_login_at: '9999-12-31T23:59:59.999Z',
  },
  'with free members': { metadata: { 'a"': [1, 'x\\', null, { b: 1e21 }], '': 0.1, deep: { ü: true } } },
}

describe('the database writes what is written here, of a customer', () => {
  for (const [what, changes] of Object.entries(oddities))
    for (const archived of [false, true])
      it(`${what}${archived ? ', archived' : ''}`, async () => {
        const ctx = await aContext()
        const { id } = await createCustomer(ctx, changes)
        if (archived) await archiveCustomer(ctx, id)
        const query: ListQuery = { sort: 'created_at', direction: 'desc', size: 1, archived }
        const [row] = (await listCustomers(ctx, query)).customers
        const json = (await listAs(ctx, query, view)).customers
        assert.ok(row && json && view.sql)
        assert.deepEqual(JSON.parse(json.toString()), JSON.parse(view.write(row)))
      })
})

it('lists customers in a view that the database cannot write, and those that are masked', async () => {
  const ctx = await aContext()
  const { id } = await createCustomer(ctx, { email: 'mira@shop.example' })
  const query: ListQuery = { sort: 'created_at', direction: 'desc', size: 1 }
  const told = viewOf([
    ['id', plain('id')],
    ['email', made(({ email }) => email?.toUpperCase())],
  ])
  const shown = async (who: typeof ctx) => String((await listAs(who, query, told)).customers)
  assert.equal(await shown(ctx), `{"id":"${id}","email":"MIRA@SHOP.EXAMPLE"}`)
  const masked = { ...ctx, mask: new Set<Column>(['email']) }
  assert.equal(await shown(masked), `{"id":"${id}","email":"M___@SHOP.EXAMPLE"}`)
  const plainly = viewOf([['email', plain('email')]])
  assert.equal(String((await listAs(masked, query, plainly)).customers), '{"email":"m___@shop.example"}')
})
