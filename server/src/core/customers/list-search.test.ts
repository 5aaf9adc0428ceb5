import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { testDatabase } from '../../../test/database.ts'
import { given, idsOf, idView, inOrder, insert, newestFirst, walk, walkBack } from '../../../test/listing.ts'
import type { Customer } from './customer.ts'
import { type ListQuery, listCustomers, positionOf, sorts } from './list.ts'
import { keyOf, readWhole } from './list-read.ts'
import type { Walk } from './list-sort.ts'
import type { Way } from './list-sql.ts'
import { readWritten } from './list-written.ts'
import { takeNumbers } from './numbers.ts'
import { hasJoint } from './term-sql.ts'

const { aContext } = await testDatabase()

const searching = {
  by: 'searching',
  joint: false,
  glanced: 10,
  read: 30,
  lookedUp: 200,
  candidate: 0,
} as const
const readingOn: Way = { ...searching, lookUp: 1e9 }
const lookingUp: Way = { ...searching, lookUp: 0 }

const newestWalk = { sort: 'created_at', ascending: false, backward: false, position: null } as const

describe('a search', async () => {
  const ctx = await aContext()
  const tenths: Walk = { ...newestWalk, organizationId: ctx.organizationId, rows: 11 }
  const parts =
    "Mira · mi · O’Neil · José · É · 王芳 · 50% · a_b · c\\d · Al-Ax · qu · ku · x.y · d'Arc · zz · 9 · İ · Straße · ".split(
      ' · ',
    )
  const pick = (i: number) => parts[(i * 7919) % parts.length] ?? ''
  const customers = await insert(
    ctx,
    Array.from({ length: 150 }, (_, i) => ({
      email: i % 4 === 0 ? null : `${pick(i).toLowerCase()}.${pick(i + 5)}+${i}@Shop-${i % 7}.example`,
      phone:
        i % 5 === 0
          ? `call ${pick(i + 1)} ${i}`
          : i % 3 === 0
            ? null
            : `+1415555${String(i).padStart(4, '0')}`,
      full_name: i % 6 === 0 ? null : `${pick(i)} ${pick(i + 3)}`,
      external_id: `crm-${i}`,
    })),
  )
  await takeNumbers(ctx, customers.length)
  const terms =
    "mi · MIRA · zz · le · il · e@ · 0% · 50% · _b · a_b · \\d · c\\ · é · É · JOSÉ · sé  · 王 · 王芳 · 芳 · 'a · d'arc · l- · l-ax · x. · .y · .+ · +1 · +14155550 · 0149 · 49 · qu · ku · ß · raße · y. · crm-1 · || · example · xyzzy · a.* · [a-z] · 10@shop-3. · shop-3.example ·    · mi m · ’n · \t\n".split(
      ' · ',
    )

  it('finds what contains the term, in any case, and nothing else', async () => {
    for (const search of terms) {
      const expected = idsOf(customers.filter((customer) => contains(customer, search))).toReversed()
      assert.deepEqual(idsOf(await walk(ctx, { ...newestFirst, search, size: 50 })), expected, search)
    }
  })

  it('finds the same through the index, in every order, ahead of a position', async () => {
    for (const sort of sorts) {
      const walk = { organizationId: ctx.organizationId, sort, ascending: false, backward: false, rows: 101 }
      for (const search of terms) {
        const expected = inOrder(
          customers.filter((customer) => contains(customer, search)),
          sort,
          'desc',
        )
        const found = await reads({ by: 'looking up', most: 1000 }, search, { ...walk, position: null })
        assert.deepEqual(found, { ids: idsOf(expected.slice(0, 100)), told: 'settled' }, search)
        const middle = expected[Math.floor(expected.length / 2)]
        if (!middle) continue
        const position = positionOf({ id: middle.id, key: keyOf(sort, middle) })
        const rest = expected.slice(expected.indexOf(middle) + 1)
        assert.deepEqual(await reads({ by: 'looking up', most: 1000 }, search, { ...walk, position }), {
          ids: idsOf(rest),
          told: 'settled',
        })
      }
    }
  })

  it('gives up where too many customers must be looked at', async () => {
    const expected = idsOf(customers.filter((customer) => contains(customer, 'example')).toReversed())
    const told = async (way: Way, search: string) => (await reads(way, search, tenths)).told
    assert.equal(await told({ by: 'looking up', most: 50 }, 'example'), 'too many')
    assert.deepEqual(await reads({ by: 'reading' }, 'example', tenths), {
      ids: expected.slice(0, 10),
      told: 'settled',
    })
    // Of the first ten some match, and of the first 30 enough.
    assert.equal(await told({ ...readingOn, lookedUp: 1 }, 'example'), 'settled')
    assert.equal(await told({ ...lookingUp, lookedUp: 1 }, 'example'), 'too many')
    assert.equal(await told({ ...readingOn, read: 12, lookedUp: 1 }, 'example'), 'too many')
  })

  it('finds the same whichever way it goes on after a glance', async () => {
    const [oldest] = customers
    assert.ok(oldest?.phone)
    const nobody = 'crm-1'
    const sought: string[] = ['example', 'mi', 'zz', 'shop-3', nobody, oldest.phone]
    for (const glanced of [1, 10, 50, 1000])
      for (const read of [glanced, 30, 1000])
        for (const way of [readingOn, lookingUp])
          for (const search of sought) {
            const expected = customers.filter((customer) => contains(customer, search)).toReversed()
            const found = await reads({ ...way, glanced, read }, search, tenths)
            assert.deepEqual(found, { ids: idsOf(expected.slice(0, 10)), told: 'settled' }, search)
          }
  })

  it('does not take for an answer whom the key alone takes for a match', async () => {
    const other = await aContext()
    const people = await insert(
      other,
      Array.from({ length: 40 }, (_, i) => ({ full_name: i % 2 ? 'Kai x_y' : 'Kai x-y' })),
    )
    const expected = idsOf(people.filter((customer) => contains(customer, 'x_y')).toReversed())
    await takeNumbers(other, people.length)
    const walk = { ...newestWalk, organizationId: other.organizationId, rows: 11 }
    for (const glanced of [10, 1000]) {
      const way: Way = { ...readingOn, glanced, read: 1000 }
      assert.equal((await readWhole.read(other, way, { search: 'x_y' }, walk)).told, 'too few')
    }
    const page = await listCustomers(other, { ...newestFirst, search: 'x_y', size: 10 })
    assert.deepEqual(idsOf(page.customers), expected.slice(0, 10))
    assert.equal(page.more, true)
  })

  it('does not take the key of a character for the beginning of a term', async () => {
    const other = await aContext()
    const people = await insert(
      other,
      Array.from({ length: 40 }, (_, i) => ({ full_name: i % 2 ? 'Vera Albury' : 'Sal Oskarson' })),
    )
    await takeNumbers(other, people.length)
    const walk = { ...newestWalk, organizationId: other.organizationId, rows: 11 }
    const way: Way = { ...readingOn, glanced: 30, read: 60 }
    for (const search of ['sal', 'sa', 'so', 'os', 'al', ' a', 'r']) {
      const expected = idsOf(people.filter((customer) => contains(customer, search)).toReversed())
      const { shown, told } = await readWhole.read(other, way, { search }, walk)
      assert.deepEqual({ ids: idsOf(shown), told }, { ids: expected.slice(0, 10), told: 'settled' }, search)
    }
  })

  it('finds by what stands around a space whom the term says, in both directions, ahead of a position', async () => {
    const around = (text: string | null) => text?.slice(Math.max(text.indexOf(' ') - 1, 0)).slice(0, 4) ?? ''
    const texts = customers.flatMap(({ full_name, phone }) => [around(full_name), around(phone), phone ?? ''])
    const joints = [...new Set(texts), "l-ax d'arc", 'qu  ku', '   '].filter(hasJoint)
    assert.ok(joints.length > 20)
    for (const search of joints)
      for (const read of [3, 30, 1000])
        for (const ascending of [false, true])
          for (const way of [readingOn, lookingUp]) {
            const all = customers.filter((customer) => contains(customer, search))
            const expected = idsOf(ascending ? all : all.toReversed())
            const walk = { ...newestWalk, organizationId: ctx.organizationId, ascending, rows: 4 }
            const found = await reads({ ...way, joint: true, glanced: 3, read }, search, walk)
            assert.deepEqual(found, { ids: expected.slice(0, 3), told: 'settled' }, search)
            const [first] = expected
            if (first === undefined) continue
            const position = { id: first, value: null }
            const rest = await reads({ ...way, joint: true, glanced: 3, read }, search, { ...walk, position })
            assert.deepEqual(rest, { ids: expected.slice(1, 4), told: 'settled' }, search)
          }
  })

  it('knows of every term what stands around its spaces in all keys that have it', async () => {
    const character = fc.constantFrom(...'abq     .-@7é\t')
    const text = fc.string({ unit: character, maxLength: 12 })
    const part = fc.tuple(text, fc.nat(), fc.nat())
    const samples = fc.sample(fc.tuple(text, text, part), 3000).map(([email, phone, [name, from, to]]) => {
      const start = from % (name.length + 1)
      return { email, phone, name, term: name.slice(start, start + 1 + (to % 8)) }
    })
    const told = samples.filter(({ term }) => hasJoint(term))
    assert.ok(told.length > 100)
    const rows = await ctx.db.query<{
      term: string
      name: string
      key: string
      of_key: string
      of_term: string
    }>(
      `select s.*, customer_search_joint(customer_search_key(email, phone, name)) as of_key,
        customer_search_joint(customer_search_term(term)) as of_term
      from json_to_recordset($1::text::json) as s(email text, phone text, name text, term text)`,
      [JSON.stringify(told)],
    )
    for (const row of rows) assert.ok([row.of_term, '*'].includes(row.of_key), JSON.stringify(row))
  })

  /** What both readers say, which is the same. */
  async function reads(way: Way, search: string, walk: Walk) {
    const { shown, ...rest } = await readWhole.read(ctx, way, { search }, walk)
    const { shown: json, ...same } = await readWritten(idView, given(idView.sql)).read(
      ctx,
      way,
      { search },
      walk,
    )
    assert.deepEqual(same, rest)
    assert.deepEqual(
      JSON.parse(`[${json}]`),
      idsOf(shown).map((id) => ({ id })),
    )
    return { ids: idsOf(shown), told: rest.told }
  }

  it('walks in every order', async () => {
    for (const sort of sorts) {
      const expected = inOrder(
        customers.filter((customer) => contains(customer, 'mi')),
        sort,
        'desc',
      )
      const query: ListQuery = { sort, direction: 'desc', size: 3, search: 'mi' }
      assert.deepEqual(idsOf(await walk(ctx, query)), idsOf(expected))
      assert.deepEqual(idsOf(await walkBack(ctx, query)), idsOf(expected))
    }
  })

  it('compares identifiers exactly, all criteria together', async () => {
    const [someone] = customers.filter(({ email, phone_e164 }) => email && phone_e164)
    const callable = customers.find(({ phone }) => phone?.startsWith('call'))
    assert.ok(someone?.email && someone.phone && someone.external_id && callable?.phone)
    const search = async (criteria: Partial<ListQuery>) =>
      idsOf((await listCustomers(ctx, { ...newestFirst, ...criteria })).customers)

    assert.deepEqual(await search({ email: ` ${someone.email.toUpperCase()} ` }), [someone.id])
    assert.deepEqual(await search({ email: someone.email.slice(1) }), [])
    assert.deepEqual(await search({ phone: someone.phone }), [someone.id])
    assert.deepEqual(await search({ phone: callable.phone }), [callable.id])
    assert.deepEqual(await search({ externalId: someone.external_id }), [someone.id])
    assert.deepEqual(await search({ externalId: someone.external_id.toUpperCase() }), [])
    assert.deepEqual(await search({ email: someone.email, search: someone.email.slice(0, 3) }), [someone.id])
    assert.deepEqual(await search({ email: someone.email, phone: callable.phone }), [])
    assert.deepEqual(await search({ search: 'a\0b' }), [])
  })
})

function contains({ email, phone, full_name }: Customer, term: string): boolean {
  return [email, phone, full_name].some((value) => value?.toLowerCase().includes(term.toLowerCase()))
}
