import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Client, testApp } from '../../../test/app.ts'
import { aCustomer, assertFlat, nobody } from '../../../test/partner.ts'
import { makeKey } from '../../core/keys/issue.ts'

const app = await testApp()

async function three() {
  const owner = await app.anOwner()
  const ids: string[] = []
  for (const external_id of ['p-1', 'p-2', 'p-3'])
    ids.push((await aCustomer(owner, { external_id, birth_year: 1990, birth_month: ids.length + 1 })).shownId)
  const [first = '', second = '', third = ''] = ids
  return { owner, first, second, third }
}

const found = async (owner: Client, query: string | object) => {
  const answer = await (typeof query === 'string'
    ? owner.get(`/v2/customers${query}`)
    : owner.post('/v2/customers', query))
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const { data, has_more, total } = answer.body
  return [data.map(({ id }: { id: string }) => id), has_more, total]
}

describe('the list of customers', () => {
  it('§6-20 and §6-21: is newest first, walked by starting_after, and counts all of it on each page', async () => {
    const { owner, first, second, third } = await three()
    for (const ask of [(q: object) => q, (q: object) => `?${new URLSearchParams(Object.entries(q))}`]) {
      assert.deepEqual(await found(owner, ask({})), [[third, second, first], false, 3])
      assert.deepEqual(await found(owner, ask({ limit: 2 })), [[third, second], true, 3])
      assert.deepEqual(await found(owner, ask({ limit: 2, starting_after: second })), [[first], false, 3])
      assert.deepEqual(await found(owner, ask({ starting_after: first.toLowerCase() })), [[], false, 3])
    }
  })

  it('§6-20: refuses a place that is no customer of the organization', async () => {
    const { owner } = await three()
    const other = (await three()).first
    for (const starting_after of [nobody, other, 'x', ''])
      for (const answer of [
        await owner.get(`/v2/customers?starting_after=${starting_after}`),
        await owner.post('/v2/customers', { starting_after }),
      ])
        assertFlat(answer, 400, '/v2/customers', ['starting_after: must be the id of a customer'])
  })

  it('§6-20: goes on from a customer that is archived meanwhile', async () => {
    const { owner, first, second } = await three()
    await owner.delete(`/v1/customers/${second.toLowerCase()}`)
    assert.deepEqual(await found(owner, { starting_after: second }), [[first], false, 2])
  })

  it('§6-21: has 10 customers a page unless told otherwise, and never more than 100', async () => {
    const owner = await app.anOwner()
    const consumers = Array.from({ length: 101 }, () => ({ email: null }))
    await owner.post('/api/v1/consumers/batch', { consumers })
    for (const [query, size] of [
      ['', 10],
      ['?limit=11', 11],
      ['?limit=100', 100],
      ['?limit=101', 100],
      ['?limit=99999999999', 100],
    ] as const)
      assert.equal((await owner.get(`/v2/customers${query}`)).body.data.length, size)
    const { body } = await owner.post('/v2/customers', { limit: 5000 })
    assert.deepEqual([body.data.length, body.has_more, body.total], [100, true, 101])
  })

  it('§6-21: refuses a limit that is no whole number from 1', async () => {
    const owner = await app.anOwner()
    const least = 'limit: must be greater than or equal to 1'
    for (const [limit, line] of [
      ['0', least],
      ['-5', least],
      ['1.5', 'limit: must be an integer'],
      ['x', 'limit: must be an integer'],
      ['', 'limit: must be an integer'],
    ])
      assertFlat(await owner.get(`/v2/customers?limit=${limit}`), 400, '/v2/customers', [line as string])
    for (const [limit, line] of [
      [0, least],
      [1.5, 'limit: must be an integer'],
      ['5', 'limit: must be an integer'],
      [null, 'limit: must not be null'],
    ])
      assertFlat(await owner.post('/v2/customers', { limit }), 400, '/v2/customers', [line as string])
  })
})

describe('a search', () => {
  it('§6-22: compares the partner id exactly, and all criteria together', async () => {
    const { owner, first, second } = await three()
    assert.deepEqual(await found(owner, '?partner_customer_id=p-2'), [[second], false, 1])
    for (const query of ['?partner_customer_id=P-2', '?partner_customer_id=', '?partner_customer_id=a%00b'])
      assert.deepEqual(await found(owner, query), [[], false, 0])
    const both = { partner_customer_id: 'p-1', date_of_birth: { year: 1990 } }
    assert.deepEqual(await found(owner, both), [[first], false, 1])
    assert.deepEqual(await found(owner, { ...both, date_of_birth: { year: 1991 } }), [[], false, 0])
  })

  it('§6-22: compares the parts of a date of birth that are sent', async () => {
    const owner = await app.anOwner()
    const { shownId } = await aCustomer(owner, { birth_year: 1987, birth_month: 11, birth_day: 23 })
    const { shownId: other } = await aCustomer(owner, { birth_month: 11, birth_day: 24 })
    await aCustomer(owner)
    for (const [date_of_birth, ids] of [
      [{ year: 1987, month: 11, day: 23 }, [shownId]],
      [{ month: 11 }, [other, shownId]],
      [{ day: 24 }, [other]],
      [{ year: 90_000_000_000 }, []],
    ] as const)
      assert.deepEqual(await found(owner, { date_of_birth }), [ids, false, ids.length])
    assert.equal((await found(owner, { date_of_birth: {} }))[2], 3)
    const refused = await owner.post('/v2/customers', {
      date_of_birth: { year: 1899, month: 13, day: 0 },
      ssn: '900-12-4821',
    })
    assertFlat(refused, 400, '/v2/customers', [
      String.raw`ssn: must match "^\d{9}$"`,
      'date_of_birth.year: must be greater than or equal to 1900',
      'date_of_birth.month: must be less than or equal to 12',
      'date_of_birth.day: must be greater than or equal to 1',
    ])
  })

  it('§6-22: finds a social security number by its hash, until it or its digits change', async () => {
    const owner = await app.anOwner()
    const { id, shownId } = await aCustomer(owner)
    await aCustomer(owner, { ssn_last4: '4821' })
    const byNumber = { ssn: '900124821' }
    assert.deepEqual(await found(owner, byNumber), [[], false, 0])
    assert.equal((await owner.put(`/v1/customers/${id}/ssn`, byNumber)).status, 200)
    assert.deepEqual(await found(owner, byNumber), [[shownId], false, 1])
    assert.deepEqual(await found(owner, { ssn: '900124822' }), [[], false, 0])
    const other = await app.anOwner()
    assert.deepEqual(await found(other, byNumber), [[], false, 0])
    await owner.send(`/v1/customers/${id}`, { method: 'PATCH', body: { ssn_last4: '0000' } })
    assert.deepEqual(await found(owner, byNumber), [[], false, 0])
  })

  it('§6-22: never creates, whatever the body is', async () => {
    const owner = await app.anOwner()
    const sent = { email: 'new@shop.example', first_name: 'New', partner_customer_id: 'p-9' }
    assert.deepEqual(await found(owner, sent), [[], false, 0])
    assert.deepEqual(await found(owner, {}), [[], false, 0])
    const missing = await owner.send('/v2/customers', { method: 'POST' })
    assertFlat(missing, 400, '/v2/customers', ['body: must not be null'])
  })

  it('is refused to a key from which a criterion is masked', async () => {
    const { owner } = await three()
    const masked = {
      name: 'masked',
      scopes: ['customers:read'] as const,
      masked_fields: ['external_id', 'ssn_last4', 'birth_year'] as const,
    }
    const { secret } = await makeKey(app.services.db, owner.organizationId, masked, 'test')
    const reader = app.withHeaders({ authorization: `Bearer ${secret}` })
    assert.equal((await reader.get('/v2/customers')).status, 200)
    assert.equal((await reader.get('/v2/customers?partner_customer_id=p-1')).status, 403)
    assert.equal((await reader.post('/v2/customers', { ssn: '900124821' })).status, 403)
    assert.equal((await reader.post('/v2/customers', { date_of_birth: { year: 1990 } })).status, 403)
    assert.ok(!JSON.stringify((await reader.get('/v2/customers')).body).includes('p-1'))
  })
})
