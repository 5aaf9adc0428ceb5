import assert from 'node:assert/strict'
import { it } from 'node:test'
import { full } from '../../../test/customers.ts'
import { testDatabase } from '../../../test/database.ts'
import { createCustomer } from './create.ts'
import { type Changes, type Column, columns } from './customer.ts'
import { getAs, getCustomer } from './get.ts'
import { firstOf, objectOfTold, sparseViewOf, told } from './sparse-view.ts'

const { aContext } = await testDatabase()

const names = (Object.keys(columns) as Column[]).filter((name) => name !== 'id')
const place = objectOfTold([
  ['"city"', told('last_geo_city')],
  ['latitude', told('last_geo_latitude')],
])
const view = sparseViewOf([
  ...names.map((name) => [name, told(name)] as const),
  ['place', place],
  ['latest', firstOf('updated_at', 'created_at')],
  ['nothing', objectOfTold([['merged', told('merged_into')]])],
])

const people: Record<string, Changes> = {
  'whose columns are all filled': full,
  'of whom nothing is known': {},
  'with empty text and members': { city: '', metadata: {}, full_name: '' },
  'with text that JSON escapes': {
    full_name: 'a"b\\c\n\t\u0001\u2028 é 😀',
    metadata: { 'x"': ["'", null] },
  },
  'with a part of a place': { last_geo_latitude: 0 },
}

for (const [who, changes] of Object.entries(people))
  it(`tells in SQL what it tells in JavaScript, of a customer ${who}`, async () => {
    const ctx = await aContext()
    const { id } = await createCustomer(ctx, changes)
    const customer = await getCustomer(ctx, id)
    const { json } = await getAs(ctx, id, view)
    const written = JSON.parse(view.write(customer))
    assert.deepEqual(JSON.parse(json), written)
    assert.equal(written.id, id.toUpperCase())
    const values = Object.values(written)
    assert.ok(values.every((value) => value !== null && value !== '' && JSON.stringify(value) !== '{}'))
    assert.equal('nothing' in written, false)
  })
