import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { v7 as uuidv7 } from 'uuid'
import { testDatabase } from '../../../test/database.ts'
import type { Context } from '../context.ts'
import { Refusal } from '../problem.ts'
import { archiveCustomer } from './archive.ts'
import type { Changes, Customer } from './customer.ts'
import { type CustomerPage, type ListQuery, listAs, listCustomers, positionOf, sorts } from './list.ts'
import { keyOf, readWhole, readWritten } from './list-read.ts'
import type { Walk } from './list-sort.ts'
import type { Way } from './list-sql.ts'
import { normalChanges } from './normal.ts'
import { type Creation, insertCustomers } from './sql.ts'
import { plain, viewOf } from './view.ts'

const { db, aContext } = await testDatabase()

const directions = ['asc', 'desc'] as const
const newestFirst = { sort: 'created_at', direction: 'desc', size: 20 } as const

describe('a walk', async () => {
  const ctx = await aContext()
  const customers = await insert(
    ctx,
    Array.from({ length: 47 }, (_, i) => withTiesAndNulls(i)),
  )

  for (const sort of sorts) {
    for (const direction of directions) {
      it(`meets every customer once, in order of ${sort} ${direction}, forwards and backwards`, async () => {
        const expected = inOrder(customers, sort, direction).map(({ id }) => id)
        for (const size of [1, 2, 7, 46, 47, 100]) {
          const query = { sort, direction, size }
          assert.deepEqual(idsOf(await walk(ctx, query)), expected, `forwards by ${size}`)
          assert.deepEqual(idsOf(await walkBack(ctx, query)), expected, `backwards by ${size}`)
        }
      })
    }
  }

  it('turns round at any customer', async () => {
    for (const sort of sorts) {
      const query = { sort, direction: 'desc', size: 5 } as const
      const first = await listCustomers(ctx, query)
      const second = await listCustomers(ctx, { ...query, after: given(first.endCursor) })
      const back = await listCustomers(ctx, { ...query, before: given(second.startCursor) })
      assert.deepEqual(back, { ...first, more: false })
    }
  })

  it('ends with an empty page', async () => {
    const { endCursor } = await listCustomers(ctx, { ...newestFirst, last: true })
    assert.deepEqual(await listCustomers(ctx, { ...newestFirst, after: given(endCursor) }), {
      customers: [],
      startCursor: null,
      endCursor: null,
      more: false,
    })
  })

  it('says whether there is more', async () => {
    assert.equal((await listCustomers(ctx, { ...newestFirst, size: 46 })).more, true)
    assert.equal((await listCustomers(ctx, { ...newestFirst, size: 47 })).more, false)
    assert.equal((await listCustomers(ctx, { ...newestFirst, size: 46, last: true })).more, true)
    assert.equal((await listCustomers(ctx, { ...newestFirst, size: 47, last: true })).more, false)
  })

  it('goes on where it was when its cursor is archived', async () => {
    const other = await aContext()
    const ids = idsOf(await insert(other, [{}, {}, {}])).toReversed()
    const { endCursor } = await listCustomers(other, { ...newestFirst, size: 1 })
    await archive(other, ids.slice(0, 1))
    assert.deepEqual(
      idsOf((await listCustomers(other, { ...newestFirst, after: given(endCursor) })).customers),
      ids.slice(1),
    )
  })

  it('meets those who stay exactly once while others come and go', async () => {
    for (const sort of sorts) {
      for (const step of [walk, walkBack]) {
        const other = await aContext()
        const all = await insert(
          other,
          Array.from({ length: 40 }, (_, i) => withTiesAndNulls(i)),
        )
        const going = idsOf(all.filter((_, i) => i % 3 === 0))
        const staying = new Set(idsOf(all).filter((id) => !going.includes(id)))
        let pages = 0
        const met = await step(other, { sort, direction: 'asc', size: 3 }, async () => {
          await archive(other, going.splice(0, 2))
          if (pages++ < 10) await insert(other, [withTiesAndNulls(100 + pages)])
        })
        const stayed = idsOf(met).filter((id) => staying.has(id))
        assert.deepEqual([...stayed].sort(), [...staying].sort())
        assert.equal(new Set(idsOf(met)).size, met.length)
      }
    }
  })
})

describe('a cursor', async () => {
  const ctx = await aContext()
  await insert(ctx, [{ email: 'a@shop.example', ltv: '1.5' }, {}])
  const { endCursor } = await listCustomers(ctx, { ...newestFirst, size: 1 })
  const cursor = given(endCursor)
  const refused = (query: ListQuery, path: string, who = ctx) =>
    assert.rejects(listCustomers(who, query), (error) => {
      assert.ok(error instanceof Refusal)
      assert.deepEqual(error.problem, {
        kind: 'invalid',
        issues: [{ path: [path], message: 'Invalid cursor: Expected one of this list' }],
      })
      return true
    })

  it('is read in both alphabets of Base64', async () => {
    const padded = Buffer.from(cursor, 'base64url').toString('base64')
    assert.deepEqual(
      await listCustomers(ctx, { ...newestFirst, after: padded }),
      await listCustomers(ctx, { ...newestFirst, after: cursor }),
    )
  })

  it('is refused in another order or by another organization', async () => {
    await refused({ ...newestFirst, sort: 'email', after: cursor }, 'after')
    await refused({ ...newestFirst, direction: 'asc', before: cursor }, 'before')
    await refused({ ...newestFirst, after: cursor }, 'after', await aContext())
  })

  it('is refused when it is none', async () => {
    for (const text of [
      '',
      ' ',
      '%',
      'null',
      'bnVsbA',
      'W10=',
      `${cursor}!`,
      cursor.slice(0, -4),
      'x'.repeat(5000),
    ]) {
      await refused({ ...newestFirst, after: text }, 'after')
    }
  })

  it('is refused when its content is forged', async () => {
    for (const sort of sorts) {
      const query = { ...newestFirst, sort }
      const genuine = given((await listCustomers(ctx, { ...query, size: 1 })).endCursor)
      const content = JSON.parse(Buffer.from(genuine, 'base64url').toString())
      const forge = (changes: object) =>
        Buffer.from(JSON.stringify({ ...content, ...changes })).toString('base64url')
      await refused({ ...query, after: forge({ id: "' or true --" }) }, 'after')
      await refused({ ...query, after: forge({ value: 1 }) }, 'after')
      await refused({ ...query, after: forge({ value: 'a\0b' }) }, 'after')
      if (!['email', 'phone_e164', 'external_id', 'full_name'].includes(sort))
        await refused({ ...query, after: forge({ value: 'NaN' }) }, 'after')
    }
  })
})

describe('a search', async () => {
  const ctx = await aContext()
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
  const terms =
    "mi · MIRA · zz · le · il · e@ · 0% · 50% · _b · a_b · \\d · c\\ · é · É · JOSÉ · sé  · 王 · 王芳 · 芳 · 'a · d'arc · l- · l-ax · x. · .y · .+ · +1 · +14155550 · 0149 · 49 · qu · ku · ß · raße · y. · crm-1 · || · example · xyzzy · a.* · [a-z] · 10@shop-3. ·    · mi m · ’n · \t\n".split(
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
    const walk: Walk = {
      organizationId: ctx.organizationId,
      sort: 'created_at',
      ascending: false,
      backward: false,
      position: null,
      rows: 21,
    }
    const expected = idsOf(customers.filter((customer) => contains(customer, 'example')).toReversed())
    const ids = expected.slice(0, 20)
    const few: Way = { by: 'searching', glanced: 10, read: 30, lookedUp: 200 }
    const told = async (way: Way, search: string) => (await reads(way, search, walk)).told
    assert.equal(await told({ by: 'looking up', most: 50 }, 'example'), 'too many')
    assert.deepEqual(await reads({ by: 'reading' }, 'example', walk), { ids, told: 'settled' })
    assert.deepEqual(await reads({ ...few, glanced: 50 }, 'example', walk), { ids, told: 'settled' })
    // Of the first ten some match; of the first 30, enough or not.
    assert.deepEqual(await reads(few, 'example', { ...walk, rows: 11 }), {
      ids: ids.slice(0, 10),
      told: 'settled',
    })
    assert.equal(await told({ ...few, read: 20 }, 'example'), 'too few')
    // None of the first ten does.
    const [oldest] = customers
    assert.ok(oldest?.phone)
    assert.deepEqual(await reads(few, oldest.phone, walk), { ids: [oldest.id], told: 'settled' })
    assert.equal(await told({ ...few, lookedUp: 1 }, oldest.phone), 'too many')
    for (const glanced of [10, 1000])
      assert.deepEqual(await reads({ ...few, glanced }, 'crm-1', walk), { ids: [], told: 'settled' })
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

it('lists those created within a time, the end excluded', async () => {
  const ctx = await aContext()
  const customers = await insert(ctx, [{}, {}, {}, {}])
  const [, second, , fourth] = customers
  assert.ok(second && fourth)
  for (const sort of ['created_at', 'ltv'] as const) {
    const query: ListQuery = {
      ...newestFirst,
      sort,
      createdFrom: second.created_at,
      createdBefore: fourth.created_at,
    }
    assert.deepEqual(
      idsOf((await listCustomers(ctx, query)).customers),
      idsOf(customers.slice(1, 3)).toReversed(),
    )
  }
})

it('never shows archived customers or those of others', async () => {
  const [ctx, other] = [await aContext(), await aContext()]
  const customers = await insert(ctx, [{ email: 'one@shop.example' }, { email: 'two@shop.example' }])
  await insert(other, [{ email: 'one@shop.example' }])
  await archive(ctx, idsOf(customers.slice(1)))
  for (const criteria of [{}, { search: 'shop' }, { email: 'two@shop.example' }]) {
    const expected = 'email' in criteria ? [] : idsOf(customers.slice(0, 1))
    assert.deepEqual(idsOf((await listCustomers(ctx, { ...newestFirst, ...criteria })).customers), expected)
  }
})

function withTiesAndNulls(i: number): Changes {
  return {
    email: i % 4 === 0 ? null : `${i % 2 ? 'A' : 'b'}${i}@shop.example`,
    phone: i % 6 === 0 ? null : i % 6 === 1 ? `ext. ${i}` : `+1415555${String(9999 - i * 7)}`,
    external_id: i % 5 === 0 ? null : `${['Crm', 'crm', 'ärp'][i % 3]}-${i}`,
    full_name: i % 5 === 0 ? null : `${['Ann', 'ann', 'Bob', 'Zoë', 'zoë'][i % 3]} ${i % 2}`,
    last_order_at: i % 3 === 0 ? null : `2026-01-0${(i % 4) + 1}T10:00:00.500Z`,
    ltv: ['0', '12.5', '12.50', '3', '100000000000.00000001'][i % 5] as string,
    total_orders: i % 6,
  }
}

let lastMs = Date.parse('2026-03-01T00:00:00Z')

async function insert(ctx: Context, all: Changes[]): Promise<Customer[]> {
  const creations = all.map((changes): Creation => {
    const msecs = ++lastMs
    return {
      organization_id: ctx.organizationId,
      id: uuidv7({ msecs }),
      number: msecs,
      actor: ctx.actor,
      request_id: ctx.requestId,
      at: new Date(msecs).toISOString(),
      changes: normalChanges(changes, ctx.country),
      remember: null,
    }
  })
  const customers = (await insertCustomers(db, creations)).filter((customer) => customer !== null)
  assert.equal(customers.length, all.length)
  return customers
}

async function archive(ctx: Context, ids: string[]): Promise<void> {
  for (const id of ids) await archiveCustomer(ctx, id)
}

const idView = viewOf([['id', plain('id')]])

/** The page, which is the same whether it is written here or by the database. */
async function pageOf(ctx: Context, query: ListQuery): Promise<CustomerPage> {
  const { customers, ...ends } = await listCustomers(ctx, query)
  const { customers: json, ...same } = await listAs(ctx, query, idView)
  assert.deepEqual(same, ends)
  assert.deepEqual(
    JSON.parse(`[${json}]`),
    customers.map(({ id }) => ({ id })),
  )
  return { customers, ...ends }
}

async function walk(ctx: Context, query: ListQuery, between = async () => {}): Promise<Customer[]> {
  const met: Customer[] = []
  for (let after: string | undefined; ; ) {
    const page = await pageOf(ctx, { ...query, after })
    met.push(...page.customers)
    if (page.endCursor === null) return met
    after = page.endCursor
    await between()
  }
}

async function walkBack(ctx: Context, query: ListQuery, between = async () => {}): Promise<Customer[]> {
  const met: Customer[] = []
  for (let before: string | undefined; ; ) {
    const page = await pageOf(ctx, { ...query, last: true, before })
    met.unshift(...page.customers)
    if (page.startCursor === null) return met
    before = page.startCursor
    await between()
  }
}

function inOrder(
  customers: Customer[],
  sort: ListQuery['sort'],
  direction: ListQuery['direction'],
): Customer[] {
  const keyOf = (customer: Customer) => {
    const value = customer[sort]
    if (sort === 'ltv') return BigInt(decimal(String(value)))
    if (sort === 'external_id') return value && Buffer.from(String(value)).toString('hex')
    return typeof value === 'string' ? value.toLowerCase() : value
  }
  const sign = direction === 'asc' ? 1 : -1
  return customers.toSorted((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)]
    if (x === null || y === null)
      return Number(x === null) - Number(y === null) || sign * (a.id < b.id ? -1 : 1)
    return sign * (x < y ? -1 : x > y ? 1 : a.id < b.id ? -1 : 1)
  })
}

/** In units of the eighth place, so that nothing is rounded. */
function decimal(value: string): string {
  const [whole, fraction = ''] = value.split('.')
  return `${whole}${fraction.padEnd(8, '0')}`
}

function contains({ email, phone, full_name }: Customer, term: string): boolean {
  return [email, phone, full_name].some((value) => value?.toLowerCase().includes(term.toLowerCase()))
}

function idsOf(customers: Customer[]): string[] {
  return customers.map(({ id }) => id)
}

function given(cursor: string | null): string {
  assert.ok(cursor)
  return cursor
}
