import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../../test/database.ts'
import { createCustomer } from '../customers/create.ts'
import { maskOf } from '../customers/mask.ts'
import { findDuplicates } from './duplicates.ts'
import { namePatterns, phonePatterns } from './look-alike.ts'

const { db, aContext } = await testDatabase()

it('folds names as the search key does, so that a name is found by its own patterns', async () => {
  const word = fc.string({ unit: fc.constantFrom(...'abq.@+-_ü'), minLength: 3, maxLength: 8 })
  const story = fc.asyncProperty(word, word, async (first, last) => {
    const [near, alike, swapped] = namePatterns(`${first} ${last}`)
    const [row] = await db.query<{ one: boolean; two: boolean; three: boolean }>(
      `select customer_search_key(null, null, $1) like $2 as one, customer_search_key(null, null, $1) like $3 as two,
        customer_search_key(null, null, $4) like $5 as three`,
      [`${first} ${last}`, near ?? '', alike ?? '', `${last}, ${first}`, swapped ?? ''],
    )
    assert.deepEqual(row, { one: true, two: true, three: true })
  })
  await fc.assert(story, { numRuns: 50 })
})

it('finds a number however its digits are grouped', async () => {
  const [pattern = ''] = phonePatterns('+14155552671')
  const spelled = ['(415) 555-2671', '415.555.2671', '1 415 5552671', '0014155552671']
  for (const phone of spelled) {
    const text = 'select customer_search_key(null, $1, null) like $2 as found'
    const [row] = await db.query<{ found: boolean }>(text, [phone, pattern])
    assert.equal(row?.found, true, phone)
  }
})

it('tells a key no likeness in what is masked for it', async () => {
  const ctx = await aContext()
  const customer = await createCustomer(ctx, { email: 'ada@mask.example', full_name: 'Ada Lovelace' })
  await createCustomer(ctx, { email: 'a.da+x@mask.example', full_name: 'Ada Lovelace' })
  const asMasked = (...fields: ('email' | 'full_name')[]) =>
    findDuplicates({ ...ctx, mask: maskOf(fields) }, customer.id, 10)
  const [both] = (await asMasked()).candidates
  assert.deepEqual(both?.reasons, ['email', 'name'])
  const [byName] = (await asMasked('email')).candidates
  assert.deepEqual([byName?.reasons, byName?.customer.email], [['name'], 'a___@mask.example'])
  assert.deepEqual((await asMasked('email', 'full_name')).candidates, [])
})

it('leaves out the archived and those of other organizations', async () => {
  const ctx = await aContext()
  const other = await aContext()
  const customer = await createCustomer(ctx, { full_name: 'Ada Lovelace' })
  await createCustomer(other, { full_name: 'Ada Lovelace' })
  assert.deepEqual((await findDuplicates(ctx, customer.id, 10)).candidates, [])
})
