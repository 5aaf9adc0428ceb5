import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { ask, refuses } from '../../../test/identity-requests.ts'
import { createCustomer } from '../customers/create.ts'
import { approveIdentityRequest, rejectIdentityRequest } from './decide.ts'
import { getIdentityRequest, listIdentityRequests } from './list.ts'

const { aContext } = await testDatabase()

describe('the list of requests', () => {
  it('is newest first, by customer, status and kind, page by page', async () => {
    const ctx = await aContext()
    const [one, two] = [await createCustomer(ctx, {}), await createCustomer(ctx, {})]
    await ask(ctx, 'email', one.id, { newValue: 'one@ask.example' }, true)
    await ask(ctx, 'external_id', one.id, { newValue: 'E-1' })
    await ask(ctx, 'email', two.id, { newValue: 'two@ask.example' })
    const numbers = async (filter: Parameters<typeof listIdentityRequests>[1]) =>
      (await listIdentityRequests(ctx, filter, { size: 10 })).rows.map(({ number }) => number)
    assert.deepEqual(await numbers({}), [3, 2, 1])
    assert.deepEqual(await numbers({ customerId: one.id }), [2, 1])
    assert.deepEqual(await numbers({ customerId: one.id, status: 'PENDING' }), [2])
    assert.deepEqual(await numbers({ kind: 'email', status: 'APPROVED' }), [1])
    assert.deepEqual(await numbers({ customerId: 'nobody' }), [])
    const first = await listIdentityRequests(ctx, {}, { size: 2 })
    const after = first.endCursor ?? undefined
    const second = await listIdentityRequests(ctx, {}, { size: 2, after })
    assert.deepEqual([first.more, second.more, second.rows.map(({ number }) => number)], [true, false, [1]])
  })

  it('shows another organization nothing, which can decide nothing', async () => {
    const [ctx, other] = [await aContext(), await aContext()]
    const { id } = await createCustomer(ctx, {})
    const { request } = await ask(ctx, 'email', id, { newValue: 'a@ask.example' })
    assert.deepEqual((await listIdentityRequests(other, { customerId: id }, { size: 10 })).rows, [])
    for (const work of [getIdentityRequest, approveIdentityRequest, rejectIdentityRequest])
      await refuses(work(other, request.number), 'missing')
    await refuses(ask(other, 'email', id, { newValue: 'a@ask.example' }), 'missing')
    const stranger = await createCustomer(other, {})
    await refuses(ask(other, 'merge', stranger.id, { targetId: id }), 'target_missing')
    assert.equal((await getIdentityRequest(ctx, request.number)).status, 'PENDING')
  })
})
