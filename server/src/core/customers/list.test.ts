import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import {
  archive,
  given,
  idsOf,
  idView,
  inOrder,
  insert,
  newestFirst,
  walk,
  walkBack,
} from '../../../test/listing.ts'
import { Refusal } from '../problem.ts'
import type { Changes } from './customer.ts'
import { type ListQuery, listAs, listCustomers, sorts } from './list.ts'

const { aContext } = await testDatabase()

const directions = ['asc', 'desc'] as const

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

it('answers many who ask at once, each with its own', async () => {
  const askers = await Promise.all(
    Array.from({ length: 12 }, async (_, i) => {
      const ctx = await aContext()
      const customers = await insert(
        ctx,
        Array.from({ length: i }, (_, k) => ({ email: `${k}@shop.example` })),
      )
      return { ctx, ids: idsOf(customers).toReversed() }
    }),
  )
  const pages = await Promise.all(
    [...askers, ...askers].map(({ ctx }, i) => listAs(ctx, { ...newestFirst, size: 1 + (i % 5) }, idView)),
  )
  for (const [i, { customers, more }] of pages.entries()) {
    const { ids } = askers[i % askers.length] ?? { ids: [] }
    const size = 1 + (i % 5)
    assert.deepEqual(
      JSON.parse(`[${customers}]`),
      ids.slice(0, size).map((id) => ({ id })),
    )
    assert.equal(more, ids.length > size)
  }
})
